//! Which spaces the listeners are in: what the log tells of it, and the groups.

use std::collections::HashSet;

use domain::Result;
use domain::events::{Event, Kind};
use domain::ids::SpaceId;
use domain::members::Member;
use store::members::Joined;
use store::{Tx, groups};

use super::Hub;

impl Hub {
    /// The member whose listeners an event moves into or out of a space.
    pub(super) fn moves(&self, event: &Event) -> Option<Member> {
        let member = match event.kind {
            Kind::MembershipCreated(member)
            | Kind::MembershipUpdated(member)
            | Kind::MembershipDeleted(member) => member,
            _ => return None,
        };
        let listens = matches!(member, Member::Group(_)) || self.index.count_of(member) > 0;
        listens.then_some(member)
    }

    pub(super) async fn refresh(&mut self, space: SpaceId, member: Member) -> Result<()> {
        let members = match member {
            Member::Group(_) => self
                .index
                .people()
                .into_iter()
                .map(Member::Person)
                .collect(),
            member => vec![member],
        };
        let read = self.server.store.read(move |tx| {
            Box::pin(async move {
                let mut found = Vec::with_capacity(members.len());
                for member in members {
                    found.push((member, is_joined(tx, space, member).await?));
                }
                Ok(found)
            })
        });
        for (member, joined) in read.await? {
            self.index.set_joined(member, space, joined);
        }
        Ok(())
    }

    /// Who is in which group is not in the log; a counter tells of changes.
    pub(super) async fn look_at_groups(&mut self) {
        if let Err(error) = self.reload_groups().await {
            tracing::debug!(%error, cause = error.cause, "cannot look at groups");
        }
    }

    async fn reload_groups(&mut self) -> Result<()> {
        let (people, known) = (self.index.people(), self.groups);
        let read = self.server.store.read(move |tx| {
            Box::pin(async move {
                let version = groups::version(tx).await?;
                let mut found = Vec::new();
                if version != known {
                    for person in people {
                        let member = Member::Person(person);
                        found.push((member, spaces_of(tx, member).await?));
                    }
                }
                Ok((version, found))
            })
        });
        let (version, found) = read.await?;
        for (member, spaces) in found {
            let spaces: HashSet<_> = spaces.into_iter().map(|(space, _)| space).collect();
            self.index.set_spaces(member, &spaces);
        }
        self.groups = version;
        Ok(())
    }
}

/// All spaces that somebody has joined.
pub async fn spaces_of(tx: &mut Tx, member: Member) -> Result<Vec<Joined>> {
    const PAGE: i64 = 1_000;
    let mut all = Vec::new();
    let mut after = SpaceId(i64::MIN);
    loop {
        let page = store::members::spaces_of(tx, member, after, PAGE).await?;
        let Some((last, _)) = page.last() else {
            return Ok(all);
        };
        after = *last;
        all.extend(page);
    }
}

async fn is_joined(tx: &mut Tx, space: SpaceId, member: Member) -> Result<bool> {
    let direct = store::members::get(tx, space, member).await?;
    if direct.is_some_and(|membership| membership.is_joined()) {
        return Ok(true);
    }
    match member {
        Member::Person(person) => store::members::joined_by_group(tx, space, person).await,
        Member::App(_) | Member::Group(_) => Ok(false),
    }
}
