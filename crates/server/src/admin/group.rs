//! `confab admin group`.

use clap::{Args, Subcommand};
use domain::audit::Action;
use domain::groups::Group;
use domain::names;
use domain::users::User;
use serde_json::{Value, json};
use store::{Store, Tx, groups};

use super::trail::note;
use super::{Answer, Result, accounts, find};
use crate::state;

#[derive(Subcommand)]
pub enum Command {
    /// Make a group
    Create(Create),
    /// List all groups
    List,
    /// Put a person into a group
    Add { group: String, email: String },
    /// Take a person out of a group
    Remove { group: String, email: String },
}

#[derive(Args)]
pub struct Create {
    email: String,
    /// The name that others read
    #[arg(long)]
    name: String,
    /// Who is in it; may be given several times
    #[arg(long = "member", value_name = "EMAIL")]
    members: Vec<String>,
}

/// Groups read from the database at a time.
const PAGE: i64 = 500;

pub async fn run(store: &Store, command: &Command) -> Result<Answer> {
    match command {
        Command::Create(create) => create.run(store).await,
        Command::List => list(store).await,
        Command::Add { group, email } => change(store, group, email, true).await,
        Command::Remove { group, email } => change(store, group, email, false).await,
    }
}

impl Create {
    async fn run(&self, store: &Store) -> Result<Answer> {
        let group = accounts::new_group(&self.email, &self.name, state::now())?;
        let members = self.members.clone();
        let write = store.write(move |tx| {
            Box::pin(async move {
                accounts::insert_group(tx, &group).await?;
                let name = names::group_name(group.id);
                note(tx, Action::GROUP_CREATE, name, group.email.as_str()).await?;
                let mut people = Vec::with_capacity(members.len());
                for text in &members {
                    let person = find::person(tx, text).await?;
                    groups::add_member(tx, group.id, person.id).await?;
                    note_member(tx, Action::GROUP_ADD_MEMBER, &group, &person).await?;
                    people.push(person);
                }
                Ok((group, people))
            })
        });
        let (group, people) = write.await?;
        let mut json = to_json(&group);
        json["members"] = people
            .iter()
            .map(|person| names::user_name(person.id))
            .collect();
        let count = people.len();
        let name = names::group_name(group.id);
        let text = format!("created {name} {} with {count} members", group.email);
        Ok(Answer::new(json, text))
    }
}

async fn list(store: &Store) -> Result<Answer> {
    let mut all: Vec<Group> = Vec::new();
    loop {
        let after = all
            .last()
            .map(|group| group.email.clone())
            .unwrap_or_default();
        let read =
            store.read(move |tx| Box::pin(async move { groups::page(tx, &after, PAGE).await }));
        let page = read.await?;
        let is_last = (page.len() as i64) < PAGE;
        all.extend(page);
        if is_last {
            break;
        }
    }
    let line = |group: &Group| {
        let name = names::group_name(group.id);
        format!("{name}  {}  {}", group.email, group.display_name)
    };
    let text: Vec<_> = all.iter().map(line).collect();
    let json: Vec<_> = all.iter().map(to_json).collect();
    Ok(Answer::new(json!({"groups": json}), text.join("\n")))
}

async fn change(store: &Store, group: &str, email: &str, add: bool) -> Result<Answer> {
    let (group, email) = (group.to_owned(), email.to_owned());
    let write = store.write(move |tx| {
        Box::pin(async move {
            let group = find::group(tx, &group).await?;
            let person = find::person(tx, &email).await?;
            let (changed, action) = match add {
                true => (
                    groups::add_member(tx, group.id, person.id).await?,
                    Action::GROUP_ADD_MEMBER,
                ),
                false => (
                    groups::remove_member(tx, group.id, person.id).await?,
                    Action::GROUP_REMOVE_MEMBER,
                ),
            };
            if changed {
                note_member(tx, action, &group, &person).await?;
            }
            Ok((group, person, changed))
        })
    });
    let (group, person, changed) = write.await?;
    Ok(Answer::new(
        changed_json(&group, &person, add),
        changed_text(&group, &person, add, changed),
    ))
}

async fn note_member(
    tx: &mut Tx,
    action: Action,
    group: &Group,
    person: &User,
) -> domain::Result<()> {
    let email = person.email.as_deref().unwrap_or_default();
    note(tx, action, names::group_name(group.id), email).await
}

fn changed_json(group: &Group, person: &User, is_member: bool) -> Value {
    let mut json = to_json(group);
    json["member"] = names::user_name(person.id).into();
    json["isMember"] = is_member.into();
    json
}

fn changed_text(group: &Group, person: &User, add: bool, changed: bool) -> String {
    let verb = match (add, changed) {
        (true, true) => "is now in",
        (true, false) => "was in already:",
        (false, true) => "is no longer in",
        (false, false) => "was not in",
    };
    let email = person.email.as_deref().unwrap_or_default();
    format!("{email} {verb} {}", group.email)
}

fn to_json(group: &Group) -> Value {
    json!({
        "name": names::group_name(group.id),
        "email": group.email,
        "displayName": group.display_name,
    })
}
