//! Which credentials open which RPC: made from the method table itself, so
//! that no row is forgotten. What a call does once it is let in is not looked
//! at here.

use serde_json::{Map, Value, json};
use server::api::{METHODS, Method};
use server::gate::{Scope, ScopeSet};
use transcode::Segment;

use crate::harness::{As, Refusal, World, both};

/// The ways in which the gate refuses.
const NO_CREDENTIAL: &str = "Request is missing required authentication credential";
const SCOPES: &str = "Request had insufficient authentication scopes";
const USERS_ONLY: &str = "This method doesn't support app authentication";
const APPS_ONLY: &str = "The API is called without service account credentials";
const APPROVAL: &str = "The administrator must grant the app";
const ADMIN: &str = "Administrator access needs";

/// Source: the reference's method pages, "Authorization scopes": one of a
/// method's scopes is needed, by its kind of authentication; and the guide to
/// authentication: administrators' access, administrators' approval.
#[tokio::test]
async fn every_rpc_opens_to_its_scopes_and_to_nothing_else() {
    both(async |w| {
        for method in METHODS.iter().filter(|method| !method.public) {
            for case in cases(method) {
                check(w, method, &case).await;
            }
        }
    })
    .await;
}

struct Case {
    who: As,
    admin_access: bool,
    /// `None`: the gate lets it in.
    refusal: Option<&'static str>,
}

fn case(who: As, refusal: impl Into<Option<&'static str>>) -> Case {
    Case {
        who,
        admin_access: false,
        refusal: refusal.into(),
    }
}

fn cases(method: &Method) -> Vec<Case> {
    let mut cases = vec![case(As::Nobody, NO_CREDENTIAL)];
    people(method, &mut cases);
    apps(method, &mut cases);
    administrators(method, &mut cases);
    cases
}

fn people(method: &Method, cases: &mut Vec<Case>) {
    let scopes = &method.scopes;
    let for_apps = !(scopes.app.is_empty() && scopes.app_approved.is_empty());
    let refusal = match scopes.user.is_empty() && for_apps {
        true => APPS_ONLY,
        false => SCOPES,
    };
    cases.push(case(user(&[]), refusal));
    let wrong = Scope::all().filter(|scope| !scope.is_for_apps() && !scope.is_for_admins());
    let wrong: Vec<_> = wrong.filter(|scope| !scopes.user.contains(scope)).collect();
    cases.push(case(user(&wrong), refusal));
    for right in scopes.user {
        cases.push(case(user(&[*right]), None));
    }
}

fn apps(method: &Method, cases: &mut Vec<Case>) {
    let scopes = &method.scopes;
    let right: Vec<_> = [scopes.app, scopes.app_approved].concat();
    let all: Vec<_> = Scope::all().filter(|scope| scope.is_for_apps()).collect();
    if right.is_empty() {
        cases.push(case(app("robo", &all), USERS_ONLY));
        return;
    }
    cases.push(case(app("robo", &[]), SCOPES));
    let wrong: Vec<_> = all
        .iter()
        .filter(|it| !right.contains(it))
        .copied()
        .collect();
    cases.push(case(app("robo", &wrong), SCOPES));
    for right in &right {
        cases.push(case(app("robo", &[*right]), None));
    }
    for unapproved in scopes.app_approved {
        // Nobody has approved anything for this app.
        cases.push(case(app("other", &[*unapproved]), APPROVAL));
    }
}

fn administrators(method: &Method, cases: &mut Vec<Case>) {
    let scopes = &method.scopes;
    if scopes.admin.is_empty() {
        return;
    }
    let with_access = |who, refusal| Case {
        who,
        admin_access: true,
        refusal,
    };
    for right in scopes.admin {
        cases.push(with_access(user(&[*right]), None));
        cases.push(with_access(person("bob", &[*right]), Some(ADMIN)));
        cases.push(case(user(&[*right]), SCOPES));
    }
    cases.push(with_access(user(scopes.user), Some(SCOPES)));
    cases.push(with_access(app("robo", scopes.app), Some(ADMIN)));
}

/// Alice, who is an administrator.
fn user(scopes: &[Scope]) -> As {
    person("alice", scopes)
}

fn person(user: &'static str, scopes: &[Scope]) -> As {
    As::Person {
        user,
        app: None,
        scopes: set(scopes),
    }
}

fn app(app: &'static str, scopes: &[Scope]) -> As {
    As::App {
        app,
        scopes: set(scopes),
    }
}

fn set(scopes: &[Scope]) -> ScopeSet {
    scopes.iter().copied().collect()
}

async fn check(w: &World, method: &Method, case: &Case) {
    let mut request = request(w, method);
    if case.admin_access {
        request["useAdminAccess"] = json!(true);
    }
    let outcome = w.call(case.who, method.rpc, request).await;
    let what = || format!("{:?} {} {:?}", w.transport, method.rpc, case.who);
    match (case.refusal, outcome) {
        (Some(text), Err(refusal)) => {
            let status = match text {
                NO_CREDENTIAL => "UNAUTHENTICATED",
                _ => "PERMISSION_DENIED",
            };
            let right = refusal.status == status && refusal.message.starts_with(text);
            assert!(right, "{}: not {text} but {refusal:?}", what());
        }
        (Some(text), Ok(answer)) => panic!("{}: not {text} but {answer}", what()),
        (None, Err(refusal)) => assert!(!is_gates(&refusal), "{}: {refusal:?}", what()),
        (None, Ok(_)) => {}
    }
}

fn is_gates(refusal: &Refusal) -> bool {
    [
        NO_CREDENTIAL,
        SCOPES,
        USERS_ONLY,
        APPS_ONLY,
        APPROVAL,
        ADMIN,
    ]
    .iter()
    .any(|text| refusal.message.starts_with(text))
}

/// As little as REST needs to find the method: the fields of its path.
fn request(w: &World, method: &Method) -> Value {
    let router = &w.running.server.rpcs.router;
    let rpc = router.rpcs().iter().find(|rpc| rpc.name == method.rpc);
    let rpc = rpc.unwrap().index;
    let binding = router.bindings().iter().find(|it| it.rpc == rpc).unwrap();
    let mut request = Value::Object(Map::new());
    for variable in &binding.template.variables {
        let segments = &binding.template.segments[variable.start..variable.end];
        let parts: Vec<_> = segments
            .iter()
            .map(|segment| match segment {
                Segment::Literal(text) => text.as_str(),
                _ => "x",
            })
            .collect();
        let mut place = &mut request;
        for field in variable.field.split('.') {
            place = &mut place[camel(field)];
        }
        *place = json!(parts.join("/"));
    }
    request
}

fn camel(field: &str) -> String {
    let mut camel = String::new();
    for part in field.split('_') {
        match camel.is_empty() {
            true => camel += part,
            false => camel += &(part[..1].to_uppercase() + &part[1..]),
        }
    }
    camel
}

/// Source: the reference's method pages, "Authorization scopes", copied into
/// `tests/data/scopes.tsv`.
#[test]
fn the_table_has_the_scopes_of_the_reference() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/scopes.tsv");
    let table = std::fs::read_to_string(path).unwrap();
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    let mut count = 0;
    for row in rows {
        let (rpc, expected) = row.split_once('\t').unwrap();
        let name = format!("google.chat.v1.ChatService/{rpc}");
        let method = METHODS.iter().find(|method| method.rpc == name).unwrap();
        let scopes = &method.scopes;
        // What an administrator approves for apps came later, and so did the
        // search without administrator access.
        let people = if rpc == "SearchSpaces" {
            &[][..]
        } else {
            scopes.user
        };
        let mut found: Vec<_> = [people, scopes.app, scopes.admin]
            .into_iter()
            .flatten()
            .map(|scope| scope.short())
            .collect();
        found.sort_unstable();
        assert_eq!(found.join(" "), expected, "{rpc}");
        count += 1;
    }
    assert_eq!(count, 28);
}
