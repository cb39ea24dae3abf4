//! `app install`: what a person does in the client when they add an app, done
//! by the administrator.

use clap::Args;
use domain::apps::App;
use domain::audit::Action;
use domain::events::{Event, Kind};
use domain::ids::SpaceId;
use domain::members::{Member, Membership, Role};
use domain::spaces::Space;
use domain::users::User;
use domain::{Code, Error, Time, names};
use proto::chat::HistoryState;
use proto::chat::membership::MembershipState;
use proto::chat::space::SpaceType;
use serde_json::json;
use store::{Store, Tx, events, members, spaces};

use super::trail::note;
use super::{Answer, Failure, Result, accounts, find};
use crate::state;

#[derive(Args)]
pub struct Install {
    app: String,
    /// The space that it joins
    #[arg(
        long,
        value_name = "spaces/X",
        required_unless_present = "user",
        conflicts_with = "user"
    )]
    space: Option<String>,
    /// The person who gets a direct message with it
    #[arg(long, value_name = "EMAIL")]
    user: Option<String>,
}

impl Install {
    pub async fn run(&self, store: &Store) -> Result<Answer> {
        let now = state::now();
        let (app, space, user) = (self.app.clone(), self.space.clone(), self.user.clone());
        let fresh = SpaceId(accounts::fresh_id()?);
        let write = store.write(move |tx| {
            Box::pin(async move {
                let app = find::app(tx, &app).await?;
                let space = match (space, user) {
                    (Some(name), _) => join(tx, &app, &name, now).await?,
                    (None, Some(email)) => {
                        let user = find::person(tx, &email).await?;
                        direct_message(tx, &app, &user, fresh, now).await?
                    }
                    (None, None) => return Err(Error::not_found()),
                };
                let name = format!("apps/{}", app.id.segment());
                note(tx, Action::APP_INSTALL, name, names::space_name(space)).await?;
                Ok((app, space))
            })
        });
        let (app, space) = write.await.map_err(Failure::from)?;
        let (space, member) = (names::space_name(space), app.id.segment());
        let json = json!({
            "space": space,
            "membership": format!("{space}/members/{member}"),
        });
        let text = format!("{} is in {space}", app.display_name);
        Ok(Answer::new(json, text))
    }
}

/// Twice is as good as once.
async fn join(tx: &mut Tx, app: &App, name: &str, now: Time) -> domain::Result<SpaceId> {
    let missing = || Error::new(Code::NotFound, format!("there is no space {name}"));
    let id = name.strip_prefix("spaces/").unwrap_or(name);
    let id = SpaceId::parse(id).ok_or_else(missing)?;
    let mut space = spaces::lock(tx, id).await?.ok_or_else(missing)?;
    if space.single_user_bot_dm {
        let text = format!("{name} is the direct message of another app");
        return Err(Error::failed_precondition(text));
    }
    if space.import_mode {
        let text = format!("{name} is still in import mode");
        return Err(Error::failed_precondition(text));
    }
    let member = Member::App(app.id);
    if members::get(tx, id, member).await?.is_some() {
        return Ok(id);
    }
    let time = space.tick(now);
    spaces::touch(tx, &space).await?;
    add(tx, id, member, time, 0).await?;
    Ok(id)
}

/// The one that there is, or a new one.
async fn direct_message(
    tx: &mut Tx,
    app: &App,
    user: &User,
    id: SpaceId,
    now: Time,
) -> domain::Result<SpaceId> {
    if let Some(space) = spaces::direct_message(tx, user.id, app.id).await? {
        return Ok(space.id);
    }
    spaces::insert(tx, &new_direct_message(user, id, now)).await?;
    if !spaces::claim_pair(tx, user.id, app.id, id).await? {
        return Err(Error::unavailable(
            "somebody else made the direct message just now",
        ));
    }
    add(tx, id, Member::Person(user.id), now, 0).await?;
    add(tx, id, Member::App(app.id), now, 1).await?;
    Ok(id)
}

async fn add(tx: &mut Tx, id: SpaceId, member: Member, time: Time, n: i64) -> domain::Result<()> {
    let membership = Membership {
        space: id,
        member,
        state: MembershipState::Joined,
        role: Some(Role::Member),
        create_time: time,
        delete_time: None,
    };
    members::insert(tx, &membership).await?;
    let kind = Kind::MembershipCreated(member);
    events::append(
        tx,
        &Event {
            space: id,
            time,
            n,
            kind,
        },
    )
    .await
}

fn new_direct_message(user: &User, id: SpaceId, now: Time) -> Space {
    Space {
        id,
        space_type: SpaceType::DirectMessage,
        single_user_bot_dm: true,
        admin_installed: true,
        display_name: String::new(),
        description: String::new(),
        guidelines: String::new(),
        external_user_allowed: false,
        history_state: HistoryState::HistoryOn,
        import_mode: false,
        import_expire_time: None,
        creator: user.id,
        creator_app: None,
        audience: String::new(),
        permission_settings: None,
        access_permission_settings: None,
        human_count: 1,
        group_count: 0,
        create_time: now,
        last_active_time: None,
        clock: now,
    }
}
