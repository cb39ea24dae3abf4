//! Which rule a method and a path find, and what the path's variables hold.

mod common;

use std::sync::LazyLock;

use common::{CHAT, EVERYTHING};
use transcode::{RouteError, Router};

static CHAT_ROUTES: LazyLock<Router> = LazyLock::new(|| {
    Router::new(&CHAT, &["google.chat.v1.ChatService"]).expect("the rules are sound")
});
static LIBRARY: LazyLock<Router> = LazyLock::new(|| {
    Router::new(&EVERYTHING, &["transcode.test.Library"]).expect("the rules are sound")
});

/// `expected` is the RPC and its variables, or why there is none.
fn check_in(router: &Router, request: &str, expected: &str) {
    let (http_method, path) = request.split_once(' ').expect("a method and a path");
    let found = match router.find(http_method, path) {
        Ok(route) => {
            let mut text = route
                .rpc
                .name
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_owned();
            for (name, value) in &route.variables {
                text += &format!(" {name}={value}");
            }
            text
        }
        Err(RouteError::NotFound) => "not found".to_owned(),
        Err(RouteError::MethodNotAllowed { allowed }) => format!("only {}", allowed.join(",")),
    };
    assert_eq!(found, expected, "{request}");
}

#[test]
fn chat() {
    let check = |request, expected| check_in(&CHAT_ROUTES, request, expected);
    check("GET /v1/spaces", "ListSpaces");
    check("POST /v1/spaces", "CreateSpace");
    check("GET /v1/spaces/A", "GetSpace name=spaces/A");
    check("GET /v1/spaces/A/", "GetSpace name=spaces/A");
    check("PATCH /v1/spaces/A", "UpdateSpace space.name=spaces/A");
    check("POST /v1/spaces:setup", "SetUpSpace");
    check("GET /v1/spaces:search", "SearchSpaces");
    check("GET /v1/spaces:findDirectMessage", "FindDirectMessage");
    check(
        "POST /v1/spaces/A:completeImport",
        "CompleteImportSpace name=spaces/A",
    );
    check(
        "POST /v1/spaces/A/messages",
        "CreateMessage parent=spaces/A",
    );
    check("GET /v1/spaces/A/messages", "ListMessages parent=spaces/A");
    check(
        "GET /v1/spaces/A/messages/B.C",
        "GetMessage name=spaces/A/messages/B.C",
    );
    check(
        "PUT /v1/spaces/A/messages/B",
        "UpdateMessage message.name=spaces/A/messages/B",
    );
    check(
        "PATCH /v1/spaces/A/messages/B",
        "UpdateMessage message.name=spaces/A/messages/B",
    );
    check(
        "POST /v1/spaces/-/messages:search",
        "SearchMessages parent=spaces/-",
    );
    check(
        "GET /v1/spaces/A/members/users%2Fapp",
        "GetMembership name=spaces/A/members/users%2Fapp",
    );
    check(
        "GET /v1/spaces/A/members/a%40b.c",
        "GetMembership name=spaces/A/members/a@b.c",
    );
    check(
        "GET /v1/users/me/spaces/A/spaceReadState",
        "GetSpaceReadState name=users/me/spaces/A/spaceReadState",
    );
    check(
        "GET /v1/users/me/spaces/A/threads/B/threadReadState",
        "GetThreadReadState name=users/me/spaces/A/threads/B/threadReadState",
    );
    check(
        "POST /v1/users/me/availability:markAsAway",
        "MarkAsAway name=users/me/availability",
    );
}

#[test]
fn nothing_there() {
    let check = |request, expected| check_in(&CHAT_ROUTES, request, expected);
    check("GET /", "not found");
    check("GET v1/spaces", "not found");
    check("GET /v1", "not found");
    check("GET /v2/spaces", "not found");
    check("GET /v1/spaces//messages", "not found");
    check("GET /v1/spaces/A/messages/B/C/D", "not found");
    check("GET //v1/spaces", "not found");
    check("GET /v1/spaces/A//", "not found");
    check("GET /v1/spaces/%ff", "not found");
    check("PUT /v1/spaces", "only GET,POST");
    check("POST /v1/spaces/A/messages/B", "only DELETE,GET,PATCH,PUT");
    check("GET /v1/spaces:setup", "only POST");
    check("get /v1/spaces", "only GET,POST");
}

#[test]
fn verbs_and_colons() {
    let check = |request, expected| check_in(&CHAT_ROUTES, request, expected);
    // A colon that begins no verb is part of the name.
    check("GET /v1/spaces/A:b", "GetSpace name=spaces/A:b");
    check(
        "POST /v1/spaces/A:b:completeImport",
        "CompleteImportSpace name=spaces/A:b",
    );
    check("GET /v1/spaces/A%3Asetup", "GetSpace name=spaces/A:setup");
    check("GET /v1/spaces/A:setup", "not found");
}

#[test]
fn templates() {
    let check = |request, expected| check_in(&LIBRARY, request, expected);
    check("GET /v1/shelves/1", "Get name=shelves/1");
    check("GET /v1/shelves/special", "Special");
    check(
        "GET /v1/shelves/special/books/a",
        "Get name=shelves/special/books/a",
    );
    check(
        "GET /v1/shelves/1/books/a/b%2Fc/d",
        "Get name=shelves/1/books/a/b%2Fc/d",
    );
    check("GET /v1/shelves/1/books", "not found");
    check("GET /v1/flat/a%2Fb%20%zz%/end", "Get name=a/b %zz%");
    check("POST /v1/shelves/1:archive", "Archive name=shelves/1");
    check("OPTIONS /v1/shelves", "Options");
    check("GET /v1/shelves", "only OPTIONS");
    let names: Vec<_> = LIBRARY.rpcs().iter().map(|rpc| rpc.name.as_str()).collect();
    assert_eq!(names.len(), 5);
    assert_eq!(names[4], "transcode.test.Library/Hidden");
    assert!(
        LIBRARY
            .rpcs()
            .iter()
            .enumerate()
            .all(|(index, rpc)| rpc.index == index)
    );
}

#[test]
fn services_that_are_missing() {
    assert!(Router::new(&CHAT, &["google.chat.v1.Nothing"]).is_err());
}

#[test]
fn every_rule_finds_itself() {
    for binding in CHAT_ROUTES.bindings() {
        let mut path = String::new();
        for segment in &binding.template.segments {
            path.push('/');
            path += match segment {
                transcode::Segment::Literal(text) => text,
                _ => "x",
            };
        }
        if let Some(verb) = &binding.template.verb {
            path += &format!(":{verb}");
        }
        let route = CHAT_ROUTES
            .find(&binding.http_method, &path)
            .expect("the rule is found");
        assert_eq!(route.rpc.index, binding.rpc, "{path}");
    }
}
