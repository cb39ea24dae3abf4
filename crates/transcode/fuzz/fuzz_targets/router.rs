//! Any request line and body: lines of method, path, query and mask, then the
//! body.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use transcode::{Router, Schema, SystemParameters, assemble};

static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| Schema::new(proto::DESCRIPTOR_SET).expect("the descriptors are sound"));
static ROUTER: LazyLock<Router> = LazyLock::new(|| {
    Router::new(&SCHEMA, &["google.chat.v1.ChatService"]).expect("the rules are sound")
});

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let mut lines = text.splitn(5, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (http_method, path, query, mask, body) = (line(), line(), line(), line(), line());
    let Ok((system, query)) = SystemParameters::take(query, Some(mask)) else {
        return;
    };
    let Ok(route) = ROUTER.find(http_method, path) else {
        return;
    };
    let _ = system.json_options(&SCHEMA, route.rpc.output);
    let _ = assemble(&SCHEMA, &route, &query, body.as_bytes(), &mut Vec::new());
});
