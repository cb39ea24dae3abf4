//! Settings with which chat's discovery document has Google's names.

use transcode::discovery::{ExtraMethod, Settings};

pub fn settings(root_url: &str) -> Settings {
    let pairs = |pairs: &[(&str, &str)]| {
        pairs
            .iter()
            .map(|(one, other)| ((*one).to_owned(), (*other).to_owned()))
            .collect()
    };
    Settings {
        service: "google.chat.v1.ChatService".into(),
        name: "chat".into(),
        version: "v1".into(),
        title: "Chat API".into(),
        canonical_name: "Hangouts Chat".into(),
        revision: "20261121".into(),
        root_url: root_url.into(),
        batch_path: "batch".into(),
        scopes: pairs(&[("https://www.googleapis.com/auth/chat.bot", "A bot")]),
        method_scopes: vec![(
            "CreateMessage".into(),
            vec!["https://www.googleapis.com/auth/chat.bot".into()],
        )],
        method_ids: pairs(&[
            ("UploadAttachment", "media.upload"),
            ("GetSpaceReadState", "users.spaces.getSpaceReadState"),
            ("UpdateSpaceReadState", "users.spaces.updateSpaceReadState"),
            (
                "GetThreadReadState",
                "users.spaces.threads.getThreadReadState",
            ),
        ]),
        schema_prefixes: pairs(&[("google.apps.card.v1", "GoogleAppsCardV1")]),
        uploads: vec![("UploadAttachment".into(), 209_715_200)],
        extra_methods: vec![ExtraMethod {
            id: "media.download".into(),
            http_method: "GET".into(),
            template: "/v1/media/{resource_name=**}".into(),
            description: "Downloads media.".into(),
            response: None,
            scopes: Vec::new(),
            supports_media_download: true,
        }],
        ..Settings::default()
    }
}
