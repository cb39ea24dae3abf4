//! `--quotas google`: counts calls against Google's published rates. The
//! figures and the counting are `domain::quotas`; here is who and where.

use domain::error::Result;
use domain::ids::SpaceId;
use domain::quotas::{IN_SPACE_WEBHOOKS, Key, Meter, Per, exceeded, of_call};
use domain::{Code, Error, Time};
use parking_lot::Mutex;
use prost::Message;
use proto::chat as wire;

use crate::gate::Caller;
use crate::gate::scope::CHAT_IMPORT;

const CHAT: &str = "google.chat.v1.ChatService/";

/// The counts of this process. Each node of a database counts by itself.
#[derive(Debug, Default)]
pub struct Quotas(Mutex<Meter>);

impl Quotas {
    /// Counts a call, or refuses it. `rpc` is its full name, `request` its
    /// wire form.
    pub fn charge(&self, rpc: &str, caller: &Caller, request: &[u8], now: Time) -> Result<()> {
        let Some(method) = rpc.strip_prefix(CHAT) else {
            return Ok(());
        };
        let importing = caller.scopes.contains_any(&[CHAT_IMPORT]);
        let space = || space(method, request);
        let keys: Vec<Key> = of_call(method, importing)
            .iter()
            .filter_map(|limit| {
                let of = match limit.per {
                    Per::Project => caller.project,
                    Per::Space => space()?.0,
                    Per::User => caller.id.0,
                };
                Some(Key { limit, of })
            })
            .collect();
        self.0
            .lock()
            .charge(&keys, now)
            .map_err(|key| exceeded(key.limit, caller.project))
    }

    /// Counts a post through a webhook of a space. Webhooks have no project,
    /// and so the short form of the error.
    pub fn charge_webhook(&self, space: SpaceId, now: Time) -> Result<()> {
        let key = Key {
            limit: IN_SPACE_WEBHOOKS,
            of: space.0,
        };
        self.0.lock().charge(&[key], now).map_err(|_| {
            let text = "Resource has been exhausted (e.g. check quota).";
            Error::new(Code::ResourceExhausted, text)
        })
    }
}

/// The space that a request is about; `None` for a name that is none, which the
/// call itself refuses.
fn space(method: &str, request: &[u8]) -> Option<SpaceId> {
    // Where the names stand at the first field of the message, as most do.
    #[derive(Message)]
    struct Named {
        #[prost(string, tag = "1")]
        name: String,
    }
    let name = match method {
        "UpdateMessage" => {
            wire::UpdateMessageRequest::decode(request)
                .ok()?
                .message?
                .name
        }
        "UpdateSpace" => wire::UpdateSpaceRequest::decode(request).ok()?.space?.name,
        _ => Named::decode(request).ok()?.name,
    };
    let id = name.strip_prefix("spaces/")?.split('/').next()?;
    SpaceId::parse(id)
}

#[cfg(test)]
mod tests {
    use domain::ids::UserId;

    use super::*;
    use crate::gate::{AuthKind, ScopeSet};

    const CREATE: &str = "google.chat.v1.ChatService/CreateMessage";
    const UPDATE: &str = "google.chat.v1.ChatService/UpdateMessage";
    const MEMBER: &str = "google.chat.v1.ChatService/CreateMembership";

    fn caller(project: i64) -> Caller {
        let id = UserId(1);
        Caller {
            kind: AuthKind::User,
            id,
            user: Some(id),
            app: None,
            project,
            admin: false,
            scopes: ScopeSet::EMPTY,
            unapproved: ScopeSet::EMPTY,
        }
    }

    fn create(space: SpaceId) -> Vec<u8> {
        let parent = domain::names::space_name(space);
        let request = wire::CreateMessageRequest {
            parent,
            ..Default::default()
        };
        request.encode_to_vec()
    }

    fn update(space: SpaceId) -> Vec<u8> {
        let name = format!("{}/messages/x", domain::names::space_name(space));
        let message = wire::Message {
            name,
            ..Default::default()
        };
        let request = wire::UpdateMessageRequest {
            message: Some(message),
            ..Default::default()
        };
        request.encode_to_vec()
    }

    /// One write a second in a space, whichever app and method.
    #[test]
    fn writes_in_a_space() {
        let quotas = Quotas::default();
        let (one, other) = (create(SpaceId(1)), create(SpaceId(2)));
        let charge = |rpc, project, request: &[u8], millis: i64| {
            quotas.charge(rpc, &caller(project), request, Time(millis * 1_000))
        };
        assert_eq!(charge(CREATE, 7, &one, 0), Ok(()));
        let error = charge(CREATE, 7, &one, 999).unwrap_err();
        assert!(error.message.contains("'project_number:7'"), "{error}");
        assert!(charge(CREATE, 8, &one, 999).is_err());
        assert!(charge(UPDATE, 8, &update(SpaceId(1)), 999).is_err());
        assert_eq!(charge(CREATE, 7, &other, 999), Ok(()));
        assert_eq!(charge(UPDATE, 7, &update(SpaceId(1)), 1_000), Ok(()));
    }

    #[test]
    fn imports_are_faster() {
        let quotas = Quotas::default();
        let importer = Caller {
            scopes: ScopeSet::of(&[CHAT_IMPORT]),
            ..caller(7)
        };
        let request = create(SpaceId(1));
        let charge = || quotas.charge(CREATE, &importer, &request, Time(1));
        (0..10).for_each(|_| charge().unwrap());
        assert!(charge().is_err());
    }

    /// A project's calls are counted whether they name a space or not.
    #[test]
    fn writes_of_a_project() {
        let quotas = Quotas::default();
        let charge = |project, second: i64| {
            quotas.charge(MEMBER, &caller(project), b"", Time(second * Time::SECOND))
        };
        (0..300).for_each(|_| charge(7, 1).unwrap());
        assert_eq!(charge(7, 60).unwrap_err().code, Code::ResourceExhausted);
        assert_eq!(charge(8, 60), Ok(()));
        assert_eq!(charge(7, 61), Ok(()));
    }

    #[test]
    fn webhooks_of_a_space() {
        let quotas = Quotas::default();
        let charge =
            |space, second: i64| quotas.charge_webhook(SpaceId(space), Time(second * Time::SECOND));
        assert_eq!(charge(1, 1), Ok(()));
        let error = charge(1, 1).unwrap_err();
        assert_eq!(
            error.message,
            "Resource has been exhausted (e.g. check quota)."
        );
        assert_eq!(charge(2, 1), Ok(()));
        assert_eq!(charge(1, 2), Ok(()));
    }
}
