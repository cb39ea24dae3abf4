//! Server-sent events as bytes, and the ids that listeners come back with.

use bytes::Bytes;

/// How long a listener waits before it comes back, in milliseconds.
const RETRY: &str = "retry: 1000\n";

/// The last id of a listener: an event of the log, written so that nobody
/// takes it for a number to count with.
pub fn id(position: i64) -> String {
    format!("e{:x}", position)
}

/// Reads what [`id`] writes; `None` for anything else.
pub fn position(id: &str) -> Option<i64> {
    let digits = id.strip_prefix('e')?;
    let position = i64::from_str_radix(digits, 16).ok()?;
    (position >= 0 && self::id(position) == id).then_some(position)
}

/// The first bytes of an answer. Without data nothing is told to the program
/// that listens, but its next connection goes on from here.
pub fn hello(position: i64) -> Bytes {
    format!("{RETRY}id: {}\n\n", id(position)).into()
}

/// As [`hello`], for somebody who missed what can no longer be told.
pub fn reset(position: i64) -> Bytes {
    let id = id(position);
    format!("{RETRY}id: {id}\nevent: reset\ndata: {{}}\n\n").into()
}

/// One event; JSON from the codec has no line breaks.
pub fn event(position: i64, json: &[u8]) -> Bytes {
    let id = id(position);
    let mut frame = Vec::with_capacity(json.len() + id.len() + 16);
    frame.extend_from_slice(b"id: ");
    frame.extend_from_slice(id.as_bytes());
    frame.extend_from_slice(b"\ndata: ");
    frame.extend_from_slice(json);
    frame.extend_from_slice(b"\n\n");
    frame.into()
}

/// Something that is in no log and told once: it has no id.
pub fn passing(json: &[u8]) -> Bytes {
    [b"data: ", json, b"\n\n"].concat().into()
}

/// Shows that the connection lives, and that nothing before `position` is
/// missing.
pub fn heartbeat(position: i64) -> Bytes {
    format!(": heartbeat\nid: {}\n\n", id(position)).into()
}

/// The last bytes before a stop.
pub fn goodbye() -> Bytes {
    Bytes::from_static(b"retry: 1000\n: the server stops, come back\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back() {
        for number in [0, 1, 255, i64::MAX] {
            assert_eq!(position(&id(number)), Some(number));
        }
        for text in [
            "",
            "e",
            "1",
            "e-1",
            "e+1",
            "e01",
            "eFF",
            "e1 ",
            "effffffffffffffff",
        ] {
            assert_eq!(position(text), None, "{text}");
        }
    }

    #[test]
    fn frames() {
        assert_eq!(&event(17, b"{}")[..], b"id: e11\ndata: {}\n\n");
        assert_eq!(&hello(1)[..], b"retry: 1000\nid: e1\n\n");
        assert_eq!(&heartbeat(2)[..], b": heartbeat\nid: e2\n\n");
    }
}
