//! Bare addresses in running text.

/// The web addresses that a text shows, in order: for link previews and
/// `matched_url`.
pub fn urls(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut before = None;
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        if let Some(length) = url_at(&text[at..], before) {
            found.push(&text[at..at + length]);
            before = text[at..at + length].chars().next_back();
            at += length;
        } else {
            before = Some(letter);
            at += letter.len_utf8();
        }
    }
    found
}

/// The bytes of the address that begins `rest`, which follows the character
/// `before`. Closing punctuation belongs to the sentence around it.
pub(super) fn url_at(rest: &str, before: Option<char>) -> Option<usize> {
    if before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    // First of all, so that a row of schemes without hosts costs nothing.
    if !has_host(&rest[scheme(rest)?..]) {
        return None;
    }
    let ends =
        |letter: char| letter.is_whitespace() || letter.is_control() || "<>\"`|".contains(letter);
    let whole = &rest[..rest.find(ends).unwrap_or(rest.len())];
    Some(trimmed(whole))
}

/// Whether an address may be a link: a web page or a mail address.
pub(super) fn is_link(url: &str) -> bool {
    let plain = !url.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    let web = scheme(url).is_some_and(|scheme| has_host(&url[scheme..]));
    plain && (web || has_scheme(url, "mailto:") && url.contains('@'))
}

fn scheme(url: &str) -> Option<usize> {
    ["https://", "http://"]
        .into_iter()
        .find(|scheme| has_scheme(url, scheme))
        .map(str::len)
}

fn has_scheme(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

fn has_host(after_scheme: &str) -> bool {
    after_scheme
        .chars()
        .next()
        .is_some_and(|first| first.is_alphanumeric() || first == '[')
}

/// Where an address ends when what closes a sentence is left out. A bracket
/// stays if the address opened it: `…/wiki/Chat_(app)`.
fn trimmed(url: &str) -> usize {
    let count = |letter: char| url.matches(letter).count();
    let mut unopened = [
        (')', count(')').saturating_sub(count('('))),
        (']', count(']').saturating_sub(count('['))),
        ('}', count('}').saturating_sub(count('{'))),
    ];
    let mut end = url.len();
    for letter in url.chars().rev() {
        let bracket = unopened.iter_mut().find(|(close, _)| *close == letter);
        let drop = match bracket {
            Some((_, left)) if *left > 0 => {
                *left -= 1;
                true
            }
            Some(_) => false,
            None => ".,:;!?'*_~…”’".contains(letter),
        };
        if !drop {
            break;
        }
        end -= letter.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::urls;

    fn check(text: &str, want: &[&str]) {
        assert_eq!(urls(text), want, "{text}");
    }

    #[test]
    fn addresses_in_sentences() {
        check("", &[]);
        check(
            "see https://example.com/a?b=c#d.",
            &["https://example.com/a?b=c#d"],
        );
        check("(https://example.com/a)", &["https://example.com/a"]);
        check(
            "https://en.example/Chat_(app), and",
            &["https://en.example/Chat_(app)"],
        );
        check(
            "HTTP://a/ https://b!? *https://c*",
            &["HTTP://a/", "https://b", "https://c"],
        );
        check("<https://a|b> \"https://c\"", &["https://a", "https://c"]);
        check("https://münchen.example/ü…", &["https://münchen.example/ü"]);
        check("https://a/b_", &["https://a/b"]);
        check("https://[::1]:80/", &["https://[::1]:80/"]);
    }

    #[test]
    fn no_addresses() {
        check("https:// http://. xhttps://a ftp://a www.example.com", &[]);
        check("🙂https", &[]);
    }
}
