//! Previews of the pages that messages link to.

use proto::chat as wire;

use crate::text;
use crate::timestamp::Time;

/// Pages of one message; the first ones count.
pub const OF_MESSAGE: usize = 3;
/// Bytes of an address that is fetched.
const URL_LIMIT: usize = 2_048;
/// Characters of a title, and of a description.
const TITLE_LIMIT: usize = 300;
const DESCRIPTION_LIMIT: usize = 500;
/// A page is fetched again when somebody links to it after this long.
pub const STALE: i64 = Time::DAY;
/// It is forgotten when nobody has for this long.
pub const RETENTION: i64 = 90 * Time::DAY;

/// What a page is about, in the page's own words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    pub title: String,
    pub description: String,
    pub site_name: String,
    /// https only; may be empty.
    pub image_uri: String,
}

impl Preview {
    /// Makes what a page said presentable; `None` when it has no title.
    pub fn tidy(mut self) -> Option<Self> {
        self.title = line(&self.title, TITLE_LIMIT);
        self.description = line(&self.description, DESCRIPTION_LIMIT);
        self.site_name = line(&self.site_name, TITLE_LIMIT);
        if !self.image_uri.starts_with("https://") || self.image_uri.len() > URL_LIMIT {
            self.image_uri.clear();
        }
        (!self.title.is_empty()).then_some(self)
    }
}

/// One line without control characters, cut at the limit.
fn line(text: &str, limit: usize) -> String {
    let words: Vec<_> = text
        .split(|sign: char| sign.is_whitespace() || sign.is_control() || sign == '\u{fffd}')
        .filter(|word| !word.is_empty())
        .collect();
    let line = words.join(" ");
    match line.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// The addresses of a message that have previews, each once.
pub fn urls(content: &wire::Message) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for url in text::urls(&content.text) {
        if url.len() <= URL_LIMIT && !found.contains(&url) && found.len() < OF_MESSAGE {
            found.push(url);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_addresses_count_once_each() {
        let content = wire::Message {
            text: "http://a http://b/?c http://a, https://c. http://d".into(),
            ..Default::default()
        };
        assert_eq!(urls(&content), ["http://a", "http://b/?c", "https://c"]);
        let long = wire::Message {
            text: format!("http://a/{}", "x".repeat(URL_LIMIT)),
            ..Default::default()
        };
        assert!(urls(&long).is_empty());
    }

    #[test]
    fn pages_are_made_presentable() {
        let page = |title: &str, image: &str| Preview {
            title: title.into(),
            image_uri: image.into(),
            ..Preview::default()
        };
        let tidy = page(" a\n\tb\u{0}c ", "https://x/y.png").tidy().unwrap();
        assert_eq!(
            (&*tidy.title, &*tidy.image_uri),
            ("a b c", "https://x/y.png")
        );
        for bad in ["http://x/y.png", "javascript:alert(1)", "data:image/png,x"] {
            assert_eq!(page("a", bad).tidy().unwrap().image_uri, "");
        }
        let long = page(&"ß".repeat(400), "").tidy().unwrap();
        assert_eq!(long.title.chars().count(), 301);
        assert_eq!(page(" \n", "").tidy(), None);
    }
}
