//! Typed text in, shown text out.

use proptest::prelude::*;
use proto::chat::annotation::Metadata;
use proto::chat::{self, CustomEmoji, MarkupSyntax, SlashCommandMetadata, User};

use super::*;
use crate::ids::UserId;

fn user(id: i64, name: &str, kind: chat::user::Type) -> Mentioned {
    let user = User {
        name: format!("users/{id}"),
        display_name: name.to_owned(),
        r#type: kind.into(),
        ..User::default()
    };
    Mentioned {
        id: UserId(id),
        user,
    }
}

/// `users/1` and alice@example.com are Alice, `users/2` is an app.
fn find(whom: &MentionRef) -> Option<Mentioned> {
    match whom {
        MentionRef::User(id) if id == "1" => {
            Some(user(1, "Alice Ångström", chat::user::Type::Human))
        }
        MentionRef::Email(email) if email == "alice@example.com" => {
            find(&MentionRef::User("1".into()))
        }
        MentionRef::User(id) if id == "2" => Some(user(2, "FooBot", chat::user::Type::Bot)),
        _ => None,
    }
}

fn find_emoji(id: &str) -> Option<CustomEmoji> {
    let emoji = || CustomEmoji {
        emoji_name: ":party:".into(),
        ..CustomEmoji::default()
    };
    ["e1", ":party:"].contains(&id).then(emoji)
}

fn composed(input: &str, syntax: MarkupSyntax, allowed: bool) -> Composed {
    let rules = Rules {
        emails: allowed,
        emoji: allowed,
        home: "https://chat.example.com",
    };
    compose(
        &scan(input, syntax),
        rules,
        &Known {
            user: &find,
            emoji: &find_emoji,
        },
    )
}

/// Type, start, length and the annotated part of the text.
fn annotations(composed: &Composed) -> String {
    let units: Vec<u16> = composed.text.encode_utf16().collect();
    let show = |annotation: &chat::Annotation| {
        let start = annotation.start_index.unwrap();
        let (from, length) = (start as usize, annotation.length as usize);
        let part = String::from_utf16(&units[from..from + length]).unwrap();
        format!(
            "{}@{start}+{length}={part}",
            annotation.r#type().as_str_name()
        )
    };
    composed
        .annotations
        .iter()
        .map(show)
        .collect::<Vec<_>>()
        .join(" ")
}

fn check_as(syntax: MarkupSyntax, input: &str, text: &str, formatted: &str, notes: &str) {
    let composed = composed(input, syntax, true);
    assert_eq!(composed.text, text, "text of {input:?}");
    assert_eq!(
        composed.formatted_text, formatted,
        "formatted_text of {input:?}"
    );
    assert_eq!(annotations(&composed), notes, "annotations of {input:?}");
}

fn check(input: &str, text: &str, formatted: &str, notes: &str) {
    check_as(MarkupSyntax::Chat, input, text, formatted, notes);
}

/// Text that is shown as it was typed.
fn same(input: &str) {
    check(input, input, input, "");
}

fn markdown(input: &str, text: &str, formatted: &str) {
    let notes = annotations(&composed(input, MarkupSyntax::Markdown, true));
    check_as(MarkupSyntax::Markdown, input, text, formatted, &notes);
}

#[test]
fn typed_marks_stay() {
    same("");
    same("*b* _i_ ~s~ `m` *_both_*");
    same("```\nlet x = 1;\n```\nafter");
    same("* one\n- two\n  * three\n> quote\n\n");
    same("2*3*4 snake_case_name ** __ *a\nb* `` ``` &amp; < > <b>");
    same("see https://example.com/a_b_c.");
}

#[test]
fn links() {
    check(
        "<https://example.com|the *site*>!",
        "the *site*!",
        "<https://example.com|the *site*>!",
        "",
    );
    check(
        "<https://example.com>",
        "https://example.com",
        "https://example.com",
        "",
    );
    check(
        "<mailto:a@b.example|mail>",
        "mail",
        "<mailto:a@b.example|mail>",
        "",
    );
    check(
        "<https://a.example|>",
        "https://a.example",
        "https://a.example",
        "",
    );
    same("<javascript:alert(1)|x> <https://|x> <https://a b|x> <https://a\n|x> <https://a|x");
    let links = composed(
        "a https://b.example, <https://c.example|c> `https://d.example`",
        MarkupSyntax::Chat,
        true,
    )
    .links;
    assert_eq!(links, ["https://b.example", "https://c.example"]);
}

#[test]
fn links_to_spaces_are_annotated() {
    let url = "https://chat.example.com/room/ASNFZ4mrze8";
    check(
        &format!("in {url} now"),
        &format!("in {url} now"),
        &format!("in {url} now"),
        &format!("RICH_LINK@3+41={url}"),
    );
    check(
        &format!("<{url}|there>"),
        "there",
        &format!("<{url}|there>"),
        "RICH_LINK@0+5=there",
    );
}

#[test]
fn mentions_of_people() {
    check(
        "Hi <users/1>!",
        "Hi @Alice Ångström!",
        "Hi <users/1>!",
        "USER_MENTION@3+15=@Alice Ångström",
    );
    check(
        "<users/Alice@Example.com>",
        "@Alice Ångström",
        "<users/1>",
        "USER_MENTION@0+15=@Alice Ångström",
    );
    check(
        "🙂🙂 <users/all>",
        "🙂🙂 @all",
        "🙂🙂 <users/all>",
        "USER_MENTION@5+4=@all",
    );
    check(
        "*<users/1>*",
        "*@Alice Ångström*",
        "*<users/1>*",
        "USER_MENTION@1+15=@Alice Ångström",
    );
    same("<users/99> <users/nobody@example.com> <users/> <users/a b> <users/1|x> < users/1>");
    same("`<users/1>` ```<users/all>```");
}

#[test]
fn mentions_of_apps() {
    let hello = "Hello <users/2> how are you!";
    check(
        hello,
        "Hello @FooBot how are you!",
        "Hello @FooBot how are you!",
        "USER_MENTION@6+7=@FooBot",
    );
    for (input, want) in [
        (hello, "Hello  how are you!"),
        ("<users/2> Hello", " Hello"),
        ("<users/1> and <users/2><users/2>", "@Alice Ångström and "),
        ("*b* <https://a.example|l>", "*b* l"),
    ] {
        assert_eq!(
            composed(input, MarkupSyntax::Chat, true).argument_text,
            want,
            "{input}"
        );
    }
}

#[test]
fn an_annotation_names_its_user() {
    let composed = composed(
        "<users/2> <users/all> <users/2> <users/1>",
        MarkupSyntax::Chat,
        true,
    );
    let users: Vec<_> = composed
        .annotations
        .iter()
        .map(|annotation| match &annotation.metadata {
            Some(Metadata::UserMention(mention)) => {
                assert_eq!(mention.r#type(), chat::user_mention_metadata::Type::Mention);
                mention.user.as_ref().map(|user| user.name.clone())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    let name = |name: &str| Some(name.to_owned());
    assert_eq!(
        users,
        [name("users/2"), None, name("users/2"), name("users/1")]
    );
    assert!(composed.mentions_all);
    let ids: Vec<_> = composed
        .mentioned
        .iter()
        .map(|found| (found.id.0, found.is_app()))
        .collect();
    assert_eq!(ids, [(2, true), (1, false)]);
}

#[test]
fn what_apps_may_not_use_stays_typed() {
    let input = "<users/alice@example.com> <customEmojis/e1> <users/1>";
    let composed = composed(input, MarkupSyntax::Chat, false);
    assert_eq!(
        composed.text,
        "<users/alice@example.com> <customEmojis/e1> @Alice Ångström"
    );
    let scanned = scan(input, MarkupSyntax::Chat);
    let want = [
        MentionRef::Email("alice@example.com".into()),
        MentionRef::User("1".into()),
    ];
    assert_eq!(scanned.mentions(), want.iter().collect::<Vec<_>>());
    assert_eq!(scanned.emoji(), ["e1"]);
}

#[test]
fn custom_emoji() {
    check(
        "<customEmojis/e1> <customEmojis/:party:>",
        ":party: :party:",
        ":party: :party:",
        "CUSTOM_EMOJI@0+7=:party: CUSTOM_EMOJI@8+7=:party:",
    );
    same("<customEmojis/unknown> <customEmojis/>");
}

#[test]
fn slash_commands() {
    let mut message = composed("/about <users/1>", MarkupSyntax::Chat, true);
    let command = SlashCommandMetadata {
        command_name: "/about".into(),
        command_id: 1,
        ..Default::default()
    };
    slash_command(&mut message, command);
    assert_eq!(message.argument_text, " @Alice Ångström");
    assert_eq!(
        annotations(&message),
        "SLASH_COMMAND@0+6=/about USER_MENTION@7+15=@Alice Ångström"
    );
}

#[test]
fn markdown_marks_are_not_shown() {
    markdown(
        "**b** *i* _i_ ~~s~~ `m` ***x***",
        "b i i s m x",
        "*b* _i_ _i_ ~s~ `m` _*x*_",
    );
    markdown("\\*no\\* &amp; a_b_c", "*no* & a_b_c", "*no* & a_b_c");
    markdown(
        "```rust\nlet x;\n```\nafter",
        "let x;\nafter",
        "```\nlet x;\n```\nafter",
    );
    markdown(
        "soft\nbreak  \nhard\\\nbreak",
        "soft break\nhard\nbreak",
        "soft break\nhard\nbreak",
    );
}

#[test]
fn markdown_blocks() {
    markdown("a\n\n\n\nb", "a\n\nb", "a\n\nb");
    markdown(
        "Intro:\n- a\n- b\n  - c\n\nend",
        "Intro:\n* a\n* b\n  * c\n\nend",
        "Intro:\n* a\n* b\n  * c\n\nend",
    );
    markdown("3. a\n4. b", "3. a\n4. b", "3. a\n4. b");
    markdown("> a\n> b\n\nc", "> a b\n\nc", "> a b\n\nc");
    markdown(
        "# Title\ntext\n\n---\n\nx",
        "# Title\ntext\n\n---\n\nx",
        "# Title\ntext\n\n---\n\nx",
    );
    markdown(
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "| a | b |\n|---|---|\n| 1 | 2 |",
    );
    markdown(
        "<b>x</b> <!-- y -->",
        "<b>x</b> <!-- y -->",
        "<b>x</b> <!-- y -->",
    );
}

#[test]
fn markdown_links_and_mentions() {
    markdown(
        "[the **site**](https://a.example/x|y)",
        "the site",
        "<https://a.example/x%7Cy|the site>",
    );
    markdown(
        "<https://a.example> https://b.example.",
        "https://a.example https://b.example.",
        "https://a.example https://b.example.",
    );
    markdown(
        "[x](javascript:alert(1)) [y](/z)",
        "[x](javascript:alert(1)) [y](/z)",
        "[x](javascript:alert(1)) [y](/z)",
    );
    markdown(
        "![alt](https://a.example/i.png)",
        "alt",
        "<https://a.example/i.png|alt>",
    );
    let alice = "@Alice Ångström";
    for input in [
        "<chat-user data-user=\"users/1\"></chat-user>",
        "<chat-user data-user=\"users/1\">",
        "<chat-user data-email='alice@example.com'/>",
        "<users/1>",
    ] {
        markdown(input, alice, "<users/1>");
        markdown(
            &format!("hi {input}, you"),
            &format!("hi {alice}, you"),
            "hi <users/1>, you",
        );
    }
    markdown(
        "x <chat-user data-user=\"users/1\">Bob</chat-user> y",
        &format!("x {alice} y"),
        "x <users/1> y",
    );
    markdown(
        "<chat-user data-user=\"users/all\"> go",
        "@all go",
        "<users/all> go",
    );
    markdown(
        "<chat-user> <chat-user data-user=\"1\">",
        "<chat-user> <chat-user data-user=\"1\">",
        "<chat-user> <chat-user data-user=\"1\">",
    );
    markdown("`<users/1>`", "<users/1>", "`<users/1>`");
}

#[test]
fn formatted_text_as_markdown() {
    for (formatted, want) in [
        ("*b* _i_ ~s~ `m`", "**b** _i_ ~~s~~ `m`"),
        (
            "<users/1> <users/all>",
            "<chat-user data-user=\"users/1\"></chat-user> <chat-user data-user=\"users/all\"></chat-user>",
        ),
        (
            "<https://a.example|l> https://b.example/x",
            "[l](https://a.example) https://b.example/x",
        ),
        (
            "<https://a.example/(x)|l> https://b.example/_x",
            "[l](<https://a.example/(x)>) <https://b.example/_x>",
        ),
        ("a\nb\n\nc", "a\\\nb\n\nc"),
        ("* a\n* b\nc", "* a\n* b\n\nc"),
        ("> a\n> b", "> a\\\n> b"),
        ("x ```\ncode*\n``` y", "x \n```\ncode*\n```\n y"),
        ("```\na\n```\nb", "```\na\n```\nb"),
        ("2 * 3 snake_case _a # b", "2 \\* 3 snake_case \\_a # b"),
        ("# a\n- ", "\\# a\n- "),
        ("&amp; AT&T [x] \\", "\\&amp; AT\\&T \\[x\\] \\\\"),
    ] {
        assert_eq!(to_markdown(formatted), want, "{formatted}");
    }
}

#[test]
fn summaries() {
    let mut message = chat::Message::default();
    assert_eq!(summary(&message), "");
    message.attachment.push(chat::Attachment {
        content_name: "a.png".into(),
        ..Default::default()
    });
    assert_eq!(summary(&message), "a.png");
    message.fallback_text = "A card".into();
    assert_eq!(summary(&message), "A card");
    message.text = "Hi".into();
    assert_eq!(summary(&message), "Hi");
}

/// What must hold for every text.
fn holds(input: &str, syntax: MarkupSyntax) {
    let composed = composed(input, syntax, true);
    // Reads each annotation's part of the text, which panics outside of it.
    let _ = annotations(&composed);
    let _ = to_markdown(&composed.formatted_text);
    let _ = urls(&composed.text);
}

proptest! {
    #[test]
    fn no_text_panics(input in any::<String>()) {
        holds(&input, MarkupSyntax::Chat);
        holds(&input, MarkupSyntax::Markdown);
    }

    #[test]
    fn no_markup_panics(input in "([*_~`<>|\n\\[\\]()!# -]|a|🙂|https://x|<users/1>|<users/all>|<chat-user data-user=\"users/2\">|```){0,40}") {
        holds(&input, MarkupSyntax::Chat);
        holds(&input, MarkupSyntax::Markdown);
    }

    #[test]
    fn text_without_references_stays_as_typed(input in "([*_~` \n>-]|[a-z]{1,3}|🙂){0,40}") {
        let composed = composed(&input, MarkupSyntax::Chat, true);
        prop_assert_eq!(&composed.text, &input);
        prop_assert_eq!(&composed.formatted_text, &input);
        prop_assert_eq!(&composed.argument_text, &input);
    }

    /// One line of Chat's syntax, printed as Markdown, reads the same again.
    #[test]
    fn markdown_reads_back(line in "[a-z](([*_~<&#\\[\\]\\\\!. ]|[a-z]{1,3}){0,20}[a-z])?") {
        let read = composed(&to_markdown(&line), MarkupSyntax::Markdown, true);
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(squeezed(&read.formatted_text), squeezed(&line));
    }
}
