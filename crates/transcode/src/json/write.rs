//! JSON text: brackets, commas, indentation and the spelling of scalars.

use std::fmt::{Display, LowerExp};
use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub(crate) struct Writer<'j> {
    pub out: &'j mut Vec<u8>,
    pretty: bool,
    depth: usize,
    /// Nothing stands in the innermost bracket yet.
    empty: bool,
}

/// How far a [`Writer`] was.
pub(crate) struct Mark {
    length: usize,
    depth: usize,
    empty: bool,
}

impl<'j> Writer<'j> {
    pub fn new(out: &'j mut Vec<u8>, pretty: bool) -> Self {
        Self {
            out,
            pretty,
            depth: 0,
            empty: true,
        }
    }

    pub fn depth(&self) -> usize {
        self.depth
    }

    /// A place to come [back to](Self::back_to).
    pub fn mark(&self) -> Mark {
        Mark {
            length: self.out.len(),
            depth: self.depth,
            empty: self.empty,
        }
    }

    /// Takes back what was written since.
    pub fn back_to(&mut self, mark: Mark) {
        self.out.truncate(mark.length);
        self.depth = mark.depth;
        self.empty = mark.empty;
    }

    pub fn enter(&mut self, bracket: u8) {
        self.out.push(bracket);
        self.depth += 1;
        self.empty = true;
    }

    pub fn leave(&mut self, bracket: u8) {
        self.depth -= 1;
        if !self.empty {
            self.new_line();
        }
        self.out.push(bracket);
        self.empty = false;
    }

    /// After the contents of the innermost bracket were taken back.
    pub fn restart(&mut self) {
        self.empty = true;
    }

    /// Makes room for the next element of a list.
    #[inline]
    pub fn element(&mut self) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        self.new_line();
    }

    /// Begins a member of an object; `key` is like `,"name":`.
    #[inline]
    pub fn member(&mut self, key: &[u8]) {
        if self.pretty {
            self.element();
            self.out.extend_from_slice(&key[1..]);
            self.out.push(b' ');
            return;
        }
        // With its comma unless it is the first.
        let from = usize::from(self.empty);
        self.empty = false;
        self.out.extend_from_slice(&key[from..]);
    }

    /// Ends a key that was written by hand after [`Writer::element`].
    pub fn colon(&mut self) {
        self.out
            .extend_from_slice(if self.pretty { b": " } else { b":" });
    }

    #[inline]
    fn new_line(&mut self) {
        if !self.pretty {
            return;
        }
        let mut length = 1 + 2 * self.depth;
        let mut from = 0;
        while length > 0 {
            let part = length.min(NEW_LINE.len() - from);
            self.out.extend_from_slice(&NEW_LINE[from..from + part]);
            length -= part;
            from = 1;
        }
    }
}

/// A line end and the spaces that may follow it.
const NEW_LINE: &[u8; 65] = b"\n                                                                ";

pub(crate) fn bool(out: &mut Vec<u8>, value: bool) {
    out.extend_from_slice(if value { b"true" } else { b"false" });
}

pub(crate) fn base64(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'"');
    out.extend_from_slice(STANDARD.encode(bytes).as_bytes());
    out.push(b'"');
}

/// An integer; 64-bit ones are `wide` and written as strings.
pub(crate) fn integer(out: &mut Vec<u8>, value: i128, wide: bool) {
    if wide {
        out.push(b'"');
    }
    if value < 0 {
        out.push(b'-');
    }
    // Every caller's number has at most 64 bits and a sign.
    let mut rest = value.unsigned_abs() as u64;
    let mut digits = [0; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[start..]);
    if wide {
        out.push(b'"');
    }
}

/// Beyond these, numbers are written with an exponent.
const LARGE: f64 = 1e15;
const SMALL: f64 = 1e-5;
/// Whole numbers below this are the same in both widths.
const WHOLE: f64 = 16_777_216.0;

pub(crate) fn double(out: &mut Vec<u8>, value: f64) {
    floating(out, value, value);
}

pub(crate) fn float(out: &mut Vec<u8>, value: f32) {
    floating(out, f64::from(value), value);
}

/// The shortest text that reads as the same number; `own` has its own width.
fn floating<T: Display + LowerExp>(out: &mut Vec<u8>, value: f64, own: T) {
    let size = value.abs();
    if value.is_nan() {
        out.extend_from_slice(b"\"NaN\"");
    } else if value.is_infinite() {
        out.extend_from_slice(if value > 0.0 {
            b"\"Infinity\""
        } else {
            b"\"-Infinity\""
        });
    } else if value == 0.0 {
        out.extend_from_slice(if value.is_sign_negative() {
            b"-0"
        } else {
            b"0"
        });
    } else if size < WHOLE && value.trunc() == value {
        integer(out, value as i128, false);
    } else if (SMALL..LARGE).contains(&size) {
        // Writing to a vector cannot fail.
        let _ = write!(out, "{own}");
    } else {
        let _ = write!(out, "{own:e}");
    }
}

const PLAIN: u8 = 0;
const ESCAPED: u8 = 1;
/// Part of a longer character: U+2028 and U+2029, which end a line in
/// JavaScript, are escaped, and the text may not be UTF-8 at all.
const LONG: u8 = 2;

const CLASSES: [u8; 256] = {
    let mut classes = [PLAIN; 256];
    let mut byte = 0;
    while byte < 0x20 {
        classes[byte] = ESCAPED;
        byte += 1;
    }
    let mut index = 0;
    let more = b"\"\\<>&='\x7f";
    while index < more.len() {
        classes[more[index] as usize] = ESCAPED;
        index += 1;
    }
    let mut byte = 0x80;
    while byte < 256 {
        classes[byte] = LONG;
        byte += 1;
    }
    classes
};

fn class(byte: u8) -> u8 {
    CLASSES[usize::from(byte)]
}

/// A string in quotes. `<`, `>`, `&`, `=` and `'` are escaped as Google does, so
/// that the text is harmless inside HTML. Bytes that are not UTF-8 become U+FFFD.
pub(crate) fn string(out: &mut Vec<u8>, text: &[u8]) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    let plain = plain_length(text);
    out.extend_from_slice(&text[..plain]);
    if plain < text.len() {
        // The plain part is ASCII, so that a character never begins in it.
        match std::str::from_utf8(&text[plain..]) {
            Ok(rest) => escaped(out, rest.as_bytes()),
            Err(_) => escaped(out, String::from_utf8_lossy(&text[plain..]).as_bytes()),
        }
    }
    out.push(b'"');
}

/// How many bytes from the start are written as they are.
#[inline]
fn plain_length(text: &[u8]) -> usize {
    let mut length = 0;
    for four in text.chunks_exact(4) {
        if class(four[0]) | class(four[1]) | class(four[2]) | class(four[3]) != PLAIN {
            break;
        }
        length += 4;
    }
    let rest = text[length..].iter().position(|&byte| class(byte) != PLAIN);
    rest.map_or(text.len(), |rest| length + rest)
}

fn escaped(out: &mut Vec<u8>, mut text: &[u8]) {
    while let Some((&byte, rest)) = text.split_first() {
        match (class(byte), text) {
            (ESCAPED, _) => {
                escape(out, byte);
                text = rest;
            }
            (LONG, [0xe2, 0x80, last @ (0xa8 | 0xa9), rest @ ..]) => {
                out.extend_from_slice(if *last == 0xa8 {
                    b"\\u2028"
                } else {
                    b"\\u2029"
                });
                text = rest;
            }
            (LONG, _) => {
                let more = rest
                    .iter()
                    .take_while(|&&byte| byte >= 0x80 && byte != 0xe2);
                let (long, rest) = text.split_at(1 + more.count());
                out.extend_from_slice(long);
                text = rest;
            }
            _ => {
                let (plain, rest) = text.split_at(plain_length(text));
                out.extend_from_slice(plain);
                text = rest;
            }
        }
    }
}

fn escape(out: &mut Vec<u8>, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        b'"' => b'"',
        b'\\' => b'\\',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        _ => {
            out.extend_from_slice(b"\\u00");
            out.push(HEX[usize::from(byte >> 4)]);
            return out.push(HEX[usize::from(byte & 15)]);
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}
