//! Any text as a page token; any position comes back from its own token, and
//! never with other parameters.
#![no_main]

use domain::page::{Fingerprint, Position};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (i64, i64, Option<&str>, &str)| {
    let (first, second, text, token) = input;
    let parameters = Fingerprint::of("list").text(token);
    let _ = Position::resume(token, parameters);
    let text = text.filter(|text| text.len() < 1_000).map(str::to_owned);
    let position = Position { first, second, text };
    let token = position.token(parameters);
    assert_eq!(Position::resume(&token, parameters), Ok(Some(position)));
    let other = Fingerprint::of("other").text(&token);
    assert!(other == parameters || Position::resume(&token, other).is_err());
});
