//! The JSON reader: one cursor over the text, values taken one by one by those
//! who know what they expect. Strict RFC 8259; the messages are those of
//! Google's own parser.

use std::borrow::Cow;

use crate::fault::Fault;

/// Nesting beyond this is refused, in JSON and on the wire.
pub(crate) const DEEPEST: usize = 100;

/// The text is not JSON: what was expected, and where.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Broken {
    message: &'static str,
    at: usize,
    at_end: bool,
}

impl Broken {
    /// With the text around the place and a caret below it, as Google shows it.
    pub fn into_fault(self, text: &str) -> Fault {
        let message = self.message;
        let received = "Invalid JSON payload received.";
        if self.at_end {
            return Fault::bare(format!(
                "{received} Unexpected end of string. {message}\n\n^"
            ));
        }
        const AROUND: usize = 20;
        let at = floor(text, self.at);
        let begin = floor(text, at.saturating_sub(AROUND));
        let end = floor(text, (at + AROUND).min(text.len()));
        let (segment, column) = (&text[begin..end], text[begin..at].chars().count());
        Fault::bare(format!("{received} {message}\n{segment}\n{:column$}^", ""))
    }
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// What the next value is, told by its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Object,
    List,
    String,
    Number,
    Bool(bool),
    Null,
}

pub(crate) struct Cursor<'j> {
    text: &'j str,
    bytes: &'j [u8],
    at: usize,
}

impl<'j> Cursor<'j> {
    pub fn new(text: &'j str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
        }
    }

    /// A place to come back to with [`Cursor::rewind`].
    pub fn mark(&self) -> usize {
        self.at
    }

    pub fn rewind(&mut self, mark: usize) {
        self.at = mark;
    }

    pub fn broken(&self, message: &'static str) -> Broken {
        Broken {
            message,
            at: self.at,
            at_end: self.at >= self.bytes.len(),
        }
    }

    #[inline]
    fn peek(&mut self) -> Option<u8> {
        while let Some(&byte) = self.bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    /// Tells the kind of the next value; nulls and booleans are taken already.
    #[inline]
    pub fn next(&mut self) -> Result<Next, Broken> {
        match self.peek() {
            Some(b'"') => Ok(Next::String),
            Some(b'{') => Ok(Next::Object),
            Some(b'[') => Ok(Next::List),
            Some(b'-' | b'0'..=b'9') => Ok(Next::Number),
            Some(b't') => self.word("true", Next::Bool(true)),
            Some(b'f') => self.word("false", Next::Bool(false)),
            Some(b'n') => self.word("null", Next::Null),
            Some(b'}' | b']' | b',' | b':' | b'_' | b'$' | b'a'..=b'z' | b'A'..=b'Z') => {
                Err(self.broken("Unexpected token."))
            }
            _ => Err(self.broken("Expected a value.")),
        }
    }

    fn word(&mut self, word: &str, value: Next) -> Result<Next, Broken> {
        let end = self.at + word.len();
        if self.bytes.get(self.at..end) != Some(word.as_bytes()) {
            return Err(self.broken("Unexpected token."));
        }
        self.at = end;
        Ok(value)
    }

    /// Steps into the object or list that [`Cursor::next`] announced.
    pub fn enter(&mut self) {
        self.at += 1;
    }

    /// The next key of an object and the colon after it; `None` at its end.
    #[inline]
    pub fn key(&mut self, first: &mut bool) -> Result<Option<Cow<'j, str>>, Broken> {
        match self.peek() {
            Some(b'}') => {
                self.at += 1;
                return Ok(None);
            }
            Some(b',') if !*first => {
                self.at += 1;
                self.peek();
            }
            _ if !*first => return Err(self.broken("Expected , or } after key:value pair.")),
            _ => {}
        }
        *first = false;
        if self.peek() != Some(b'"') {
            return Err(self.broken("Expected an object key or }."));
        }
        let key = self.string()?;
        if self.peek() != Some(b':') {
            return Err(self.broken("Expected : between key:value pair."));
        }
        self.at += 1;
        Ok(Some(key))
    }

    /// Whether a list has another element, which then comes next.
    pub fn element(&mut self, first: &mut bool) -> Result<bool, Broken> {
        match self.peek() {
            Some(b']') => {
                self.at += 1;
                return Ok(false);
            }
            Some(b',') if !*first => self.at += 1,
            _ if !*first => return Err(self.broken("Expected , or ] after array value.")),
            _ => {}
        }
        *first = false;
        Ok(true)
    }

    /// Nothing may follow the value of the whole text.
    pub fn end(&mut self) -> Result<(), Broken> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.broken("Parsing terminated before end of input.")),
        }
    }

    /// The text of the number that comes next.
    pub fn number(&mut self) -> Result<&'j str, Broken> {
        let start = self.at;
        self.at += usize::from(self.bytes.get(self.at) == Some(&b'-'));
        let whole = self.at;
        let mut good = self.digits();
        if self.bytes.get(whole) == Some(&b'0') && self.at > whole + 1 {
            self.at = start;
            return Err(self.broken("Octal/hex numbers are not valid JSON values."));
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            good &= self.digits();
        }
        if let Some(b'e' | b'E') = self.bytes.get(self.at) {
            self.at += 1;
            self.at += usize::from(matches!(self.bytes.get(self.at), Some(b'+' | b'-')));
            good &= self.digits();
        }
        if good {
            Ok(&self.text[start..self.at])
        } else {
            self.at = start;
            Err(self.broken("Unable to parse number."))
        }
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while matches!(self.bytes.get(self.at), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at > start
    }

    /// The string that comes next; borrowed unless it holds escapes.
    #[inline]
    pub fn string(&mut self) -> Result<Cow<'j, str>, Broken> {
        let start = self.at + 1;
        let length = plain_length(&self.bytes[start..]);
        self.at = start + length;
        if self.bytes.get(self.at) == Some(&b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(&self.text[start..start + length]));
        }
        self.escaped_string(start)
    }

    #[cold]
    fn escaped_string(&mut self, start: usize) -> Result<Cow<'j, str>, Broken> {
        let mut value = String::with_capacity((self.at - start) * 2 + 16);
        value.push_str(&self.text[start..self.at]);
        loop {
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Cow::Owned(value));
                }
                Some(b'\\') => value.push(self.escape()?),
                Some(_) => {
                    return Err(self.broken("Control characters must be escaped in strings."));
                }
                None => {
                    let broken = self.broken("Closing quote expected in string.");
                    return Err(Broken {
                        at_end: false,
                        ..broken
                    });
                }
            }
            let length = plain_length(&self.bytes[self.at..]);
            value.push_str(&self.text[self.at..self.at + length]);
            self.at += length;
        }
    }

    fn escape(&mut self) -> Result<char, Broken> {
        let value = match self.bytes.get(self.at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.broken("Invalid escape sequence.")),
        };
        self.at += 2;
        Ok(value)
    }

    fn unicode_escape(&mut self) -> Result<char, Broken> {
        let unit = self.hex(self.at + 2)?;
        let code = match unit {
            0xd800..=0xdbff => {
                if self.bytes.get(self.at + 6..self.at + 8) != Some(b"\\u") {
                    return Err(self.broken("Missing low surrogate."));
                }
                let low = self.hex(self.at + 8)?;
                if !(0xdc00..=0xdfff).contains(&low) {
                    return Err(self.broken("Invalid low surrogate."));
                }
                self.at += 6;
                0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
            }
            _ => unit,
        };
        let value =
            char::from_u32(code).ok_or_else(|| self.broken("Invalid unicode code point."))?;
        self.at += 6;
        Ok(value)
    }

    fn hex(&self, at: usize) -> Result<u32, Broken> {
        let digits = self
            .bytes
            .get(at..at + 4)
            .filter(|d| d.iter().all(u8::is_ascii_hexdigit));
        digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or_else(|| self.broken("Illegal hex string."))
    }

    /// Passes over a value of any kind, checking its form.
    pub fn skip(&mut self, depth: usize) -> Result<(), Broken> {
        let next = self.next()?;
        self.skip_announced(next, depth)
    }

    /// The same when [`Cursor::next`] was called already.
    pub fn skip_announced(&mut self, next: Next, depth: usize) -> Result<(), Broken> {
        match next {
            Next::Null | Next::Bool(_) => {}
            Next::Number => _ = self.number()?,
            Next::String => _ = self.string()?,
            Next::Object => {
                self.check_depth(depth)?;
                self.enter();
                let mut first = true;
                while self.key(&mut first)?.is_some() {
                    self.skip(depth + 1)?;
                }
            }
            Next::List => {
                self.check_depth(depth)?;
                self.enter();
                let mut first = true;
                while self.element(&mut first)? {
                    self.skip(depth + 1)?;
                }
            }
        }
        Ok(())
    }

    pub fn check_depth(&self, depth: usize) -> Result<(), Broken> {
        if depth < DEEPEST {
            Ok(())
        } else {
            Err(self.broken("Message too deep. Max recursion depth reached."))
        }
    }

    /// The text between two marks, for messages.
    pub fn since(&self, mark: usize) -> &'j str {
        &self.text[mark..self.at]
    }
}

/// How many bytes from the start need no look: neither a quote, a backslash nor
/// a control character.
#[inline]
fn plain_length(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|&byte| byte == b'"' || byte == b'\\' || byte < 0x20)
        .unwrap_or(bytes.len())
}
