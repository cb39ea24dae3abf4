//! Users as methods name them and as answers show them.

use domain::ids::UserId;
use domain::names::{self, UserRef};
use domain::users::{User, UserKind};
use domain::{Error, Result};
use proto::chat as wire;
use store::Tx;

use super::Call;

/// The user that a name means; `None` when there is nobody.
pub async fn resolve(tx: &mut Tx, call: &Call, name: &UserRef) -> Result<Option<User>> {
    match name {
        UserRef::Me => match call.caller.user {
            Some(user) => store::users::get(tx, user).await,
            None => Ok(None),
        },
        UserRef::App => {
            let app = call.app()?;
            store::users::get(tx, app).await
        }
        UserRef::Id(id) => store::users::get(tx, *id).await,
        UserRef::Email(email) => store::users::by_email(tx, email).await,
        UserRef::Unknown => Ok(None),
    }
}

/// Whether the name means the calling user, as every name of somebody's own
/// settings must.
pub async fn is_caller(tx: &mut Tx, call: &Call, name: &UserRef) -> Result<bool> {
    Ok(match name {
        UserRef::Me => true,
        UserRef::Id(id) => *id == call.caller.id,
        UserRef::Email(_) => {
            let user = resolve(tx, call, name).await?;
            user.is_some_and(|user| user.id == call.caller.id)
        }
        UserRef::App | UserRef::Unknown => false,
    })
}

/// Refuses an e-mail alias from an app in its own name.
pub fn no_alias_for_apps(call: &Call, name: &UserRef) -> Result<()> {
    if call.is_app() && matches!(name, UserRef::Email(_)) {
        return Err(Error::permission_denied(
            "Service account authentication doesn't support access to user information using \
             email aliases.",
        ));
    }
    Ok(())
}

/// A user with everything that people who share a space may know.
pub fn render(user: &User) -> wire::User {
    wire::User {
        name: names::user_name(user.id),
        display_name: user.display_name.clone(),
        avatar_url: user.avatar_url.clone(),
        email: user.email.clone().unwrap_or_default(),
        domain_id: user.domain_id.clone(),
        r#type: kind(user.kind) as i32,
        is_anonymous: false,
    }
}

/// Somebody who is gone.
pub fn render_unknown(id: UserId) -> wire::User {
    wire::User {
        name: names::user_name(id),
        is_anonymous: true,
        ..Default::default()
    }
}

pub fn kind(kind: UserKind) -> wire::user::Type {
    match kind {
        UserKind::Person => wire::user::Type::Human,
        UserKind::App | UserKind::Webhook => wire::user::Type::Bot,
    }
}

/// Looks users up once each for one answer.
#[derive(Default)]
pub struct Directory(Vec<(UserId, wire::User)>);

impl Directory {
    pub async fn get(&mut self, tx: &mut Tx, id: UserId) -> Result<wire::User> {
        if let Some((_, user)) = self.0.iter().find(|(known, _)| *known == id) {
            return Ok(user.clone());
        }
        let user = store::users::recent(tx, id)
            .await?
            .map_or_else(|| render_unknown(id), |user| render(&user));
        self.0.push((id, user.clone()));
        Ok(user)
    }
}
