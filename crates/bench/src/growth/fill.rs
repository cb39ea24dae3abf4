//! A space full of messages, written past the server: the rows that its own
//! calls would have left, in few transactions. Also a command of its own, for
//! benchmarks in other languages.

use std::ops::Range;
use std::path::{Path, PathBuf};

use clap::Parser;

use domain::Time;
use domain::events::{Event, Kind};
use domain::ids::{MessageId, SpaceId, UserId};
use domain::members::{Member, Membership, Role};
use domain::messages::Message;
use domain::reactions::{self, Emoji, Key, Reaction};
use domain::spaces::Space;
use domain::users::{User, UserKind};
use domain::{Error, Result as Done};
use proto::chat::deletion_metadata::DeletionType;
use proto::chat::membership::MembershipState;
use store::{Location, Store, Tx};
use tempfile::TempDir;

use crate::Result;
use crate::cases::{Ground, text};

/// People in the space.
const MEMBERS: usize = 100;
/// Messages of a thread, unless something else is asked for.
const THREAD: u64 = 10;
/// Each message of so many that has reactions.
const REACTED: u64 = 10;
const EMOJI: [&str; 3] = ["👍", "🙂", "🎉"];
/// Messages of one transaction.
const PORTION: u64 = 20_000;

/// `bench fill`: fills a space of a data directory that no server uses.
#[derive(Parser)]
pub struct Arguments {
    /// The data directory, that of `confab serve --data`
    #[arg(long)]
    data: PathBuf,
    /// `spaces/{space}`
    #[arg(long)]
    space: String,
    /// The id of a person in it, who writes as the others do
    #[arg(long)]
    user: String,
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    messages: u64,
    /// Messages of a thread
    #[arg(long, default_value_t = THREAD, value_parser = clap::value_parser!(u64).range(1..))]
    thread: u64,
}

pub async fn run(arguments: Arguments) -> Result<()> {
    let ground = (arguments.space.as_str(), arguments.user.as_str());
    let size = (arguments.messages, arguments.thread);
    write(&arguments.data, ground, size).await.map(drop)
}

/// A message in the middle of the space, the first of a thread, with reactions.
pub struct Place {
    pub message: String,
    pub thread: String,
    pub time: String,
}

/// Writes members and messages while no server runs.
pub async fn fill(folder: &TempDir, ground: &Ground, messages: u64) -> Result<Place> {
    let data = folder.path().join("data");
    let ground = (ground.space.as_str(), ground.user.as_str());
    write(&data, ground, (messages, THREAD)).await
}

async fn write(
    data: &Path,
    (space, user): (&str, &str),
    (messages, length): (u64, u64),
) -> Result<Place> {
    let store = Store::open(&Location::Sqlite(data.join("confab.db"))).await?;
    let space = space.trim_start_matches("spaces/");
    let space = SpaceId::parse(space).ok_or("the space has no id")?;
    let first = UserId::parse(user).ok_or("the sender has no id")?;
    let unit = store.write(move |tx| Box::pin(add_members(tx, space, first)));
    let members = unit.await.map_err(told)?;

    let mut middle = None;
    let mut number = 0;
    while number < messages {
        let end = messages.min(number + PORTION);
        let (portion, members) = (number..end, members.clone());
        let unit = store.write(move |tx| {
            Box::pin(async move {
                let writer = Writer::new(tx, space, members, length).await?;
                writer.write(portion).await
            })
        });
        let begun = unit.await.map_err(told)?;
        let wanted = (messages / 2).checked_sub(number);
        if let Some(at) = wanted.filter(|at| number + at < end) {
            middle = begun.get((at / length) as usize).copied();
        }
        number = end;
    }
    store.close().await;

    let message = middle.ok_or("nothing was written")?;
    Ok(Place {
        message: domain::names::message_name(space, message, message),
        thread: domain::names::thread_name(space, message),
        time: message.time().to_rfc3339(),
    })
}

fn told(error: Error) -> String {
    format!("{error}: {:?}", error.cause)
}

/// Fills the space up to [`MEMBERS`] people; answers all of them.
async fn add_members(tx: &mut Tx, id: SpaceId, first: UserId) -> Done<Vec<UserId>> {
    let mut space = locked(tx, id).await?;
    let pattern = store::users::get(tx, first)
        .await?
        .ok_or_else(Error::not_found)?;
    let mut members = vec![first];
    for number in 1..MEMBERS {
        let user = User {
            id: UserId(first.0 ^ number as i64),
            kind: UserKind::Person,
            email: Some(format!("person{number}@example.com")),
            display_name: format!("Person {number}"),
            ..pattern.clone()
        };
        store::users::insert(tx, &user, None).await?;
        let time = space.tick(Time(0));
        let member = Member::Person(user.id);
        let membership = Membership {
            space: id,
            member,
            state: MembershipState::Joined,
            role: Some(Role::Member),
            create_time: time,
            delete_time: None,
        };
        store::members::insert(tx, &membership).await?;
        append(tx, id, time, Kind::MembershipCreated(member)).await?;
        space.human_count += 1;
        members.push(user.id);
    }
    store::spaces::touch(tx, &space).await?;
    Ok(members)
}

async fn locked(tx: &mut Tx, id: SpaceId) -> Done<Box<Space>> {
    let space = store::spaces::lock(tx, id).await?;
    space.ok_or_else(|| Error::internal("the space is gone"))
}

async fn append(tx: &mut Tx, space: SpaceId, time: Time, kind: Kind) -> Done<()> {
    let event = Event {
        space,
        time,
        n: 0,
        kind,
    };
    store::events::append(tx, &event).await
}

/// One transaction's messages.
struct Writer<'t> {
    tx: &'t mut Tx,
    space: Box<Space>,
    members: Vec<UserId>,
    /// Messages of a thread.
    length: u64,
}

impl<'t> Writer<'t> {
    async fn new(
        tx: &'t mut Tx,
        id: SpaceId,
        members: Vec<UserId>,
        length: u64,
    ) -> Done<Writer<'t>> {
        let space = locked(tx, id).await?;
        Ok(Writer {
            tx,
            space,
            members,
            length,
        })
    }

    /// Answers the first messages of the threads.
    async fn write(mut self, numbers: Range<u64>) -> Done<Vec<MessageId>> {
        let mut begun = Vec::new();
        for first in numbers.clone().step_by(self.length as usize) {
            let last = numbers.end.min(first + self.length);
            begun.push(self.thread(first..last).await?);
        }
        self.space.last_active_time = Some(self.space.clock);
        store::spaces::touch(self.tx, &self.space).await?;
        // The running server would have read the log.
        let end = store::deliveries::log_end(self.tx).await?;
        store::deliveries::set_cursor(self.tx, end).await?;
        store::link_previews::set_cursor(self.tx, end).await?;
        Ok(begun)
    }

    async fn thread(&mut self, numbers: Range<u64>) -> Done<MessageId> {
        let replies = (numbers.end - numbers.start) as i64 - 1;
        let mut thread = None;
        for number in numbers {
            let message = self.message(number, thread).await?;
            let id = message.id;
            if number % REACTED == 0 {
                self.react(message, number).await?;
            }
            thread.get_or_insert(id);
        }
        let thread = thread.ok_or_else(|| Error::internal("an empty thread"))?;
        store::messages::count_reply(self.tx, self.space.id, thread, replies).await?;
        Ok(thread)
    }

    async fn message(&mut self, number: u64, thread: Option<MessageId>) -> Done<Message> {
        let (space, sender) = (self.space.id, self.member(number));
        let time = self.space.tick(Time(0));
        let id = MessageId::at(time, 1);
        let message = row(space, id, thread, sender, number);
        let tx = &mut *self.tx;
        store::messages::insert(tx, &message).await?;
        match thread {
            Some(thread) => {
                store::read_states::set_thread(tx, space, thread, sender, time).await?;
            }
            None => store::read_states::set_space(tx, space, sender, time).await?,
        }
        append(tx, space, time, Kind::MessageCreated(id)).await?;
        Ok(message)
    }

    async fn react(&mut self, mut message: Message, number: u64) -> Done<()> {
        for (at, emoji) in (0..).zip(EMOJI) {
            let emoji = Emoji::parse(emoji).ok_or_else(|| Error::internal("no emoji"))?;
            let reaction = Reaction {
                space: self.space.id,
                key: Key {
                    message: message.id,
                    user: self.member(number + at),
                    emoji,
                },
                create_time: self.space.tick(Time(0)),
            };
            store::reactions::insert(self.tx, &reaction).await?;
            reactions::count(&mut message.reactions, &emoji.to_wire());
            let kind = Kind::ReactionCreated(reaction.key);
            append(self.tx, self.space.id, reaction.create_time, kind).await?;
        }
        store::messages::set_reactions(self.tx, &message).await
    }

    fn member(&self, number: u64) -> UserId {
        self.members[number as usize % self.members.len()]
    }
}

fn row(
    space: SpaceId,
    id: MessageId,
    thread: Option<MessageId>,
    sender: UserId,
    number: u64,
) -> Message {
    Message {
        space,
        id,
        thread: thread.unwrap_or(id),
        sender,
        app: None,
        client_id: None,
        private_viewer: None,
        silent: false,
        reply_count: 0,
        last_update_time: None,
        delete_time: None,
        deletion_type: DeletionType::Unspecified,
        reactions: Vec::new(),
        content: Box::new(proto::chat::Message {
            text: text(number),
            formatted_text: text(number),
            argument_text: text(number),
            ..Default::default()
        }),
    }
}
