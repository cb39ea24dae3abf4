//! Any text as a message, in both syntaxes and with everybody known.
#![no_main]

use domain::ids::UserId;
use domain::text::{Known, Mentioned, Rules, compose, scan, to_markdown, urls};
use libfuzzer_sys::fuzz_target;
use proto::chat::{MarkupSyntax, User};

fuzz_target!(|text: &str| {
    let rules = Rules {
        emails: true,
        emoji: true,
        home: "http://127.0.0.1:8080",
    };
    let user = User {
        name: "users/1".into(),
        display_name: "A <b>".into(),
        ..Default::default()
    };
    let known = Known {
        user: &|_| {
            Some(Mentioned {
                id: UserId(1),
                user: user.clone(),
            })
        },
        emoji: &|_| None,
    };
    for syntax in [MarkupSyntax::Chat, MarkupSyntax::Markdown] {
        let composed = compose(&scan(text, syntax), rules, &known);
        let units = composed.text.encode_utf16().count() as i32;
        for annotation in &composed.annotations {
            let start = annotation.start_index.unwrap_or_default();
            assert!(start >= 0 && start + annotation.length <= units);
        }
        let _ = to_markdown(&composed.formatted_text);
        let _ = urls(&composed.text);
    }
});
