//! The header `Range` of RFC 9110, for one range of bytes.

use std::ops::Range;

/// What a request asks for of a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// Also when the header is of another form, or names several ranges: a
    /// server may always answer the whole.
    Whole,
    Part(Range<u64>),
    /// A range that begins behind the end.
    Nothing,
}

/// Reads `bytes=0-99`, `bytes=100-` or `bytes=-100`.
pub fn asked(header: &str, size: u64) -> Asked {
    let Some((first, last)) = header
        .trim()
        .strip_prefix("bytes=")
        .and_then(|span| span.split_once('-'))
    else {
        return Asked::Whole;
    };
    let bounds = match (first.trim(), last.trim()) {
        ("", length) => number(length).map(|length| (size.saturating_sub(length), size)),
        (first, "") => number(first).map(|first| (first, size)),
        (first, last) => number(first)
            .zip(number(last))
            .filter(|(first, last)| first <= last)
            .map(|(first, last)| (first, last.saturating_add(1).min(size))),
    };
    match bounds {
        None => Asked::Whole,
        Some((first, _)) if first >= size => Asked::Nothing,
        Some((first, end)) => Asked::Part(first..end),
    }
}

fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // More digits than a number holds are behind any end.
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let check = |header, size, expected| assert_eq!(asked(header, size), expected, "{header}");
        check("bytes=0-0", 10, Asked::Part(0..1));
        check("bytes=2-5", 10, Asked::Part(2..6));
        check("bytes=2-99", 10, Asked::Part(2..10));
        check("bytes=2-", 10, Asked::Part(2..10));
        check("bytes=-3", 10, Asked::Part(7..10));
        check("bytes=-99", 10, Asked::Part(0..10));
        check("bytes=0-99999999999999999999999", 10, Asked::Part(0..10));
        check("bytes=10-", 10, Asked::Nothing);
        check("bytes=99999999999999999999999-", 10, Asked::Nothing);
        check("bytes=-0", 10, Asked::Nothing);
        check("bytes=0-", 0, Asked::Nothing);
        for other in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5-2",
            "bytes=a-b",
            "items=0-1",
        ] {
            check(other, 10, Asked::Whole);
        }
        check("bytes=0-1,5-6", 10, Asked::Whole);
    }
}
