//! `confab admin user`.

use std::io::Read as _;

use clap::{Args, Subcommand, ValueEnum};
use domain::audit::Action;
use domain::users::User;
use domain::{Error, names};
use serde_json::{Value, json};
use store::{Store, meta, sessions, users};

use super::accounts::{self, NewUser};
use super::trail::note;
use super::{Answer, Failure, Result, find};
use crate::gate::password;
use crate::state;

#[derive(Subcommand)]
pub enum Command {
    /// Make a person
    Create(Create),
    /// List everybody
    List,
    /// Stop a person from signing in, and their tokens from working
    Disable { email: String },
    /// Undo `disable`
    Enable { email: String },
    /// Set a new password
    Password {
        email: String,
        #[command(flatten)]
        password: Password,
    },
    /// Make the first person block the second
    Block {
        email: String,
        blocked_email: String,
    },
    /// Undo `block`
    Unblock {
        email: String,
        blocked_email: String,
    },
    /// Whether invitations to spaces become memberships at once
    AutoAccept { email: String, setting: Switch },
}

#[derive(Args)]
pub struct Create {
    email: String,
    /// The name that others read
    #[arg(long)]
    name: String,
    /// Make the person an administrator
    #[arg(long)]
    admin: bool,
    #[command(flatten)]
    password: Password,
}

// The group's usual name is that of the subcommand already.
#[derive(Args)]
#[group(id = "given_password")]
pub struct Password {
    /// The password; other programs on this machine may see it for a moment
    #[arg(long, value_name = "PW", conflicts_with = "password_stdin")]
    password: Option<String>,
    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

/// People read from the database at a time.
const PAGE: i64 = 500;

pub async fn run(store: &Store, command: &Command) -> Result<Answer> {
    match command {
        Command::Create(create) => create.run(store).await,
        Command::List => list(store).await,
        Command::Disable { email } => set_disabled(store, email, true).await,
        Command::Enable { email } => set_disabled(store, email, false).await,
        Command::Password { email, password } => set_password(store, email, password).await,
        Command::Block {
            email,
            blocked_email,
        } => block(store, email, blocked_email, true).await,
        Command::Unblock {
            email,
            blocked_email,
        } => block(store, email, blocked_email, false).await,
        Command::AutoAccept { email, setting } => {
            auto_accept(store, email, matches!(setting, Switch::On)).await
        }
    }
}

impl Create {
    async fn run(&self, store: &Store) -> Result<Answer> {
        let new = NewUser {
            email: self.email.clone(),
            display_name: self.name.clone(),
            admin: self.admin,
            password: self.password.read()?,
        };
        let (user, hash) = new.make(state::now())?;
        let write = store.write(move |tx| {
            Box::pin(async move {
                let user = accounts::insert_user(tx, user, hash.as_deref()).await?;
                let detail = match user.admin {
                    true => format!("{}, administrator", address(&user)),
                    false => address(&user).to_owned(),
                };
                note(tx, Action::USER_CREATE, names::user_name(user.id), detail).await?;
                Ok(user)
            })
        });
        let user = write.await?;
        warn(new.password.as_deref(), &[&new.email, &new.display_name]);
        let text = format!("created {} {}", names::user_name(user.id), address(&user));
        Ok(Answer::new(to_json(&user), text))
    }
}

impl Password {
    fn read(&self) -> Result<Option<String>> {
        if !self.password_stdin {
            return Ok(self.password.clone());
        }
        let mut text = String::new();
        let limit = password::LENGTH_LIMIT as u64 + 2;
        let read = std::io::stdin().take(limit).read_to_string(&mut text);
        read.map_err(|error| Failure::new(format!("cannot read the password: {error}")))?;
        Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
    }
}

/// Whoever has a shell here decides, but is told what a password is worth.
fn warn(given: Option<&str>, known: &[&str]) {
    let checked = given.map(|given| password::check_new(given, known));
    if let Some(Err(error)) = checked {
        eprintln!("confab: a weak password: {}", error.message);
    }
}

async fn list(store: &Store) -> Result<Answer> {
    let mut all: Vec<User> = Vec::new();
    loop {
        let after = all.last().map(address).unwrap_or_default().to_owned();
        let read =
            store.read(move |tx| Box::pin(async move { users::page(tx, &after, PAGE).await }));
        let page = read.await?;
        let is_last = (page.len() as i64) < PAGE;
        all.extend(page);
        if is_last {
            break;
        }
    }
    let text: Vec<_> = all.iter().map(to_line).collect();
    let json: Vec<_> = all.iter().map(to_long_json).collect();
    Ok(Answer::new(json!({"users": json}), text.join("\n")))
}

async fn set_disabled(store: &Store, email: &str, disabled: bool) -> Result<Answer> {
    let text = email.to_owned();
    let write = store.write(move |tx| {
        Box::pin(async move {
            let user = find::person(tx, &text).await?;
            users::set_disabled(tx, user.id, disabled).await?;
            sessions::delete_of_user(tx, user.id, 0).await?;
            meta::bump_auth(tx).await?;
            let action = match disabled {
                true => Action::USER_DISABLE,
                false => Action::USER_ENABLE,
            };
            note(tx, action, names::user_name(user.id), address(&user)).await?;
            Ok(User { disabled, ..user })
        })
    });
    let user = write.await?;
    let done = if disabled { "disabled" } else { "enabled" };
    let text = format!("{done} {}", address(&user));
    Ok(Answer::new(to_long_json(&user), text))
}

async fn set_password(store: &Store, email: &str, password: &Password) -> Result<Answer> {
    let password = password.read()?;
    let Some(hash) = accounts::hash_password(password.as_deref())? else {
        return Err(Failure::new("give --password PW or --password-stdin"));
    };
    let text = email.to_owned();
    let write = store.write(move |tx| {
        Box::pin(async move {
            let user = find::person(tx, &text).await?;
            accounts::replace_password(tx, user.id, &hash).await?;
            let name = names::user_name(user.id);
            note(tx, Action::USER_SET_PASSWORD, name, address(&user)).await?;
            Ok(user)
        })
    });
    let user = write.await?;
    warn(password.as_deref(), &[email]);
    let text = format!("changed the password of {}", address(&user));
    Ok(Answer::new(to_long_json(&user), text))
}

async fn block(store: &Store, email: &str, other: &str, blocked: bool) -> Result<Answer> {
    let (email, other) = (email.to_owned(), other.to_owned());
    let write = store.write(move |tx| {
        Box::pin(async move {
            let user = find::person(tx, &email).await?;
            let other = find::person(tx, &other).await?;
            if user.id == other.id {
                return Err(Error::failed_precondition("nobody can block themselves"));
            }
            let action = match blocked {
                true => {
                    users::block(tx, user.id, other.id).await?;
                    Action::USER_BLOCK
                }
                false => {
                    users::unblock(tx, user.id, other.id).await?;
                    Action::USER_UNBLOCK
                }
            };
            note(tx, action, names::user_name(user.id), address(&other)).await?;
            Ok((user, other))
        })
    });
    let (user, other) = write.await?;
    let word = if blocked {
        "blocks"
    } else {
        "no longer blocks"
    };
    let json = json!({
        "name": names::user_name(user.id),
        "other": names::user_name(other.id),
        "blocked": blocked,
    });
    let text = format!("{} {word} {}", address(&user), address(&other));
    Ok(Answer::new(json, text))
}

async fn auto_accept(store: &Store, email: &str, auto_accept: bool) -> Result<Answer> {
    let text = email.to_owned();
    let write = store.write(move |tx| {
        Box::pin(async move {
            let user = find::person(tx, &text).await?;
            users::set_auto_accept(tx, user.id, auto_accept).await?;
            let detail = if auto_accept { "on" } else { "off" };
            let name = names::user_name(user.id);
            note(tx, Action::USER_AUTO_ACCEPT, name, detail).await?;
            Ok(User {
                auto_accept,
                ..user
            })
        })
    });
    let user = write.await?;
    let what = if auto_accept {
        "joins spaces at once"
    } else {
        "is asked before joining spaces"
    };
    let text = format!("{} {what}", address(&user));
    Ok(Answer::new(to_long_json(&user), text))
}

fn address(user: &User) -> &str {
    user.email.as_deref().unwrap_or_default()
}

fn to_json(user: &User) -> Value {
    json!({
        "name": names::user_name(user.id),
        "email": address(user),
        "displayName": user.display_name,
        "admin": user.admin,
    })
}

fn to_long_json(user: &User) -> Value {
    let mut json = to_json(user);
    json["disabled"] = user.disabled.into();
    json["autoAccept"] = user.auto_accept.into();
    json
}

fn to_line(user: &User) -> String {
    let mut line = format!(
        "{}  {}  {}",
        names::user_name(user.id),
        address(user),
        user.display_name
    );
    let marks = [
        (user.admin, "administrator"),
        (user.disabled, "disabled"),
        (!user.auto_accept, "asked before joining"),
    ];
    for (_, mark) in marks.iter().filter(|(set, _)| *set) {
        line.push_str("  ");
        line.push_str(mark);
    }
    line
}
