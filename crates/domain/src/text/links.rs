//! Links to spaces of Chat itself, which are annotated.

use proto::chat::ChatSpaceLinkData;

use crate::ids::{MessageId, SpaceId};

/// Reads the address of a space: `…/room/{space}` and `…/dm/{space}`, with
/// `/{thread}` and `/{message}` after it, as `spaceUri` and "copy link" write
/// them, or `…#chat/space/{space}`. `home` is this server's own address; links
/// of Google's hosts count too, since clients make them by themselves.
pub(super) fn chat_space(url: &str, home: &str) -> Option<ChatSpaceLinkData> {
    let home = home.trim_end_matches('/');
    let path = [home, "https://chat.google.com", "https://mail.google.com"]
        .into_iter()
        .filter(|site| !site.is_empty())
        .find_map(|site| url.strip_prefix(site)?.strip_prefix('/'))?;
    let ids = match path.split_once("#chat/") {
        Some((_, place)) => after(place, &["space/", "dm/"])?,
        None => after(path.split(['?', '#']).next()?, &["room/", "dm/"])?,
    };
    link(&ids.split('/').collect::<Vec<_>>())
}

fn after<'a>(path: &'a str, starts: &[&str]) -> Option<&'a str> {
    starts.iter().find_map(|start| path.strip_prefix(start))
}

fn link(ids: &[&str]) -> Option<ChatSpaceLinkData> {
    let (space, thread, message) = match *ids {
        [space] => (space, None, None),
        [space, thread] => (space, Some(thread), None),
        [space, thread, message] => (space, Some(thread), Some(message)),
        _ => return None,
    };
    let known = |id: Option<&str>| id.is_none_or(|id| MessageId::parse(id).is_some());
    if SpaceId::parse(space).is_none() || !known(thread) || !known(message) {
        return None;
    }
    let space = format!("spaces/{space}");
    let name = |kind, id: Option<String>| id.map(|id| format!("{space}/{kind}/{id}"));
    let full = thread
        .zip(message)
        .map(|(thread, message)| format!("{thread}.{message}"));
    Some(ChatSpaceLinkData {
        thread: name("threads", thread.map(str::to_owned)).unwrap_or_default(),
        message: name("messages", full).unwrap_or_default(),
        space,
    })
}

#[cfg(test)]
mod tests {
    use super::chat_space;

    fn check(url: &str, want: &str) {
        let got = chat_space(url, "http://127.0.0.1:8080/")
            .map(|link| [link.space, link.thread, link.message].join(" "));
        assert_eq!(got.unwrap_or_default().trim_end(), want, "{url}");
    }

    #[test]
    fn links_to_spaces() {
        check(
            "https://chat.google.com/room/ASNFZ4mrze8?cls=11",
            "spaces/ASNFZ4mrze8",
        );
        check("http://127.0.0.1:8080/dm/ASNFZ4mrze8", "spaces/ASNFZ4mrze8");
        check(
            "https://mail.google.com/chat/u/0/#chat/space/ASNFZ4mrze8",
            "spaces/ASNFZ4mrze8",
        );
        check(
            "https://chat.google.com/room/ASNFZ4mrze8/AAAAAAAAAAE",
            "spaces/ASNFZ4mrze8 spaces/ASNFZ4mrze8/threads/AAAAAAAAAAE",
        );
        check(
            "https://chat.google.com/room/ASNFZ4mrze8/AAAAAAAAAAE/AAAAAAAAAAI?cls=10",
            "spaces/ASNFZ4mrze8 spaces/ASNFZ4mrze8/threads/AAAAAAAAAAE \
             spaces/ASNFZ4mrze8/messages/AAAAAAAAAAE.AAAAAAAAAAI",
        );
    }

    #[test]
    fn other_links() {
        check("https://chat.google.com/room/short", "");
        check("https://chat.google.com.evil.example/room/ASNFZ4mrze8", "");
        check("https://example.com/room/ASNFZ4mrze8", "");
        check("https://chat.google.com/", "");
        check("https://chat.google.com/room/ASNFZ4mrze8/a/b/c", "");
    }
}
