//! What a page says that it is about: Open Graph's words first, then those of
//! Twitter's cards, then the page's own title and description.

use domain::links::Preview;
use html5gum::emitters::default::{DefaultEmitter, StartTag};
use html5gum::{Token, Tokenizer};
use reqwest::Url;

/// Where each thing may stand, the best place first.
const TITLE: &[&str] = &["og:title", "twitter:title", "title"];
const DESCRIPTION: &[&str] = &["og:description", "twitter:description", "description"];
const SITE: &[&str] = &["og:site_name", "application-name"];
const IMAGE: &[&str] = &["og:image:secure_url", "og:image", "twitter:image"];
/// Facts that are kept of one page.
const MOST: usize = 64;

/// Reads the head of a page at `url`.
pub fn read(html: &[u8], url: &Url) -> Preview {
    let facts = facts(html);
    let best = |places: &[&str]| {
        let found = places.iter().find_map(|place| {
            let mut known = facts.iter().filter(|(name, _)| name == place);
            known.next().map(|(_, value)| value.clone())
        });
        found.unwrap_or_default()
    };
    let host = || {
        let host = url.host_str().unwrap_or_default();
        host.trim_start_matches("www.").to_owned()
    };
    let image = best(IMAGE);
    let image = (!image.is_empty()).then(|| url.join(&image).ok()).flatten();
    Preview {
        title: best(TITLE),
        description: best(DESCRIPTION),
        site_name: Some(best(SITE))
            .filter(|name| !name.trim().is_empty())
            .unwrap_or_else(host),
        image_uri: image.map(String::from).unwrap_or_default(),
    }
}

/// Names in lower case and values of the head, in order.
fn facts(html: &[u8]) -> Vec<(String, String)> {
    let mut emitter = DefaultEmitter::default();
    // Or else scripts would be read as markup.
    emitter.naively_switch_states(true);
    let mut facts: Vec<(String, String)> = Vec::new();
    let mut title: Option<String> = None;
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) if &**tag.name == b"title" => title = Some(String::new()),
            Token::StartTag(tag) if &**tag.name == b"meta" => facts.extend(meta(&tag)),
            Token::StartTag(tag) if &**tag.name == b"body" => break,
            Token::String(text) => {
                if let Some(title) = &mut title {
                    title.push_str(&String::from_utf8_lossy(&text));
                }
            }
            Token::EndTag(tag) if &**tag.name == b"title" => {
                // An icon further down may have a title too; the first counts.
                facts.extend(title.take().map(|title| ("title".to_owned(), title)));
            }
            _ => {}
        }
        if facts.len() >= MOST {
            break;
        }
    }
    facts
}

fn meta(tag: &StartTag<()>) -> Option<(String, String)> {
    let text = |name: &[u8]| {
        let value = tag.attributes.get(name)?;
        Some(String::from_utf8_lossy(value).into_owned())
    };
    let name = text(b"property").or_else(|| text(b"name"))?;
    let content = text(b"content").filter(|content| !content.trim().is_empty())?;
    let name = name.trim().to_ascii_lowercase();
    // Plain title is the element's.
    (name != "title").then_some((name, content))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: [&str; 4]) {
        let url = Url::parse("https://www.example.com/a/b?c").unwrap();
        let found = read(html.as_bytes(), &url);
        let found = [
            &*found.title,
            &*found.description,
            &*found.site_name,
            &*found.image_uri,
        ];
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn the_best_place_counts() {
        check(
            "<!doctype html><head><title>Plain</title><meta name=description content=Less>
             <META PROPERTY='og:title' CONTENT='Open &amp; Graph'>
             <meta property=og:description content=More><meta property=og:site_name content=Site>
             <meta property=og:image content='/i.png'></head><body>",
            [
                "Open & Graph",
                "More",
                "Site",
                "https://www.example.com/i.png",
            ],
        );
        check(
            "<title>Plain\n title</title><meta name=twitter:description content=D>",
            ["Plain\n title", "D", "example.com", ""],
        );
        check(
            "<svg><title>One</title></svg><title>Two</title>",
            ["One", "", "example.com", ""],
        );
    }

    #[test]
    fn nothing_of_the_rest_counts() {
        let nothing = ["", "", "example.com", ""];
        check("", nothing);
        check(
            "<body><meta property=og:title content=Body><title>x</title>",
            nothing,
        );
        check(
            "<script>'<meta property=og:title content=S>'</script>",
            nothing,
        );
        check("<!-- <title>x</title> -->", nothing);
        check("<meta property=og:title content=' '>", nothing);
        check("<meta property=og:title", nothing);
        check("<title>never ends", nothing);
        check("\u{0}<<<>><//>", nothing);
    }
}
