//! ListDiscoverableSpaces, JoinSpace.

use serde_json::{Value, json};

use super::{go, membership_events, pages};
use crate::harness::{As, Refusal, World, assert_matches, assert_refused, both};

fn names(page: &Value) -> Vec<Value> {
    let spaces = page["spaces"].as_array().cloned().unwrap_or_default();
    spaces
        .into_iter()
        .map(|space| space["displayName"].clone())
        .collect()
}

async fn found(w: &World, who: &'static str) -> Vec<Value> {
    let mut found = pages(w, As::user(who), "ListDiscoverableSpaces", names).await;
    found.sort_by_key(|name| name.to_string());
    found
}

/// A named space of alice's for this audience.
async fn open_to(w: &World, name: &str, audience: &str, external: bool) -> String {
    let space = json!({"spaceType": "SPACE", "displayName": name, "externalUserAllowed": external,
        "accessSettings": {"audience": audience}});
    let space = w
        .ok(As::user("alice"), "CreateSpace", json!({"space": space}))
        .await;
    assert_eq!(space["accessSettings"]["accessState"], "DISCOVERABLE");
    space["name"].as_str().unwrap().to_owned()
}

fn audience_of(w: &World, group: &str) -> String {
    w.name(group).replace("groups/", "audiences/")
}

async fn set_access(
    w: &World,
    space: &str,
    setting: &str,
    audiences: &[&str],
) -> Result<Value, Refusal> {
    let principals: Vec<_> = audiences
        .iter()
        .map(|name| json!({"audience": {"name": name}}))
        .collect();
    let settings = json!({setting: {"principals": principals}});
    let request = json!({"space": {"name": space,
        "accessSettings": {"accessPermissionSettings": settings}},
        "updateMask": format!("accessSettings.accessPermissionSettings.{setting}")});
    w.call(As::user("alice"), "UpdateSpace", request).await
}

#[tokio::test]
async fn the_organization_finds_and_joins_its_spaces() {
    both(async |w| {
        let space = open_to(w, "Open", "audiences/default", true).await;
        open_to(w, "Also open", "audiences/default", false).await;
        w.space("Private", &[]).await;
        assert_eq!(found(w, "bob").await, ["Also open", "Open"]);
        // Not those that one is in; nothing for outsiders.
        assert!(found(w, "alice").await.is_empty());
        assert!(found(w, "erin").await.is_empty());
        // To discover is not yet to be in.
        let bob = As::user("bob");
        let outcome = w.call(bob, "ListMessages", json!({"parent": space})).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        let member = go(w, bob, "JoinSpace", &space).await.unwrap();
        assert_matches(
            &member,
            &json!({"name": format!("{space}/members/{}", w.id("bob")), "state": "JOINED",
                "role": "ROLE_MEMBER"}),
        );
        assert_eq!(go(w, bob, "JoinSpace", &space).await.unwrap(), member);
        let shown = w.ok(bob, "GetSpace", json!({"name": space})).await;
        assert_eq!(shown["membershipCount"]["joinedDirectHumanUserCount"], 2);
        assert_eq!(found(w, "bob").await, ["Also open"]);
        let events = membership_events(w, &space).await;
        let kinds: Vec<_> = events.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["created", "created"]);
        // Auto-accept is about being added; who joins wants to.
        go(w, As::user("dave"), "JoinSpace", &space).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_group_is_an_audience() {
    both(async |w| {
        let team = audience_of(w, "team");
        let space = open_to(w, "For the team", &team, false).await;
        assert_eq!(found(w, "carol").await, ["For the team"]);
        assert!(found(w, "bob").await.is_empty());
        let outcome = go(w, As::user("bob"), "JoinSpace", &space).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        go(w, As::user("carol"), "JoinSpace", &space).await.unwrap();
        // An audience that there is not.
        let nobody = w.name("bob").replace("users/", "audiences/");
        for bad in ["audiences/marketing", &nobody] {
            let space = json!({"spaceType": "SPACE", "displayName": "Bad",
                "accessSettings": {"audience": bad}});
            let outcome = w
                .call(As::user("alice"), "CreateSpace", json!({"space": space}))
                .await;
            assert_refused(outcome, "INVALID_ARGUMENT", "no target audience");
        }
    })
    .await;
}

#[tokio::test]
async fn the_audience_can_be_set_and_taken_away() {
    both(async |w| {
        let space = w.space("Changing", &[]).await;
        let set = async |audience: Value| {
            let request = json!({"space": {"name": space, "displayName": "x",
                "accessSettings": audience}, "updateMask": "accessSettings.audience"});
            w.call(As::user("alice"), "UpdateSpace", request).await
        };
        assert!(found(w, "bob").await.is_empty());
        set(json!({"audience": "audiences/default"})).await.unwrap();
        assert_eq!(found(w, "bob").await, ["Changing"]);
        assert_refused(
            set(json!({"audience": "audiences/nobody"})).await,
            "INVALID_ARGUMENT",
            "no target audience",
        );
        set(Value::Null).await.unwrap();
        assert!(found(w, "bob").await.is_empty());
        let outcome = go(w, As::user("bob"), "JoinSpace", &space).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
    })
    .await;
}

#[tokio::test]
async fn who_may_discover_may_not_always_join() {
    both(async |w| {
        let space = w.space("Look", &[]).await;
        let team = audience_of(w, "team");
        // Whoever may join must be able to discover.
        assert_refused(
            set_access(w, &space, "joinSpaceSetting", &[&team]).await,
            "INVALID_ARGUMENT",
            "discover",
        );
        let all = ["audiences/default", team.as_str()];
        set_access(w, &space, "discoverSpaceSetting", &all)
            .await
            .unwrap();
        set_access(w, &space, "joinSpaceSetting", &[&team])
            .await
            .unwrap();
        assert_eq!(found(w, "bob").await, ["Look"]);
        // Once, by two audiences.
        assert_eq!(found(w, "carol").await, ["Look"]);
        let outcome = go(w, As::user("bob"), "JoinSpace", &space).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not join it");
        go(w, As::user("carol"), "JoinSpace", &space).await.unwrap();
        for bad in [&["everybody"][..], &[""]] {
            assert_refused(
                set_access(w, &space, "discoverSpaceSetting", bad).await,
                "INVALID_ARGUMENT",
                "",
            );
        }
    })
    .await;
}

#[tokio::test]
async fn an_invited_person_may_join_instead() {
    both(async |w| {
        let space = open_to(w, "Both ways", "audiences/default", false).await;
        w.join(&space, "dave").await;
        assert_eq!(found(w, "dave").await, ["Both ways"]);
        let member = go(w, As::user("dave"), "JoinSpace", &space).await.unwrap();
        assert_eq!(member["state"], "JOINED");
        let events = membership_events(w, &space).await;
        assert_eq!(events.last().unwrap().0, "updated");
    })
    .await;
}

#[tokio::test]
async fn who_may_call() {
    both(async |w| {
        let space = open_to(w, "Calls", "audiences/default", true).await;
        let join = "JoinSpace";
        let scope = As::scoped("bob", "chat.spaces");
        assert_refused(
            go(w, scope, join, &space).await,
            "PERMISSION_DENIED",
            "insufficient",
        );
        let outcome = go(w, As::user("erin"), join, &space).await;
        assert_refused(outcome, "PERMISSION_DENIED", "not a member");
        assert_refused(
            go(w, As::app("robo"), join, &space).await,
            "PERMISSION_DENIED",
            "",
        );
        let rpc = "confab.v1.JoiningService/ListDiscoverableSpaces";
        let outcome = w
            .call(As::scoped("bob", "chat.memberships"), rpc, json!({}))
            .await;
        assert_refused(outcome, "PERMISSION_DENIED", "insufficient");
        for (request, part) in [
            (json!({"pageSize": -1}), "negative"),
            (json!({"pageToken": "nonsense"}), "page_token"),
        ] {
            assert_refused(
                w.call(As::user("bob"), rpc, request).await,
                "INVALID_ARGUMENT",
                part,
            );
        }
    })
    .await;
}
