//! Any line as a content type, then any bytes as the body of a batch: parts lie
//! inside the body, one behind the other.
#![no_main]
#![allow(dead_code)]

#[path = "../../src/transport/multipart.rs"]
mod multipart;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let end = input.iter().position(|byte| *byte == b'\n');
    let (line, body) = input.split_at(end.unwrap_or(input.len()));
    let line = String::from_utf8_lossy(line);
    let boundary = multipart::boundary(&line, "multipart/mixed");
    assert!(boundary.as_ref().is_none_or(|it| !it.is_empty() && it.len() <= 70));
    let boundary = boundary.unwrap_or_else(|| "b".to_owned());
    let Ok(parts) = multipart::split(body, &boundary, 5) else {
        return;
    };
    assert!(parts.len() <= 5);
    let whole = body.as_ptr_range();
    let mut last = whole.start;
    for part in parts {
        let range = part.body.as_ptr_range();
        assert!(range.start >= last && range.end <= whole.end);
        last = range.end;
        let _ = multipart::headers(part.body);
    }
});
