//! The discovery document, from which `google-api-python-client` and others
//! make their methods. `transcode` writes it from the descriptors; here is what
//! those do not say.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::{Query, Request, State};
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use domain::attachments::SIZE_LIMIT;
use http::StatusCode;
use serde::Deserialize;
use transcode::discovery::{ExtraMethod, Settings, document};

use super::scope_texts::TEXTS;
use super::{answer, pages};
use crate::api::METHODS;
use crate::gate::Scope;
use crate::state::Server;

/// The API that the document tells of; its names are Google's.
const SERVICE: &str = "google.chat.v1.ChatService";
/// The day on which the API served here last changed.
const REVISION: &str = "20261121";

/// Ids that do not follow from the paths.
const IDS: &[(&str, &str)] = &[
    ("GetAvailability", "users.availability.get"),
    (
        "GetSpaceNotificationSetting",
        "users.spaces.spaceNotificationSetting.get",
    ),
    ("GetSpaceReadState", "users.spaces.getSpaceReadState"),
    (
        "GetThreadReadState",
        "users.spaces.threads.getThreadReadState",
    ),
    ("UpdateAvailability", "users.availability.patch"),
    (
        "UpdateSpaceNotificationSetting",
        "users.spaces.spaceNotificationSetting.patch",
    ),
    ("UpdateSpaceReadState", "users.spaces.updateSpaceReadState"),
    ("UploadAttachment", "media.upload"),
];

#[derive(Deserialize)]
struct Version {
    version: Option<String>,
}

/// Both addresses of the document.
pub fn routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/$discovery/rest", get(by_version))
        .route("/discovery/v1/apis/chat/v1/rest", get(answer))
}

async fn by_version(
    State(server): State<Arc<Server>>,
    Query(wanted): Query<Version>,
    request: Request,
) -> Response {
    match wanted.version.as_deref() {
        None | Some("v1") => answer(State(server), request).await,
        Some(_) => pages::nothing(State(server)).await,
    }
}

async fn answer(State(server): State<Arc<Server>>, request: Request) -> Response {
    let text = server.discovery.get(&server);
    let response = answer::whole(StatusCode::OK, answer::JSON, text);
    answer::into_body(answer::encode(request.headers(), response))
}

/// The document's text, written when it is first asked for.
#[derive(Default)]
pub struct Document(OnceLock<Bytes>);

impl Document {
    fn get(&self, server: &Server) -> Bytes {
        let write = || {
            let value = document(&server.schema, &server.rpcs.router, &settings(server));
            Bytes::from(format!("{value:#}\n"))
        };
        self.0.get_or_init(write).clone()
    }
}

fn settings(server: &Server) -> Settings {
    let scopes = TEXTS
        .iter()
        .map(|(scope, text)| (scope.url(), (*text).to_owned()));
    let ids = IDS
        .iter()
        .map(|(rpc, id)| ((*rpc).to_owned(), (*id).to_owned()));
    Settings {
        service: SERVICE.to_owned(),
        name: "chat".to_owned(),
        version: "v1".to_owned(),
        title: "Google Chat API".to_owned(),
        canonical_name: "Hangouts Chat".to_owned(),
        description: "Chat spaces, their members and messages, served by Confab.".to_owned(),
        documentation_link: "https://developers.google.com/workspace/chat".to_owned(),
        revision: REVISION.to_owned(),
        root_url: format!("{}/", server.public_url),
        batch_path: "batch".to_owned(),
        scopes: scopes.collect(),
        method_scopes: method_scopes(),
        method_ids: ids.collect(),
        schema_prefixes: vec![(
            "google.apps.card.v1".to_owned(),
            "GoogleAppsCardV1".to_owned(),
        )],
        uploads: vec![("UploadAttachment".to_owned(), SIZE_LIMIT)],
        extra_methods: vec![download()],
    }
}

/// The scopes of every method, of whatever kind of authentication.
fn method_scopes() -> Vec<(String, Vec<String>)> {
    let of_service = METHODS.iter().filter_map(|method| {
        let (service, rpc) = method.rpc.split_once('/')?;
        (service == SERVICE).then_some((rpc, &method.scopes))
    });
    let urls = of_service.map(|(rpc, scopes)| {
        let kinds = [scopes.admin, scopes.app_approved, scopes.app, scopes.user];
        let mut urls: Vec<String> = kinds.concat().into_iter().map(Scope::url).collect();
        urls.sort();
        urls.dedup();
        (rpc.to_owned(), urls)
    });
    urls.collect()
}

fn download() -> ExtraMethod {
    use crate::gate::scope as s;
    let scopes = [s::CHAT_BOT, s::CHAT_MESSAGES, s::CHAT_MESSAGES_READONLY];
    ExtraMethod {
        id: "media.download".to_owned(),
        http_method: "GET".to_owned(),
        template: "/v1/media/{resource_name=**}".to_owned(),
        description: "Downloads a file that was sent with a message.".to_owned(),
        response: None,
        scopes: scopes.map(Scope::url).to_vec(),
        supports_media_download: true,
    }
}
