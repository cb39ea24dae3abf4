//! Nothing forgotten: every RPC is in the method table, and every one of them
//! has a behaviour table or stands on the list of gaps, which may only shrink.

use std::path::Path;

use server::api::METHODS;

/// RPCs without a behaviour table. Remove a name when its table is written;
/// never add one.
const GAPS: &[&str] = &[
    "SearchMessages",
    "ListMessagePins",
    "CreateMessagePin",
    "DeleteMessagePin",
    "CreateSection",
    "DeleteSection",
    "UpdateSection",
    "ListSections",
    "PositionSection",
    "ListSectionItems",
    "MoveSectionItem",
];

fn chat_rpcs() -> impl Iterator<Item = &'static str> {
    METHODS
        .iter()
        .filter_map(|method| method.rpc.strip_prefix("google.chat.v1.ChatService/"))
}

#[test]
fn every_rpc_has_a_table_or_is_a_known_gap() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/methods");
    let mut tables = String::new();
    for resource in [
        "attachments",
        "availability",
        "notification_settings",
        "custom_emojis",
        "spaces",
        "members",
        "messages",
        "reactions",
        "read_states",
        "space_events",
    ] {
        for entry in std::fs::read_dir(folder.join(resource)).unwrap() {
            tables += &std::fs::read_to_string(entry.unwrap().path()).unwrap();
        }
    }
    for rpc in chat_rpcs() {
        let has_table = tables.contains(&format!("Behaviour table of {rpc}."));
        let gap = GAPS.contains(&rpc);
        assert!(
            has_table || gap,
            "{rpc} has no behaviour table: write tests/methods/…"
        );
        assert!(
            !(has_table && gap),
            "{rpc} has a behaviour table now: take it off GAPS"
        );
    }
    for gap in GAPS {
        assert!(
            chat_rpcs().any(|rpc| rpc == *gap),
            "GAPS names {gap}, which is no RPC"
        );
    }
}

#[test]
fn the_method_table_holds_every_rpc_once() {
    let schema = transcode::Schema::new(proto::DESCRIPTOR_SET).unwrap();
    let service = schema
        .descriptors()
        .get_service_by_name("google.chat.v1.ChatService")
        .unwrap();
    let mut described: Vec<_> = service
        .methods()
        .map(|method| method.name().to_owned())
        .collect();
    let mut served: Vec<_> = chat_rpcs().map(str::to_owned).collect();
    described.sort();
    served.sort();
    assert_eq!(served, described);
}
