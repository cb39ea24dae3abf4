//! Named spaces found by the words of their names and by other facts, for
//! `spaces.search`.
//!
//! The texts are put together from the few fragments below. How many terms one
//! has follows from the query, whose length `domain` bounds.

use std::collections::BTreeSet;
use std::ops::Bound;

use domain::filter::order::Direction;
use domain::filter::search_spaces::{OrderBy, SearchOrder, SpaceSearch, Times, words};
use domain::ids::SpaceId;
use domain::members::Member;
use domain::spaces::Space;
use domain::{Error, Result};

use crate::spaces::{COLUMNS, space};
use crate::{Sql, Tx, Value};

/// A name has no more words: each is a letter and what parts it from the next.
const MAX_WORDS: usize = 64;

/// Exactly what the index `spaces_by_age` holds.
const SEARCHABLE: &str =
    "FROM spaces s WHERE s.space_type = 1 AND s.delete_time IS NULL AND NOT s.import_mode";

/// Nobody has written in some spaces: those count as active when they were made.
const LAST_ACTIVE: &str = "COALESCE(s.last_active_time, s.create_time)";

/// Which spaces are looked for.
#[derive(Clone, Debug)]
pub struct Selection {
    search: SpaceSearch,
    names: Vec<Vec<Prefix>>,
    member: Option<Member>,
}

/// The words from the first one to before the second one.
type Prefix = (String, String);

impl Selection {
    /// With `member`, only among the spaces that they have joined.
    pub fn new(search: SpaceSearch, member: Option<Member>) -> Self {
        let names: BTreeSet<_> = search.names.iter().map(|name| prefixes(name)).collect();
        Self {
            names: names.into_iter().collect(),
            search,
            member,
        }
    }
}

/// A part of the list.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    pub order: SearchOrder,
    /// The [`place`] of the last space of the page before.
    pub after: Option<(i64, i64)>,
    pub limit: i64,
}

/// Where a space stands in an order: what it is sorted by, then its id.
pub fn place(order: SearchOrder, space: &Space) -> (i64, i64) {
    let key = match order.by {
        OrderBy::HumanCount => space.human_count,
        OrderBy::LastActiveTime => space.last_active_time.unwrap_or(space.create_time).0,
        OrderBy::CreateTime => space.create_time.0,
        OrderBy::Relevance => -(space.display_name.chars().count() as i64),
    };
    (key, space.id.0)
}

pub async fn find(tx: &mut Tx, selection: &Selection, page: Page) -> Result<Vec<Space>> {
    let mut query = Query::of(selection, &format!("SELECT {COLUMNS} {SEARCHABLE}"));
    let key = match page.order.by {
        OrderBy::HumanCount => "s.human_count",
        OrderBy::LastActiveTime => LAST_ACTIVE,
        OrderBy::CreateTime => "s.create_time",
        // The shorter the name, the more of it the query speaks of.
        OrderBy::Relevance => "-length(s.display_name)",
    };
    let (sign, direction) = match page.order.direction {
        Direction::Ascending => (">", "ASC"),
        Direction::Descending => ("<", "DESC"),
    };
    if let Some((last, id)) = page.after {
        let (last, id) = (query.param(last), query.param(id));
        query.text += &format!(" AND ({key}, s.space_id) {sign} ({last}, {id})");
    }
    let limit = query.param(page.limit);
    query.text += &format!(" ORDER BY {key} {direction}, s.space_id {direction} LIMIT {limit}");
    let params = query.params;
    tx.all(&Sql::build(query.text), &params, space).await
}

/// How many spaces [`find`] finds on all pages.
pub async fn count(tx: &mut Tx, selection: &Selection) -> Result<i64> {
    let Query { text, params } = Query::of(selection, &format!("SELECT COUNT(*) {SEARCHABLE}"));
    tx.optional(&Sql::build(text), &params, |row| row.int(0))
        .await?
        .ok_or_else(|| Error::internal("a count without a row"))
}

/// Makes a space findable by the words of its name, and by those alone.
pub(crate) async fn set_words(tx: &mut Tx, id: SpaceId, name: &str) -> Result<()> {
    static ADD: Sql = Sql::new("INSERT INTO space_words (word, space_id) VALUES ($1, $2)");
    forget_words(tx, id).await?;
    for word in words(name).into_iter().collect::<BTreeSet<_>>() {
        tx.execute(&ADD, &[(&word).into(), id.0.into()]).await?;
    }
    Ok(())
}

pub(crate) async fn forget_words(tx: &mut Tx, id: SpaceId) -> Result<()> {
    static FORGET: Sql = Sql::new("DELETE FROM space_words WHERE space_id = $1");
    tx.execute(&FORGET, &[id.0.into()]).await?;
    Ok(())
}

/// A text under way, with its parameters.
struct Query<'a> {
    text: String,
    params: Vec<Value<'a>>,
}

impl<'a> Query<'a> {
    fn of(selection: &'a Selection, start: &str) -> Self {
        let mut query = Self {
            text: start.to_owned(),
            params: Vec::new(),
        };
        query.joined(selection.member);
        query.names(selection);
        query.facts(&selection.search);
        query
    }

    fn param(&mut self, value: impl Into<Value<'a>>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }

    fn joined(&mut self, member: Option<Member>) {
        let Some(member) = member else { return };
        let (kind, id) = (self.param(member.kind()), self.param(member.id()));
        self.text += &format!(
            " AND s.space_id IN (SELECT m.space_id FROM memberships m
              WHERE m.member_kind = {kind} AND m.member_id = {id}
                AND m.state = 1 AND m.delete_time IS NULL)"
        );
    }

    /// Of one name all words, of several names any.
    fn names(&mut self, selection: &'a Selection) {
        if selection.names.is_empty() {
            return;
        }
        let (start, alternative, end) = match selection.member {
            Some(_) => (" AND (", " OR ", ")"),
            None => (" AND s.space_id IN (", " UNION ", ")"),
        };
        let names: Vec<String> = selection
            .names
            .iter()
            .enumerate()
            .map(|(n, prefixes)| match selection.member {
                Some(_) => self.name_of_known(prefixes),
                None => self.name_of_any(n, prefixes),
            })
            .collect();
        self.text += &(start.to_owned() + &names.join(alternative) + end);
    }

    /// Looks into the words of each space: a person is in few.
    fn name_of_known(&mut self, prefixes: &'a [Prefix]) -> String {
        let found = prefixes.iter().map(|(from, to)| {
            let (from, to) = (self.param(from), self.param(to));
            format!(
                "EXISTS (SELECT 1 FROM space_words w WHERE w.space_id = s.space_id
                         AND w.word >= {from} AND w.word < {to})"
            )
        });
        format!("({})", found.collect::<Vec<_>>().join(" AND "))
    }

    /// Looks up which spaces have the words: the organisation has many.
    fn name_of_any(&mut self, n: usize, prefixes: &'a [Prefix]) -> String {
        let found = prefixes.iter().map(|(from, to)| {
            let (from, to) = (self.param(from), self.param(to));
            format!("SELECT space_id FROM space_words WHERE word >= {from} AND word < {to}")
        });
        // INTERSECT does not bind alike in both databases.
        let found = found.collect::<Vec<_>>().join(" INTERSECT ");
        format!("SELECT space_id FROM ({found}) AS name{n}")
    }

    fn facts(&mut self, search: &SpaceSearch) {
        if let Some(allowed) = search.external_user_allowed {
            let allowed = self.param(allowed);
            self.text += &format!(" AND s.external_user_allowed = {allowed}");
        }
        if !search.history.is_empty() {
            let states = search.history.iter();
            let states: Vec<_> = states.map(|state| self.param(*state as i32)).collect();
            self.text += &format!(" AND s.history_state IN ({})", states.join(", "));
        }
        self.times("s.create_time", search.created.as_ref());
        self.times(LAST_ACTIVE, search.active.as_ref());
    }

    fn times(&mut self, column: &str, times: Option<&Times>) {
        let Some(Times(intervals)) = times else {
            return;
        };
        let any = intervals.iter().map(|interval| {
            // Times are whole microseconds: after one is from the next one on.
            let from = match interval.from {
                Bound::Included(time) => time.0,
                Bound::Excluded(time) => time.0.saturating_add(1),
                Bound::Unbounded => i64::MIN,
            };
            let to = match interval.to {
                Bound::Included(time) => time.0,
                Bound::Excluded(time) => time.0.saturating_sub(1),
                Bound::Unbounded => i64::MAX,
            };
            let (from, to) = (self.param(from), self.param(to));
            format!("{column} BETWEEN {from} AND {to}")
        });
        let any = any.collect::<Vec<_>>().join(" OR ");
        self.text += &format!(" AND ({any})");
    }
}

/// What the words of a name must begin with. Where one beginning holds
/// another, the longer one says it all.
fn prefixes(name: &str) -> Vec<Prefix> {
    let tokens: BTreeSet<String> = words(name).into_iter().collect();
    // What begins with a token follows it at once in this order.
    let mut longest: Vec<String> = Vec::new();
    for token in tokens {
        match longest.last_mut() {
            Some(last) if token.starts_with(last.as_str()) => *last = token,
            _ => longest.push(token),
        }
    }
    // Each needs a word of its own, so with one too many nothing is found.
    longest.truncate(MAX_WORDS + 1);
    longest.into_iter().map(range).collect()
}

pub(crate) fn range(prefix: String) -> Prefix {
    let mut end = prefix.clone();
    while let Some(last) = end.pop() {
        // Over the gap that UTF-8 leaves out.
        if let Some(next) = (last..=char::MAX).nth(1) {
            end.push(next);
            return (prefix, end);
        }
    }
    // Nothing but the last of all letters: behind everything there can be.
    let end = char::MAX.to_string().repeat(4 * MAX_WORDS);
    (prefix, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings() {
        let check = |name: &str, expected: &[(&str, &str)]| {
            let found = prefixes(name);
            let found: Vec<_> = found.iter().map(|(a, b)| (&a[..], &b[..])).collect();
            assert_eq!(found, expected, "{name}");
        };
        check("Fun Eve", &[("eve", "evf"), ("fun", "fuo")]);
        check("fun FUN funny f", &[("funny", "funnz")]);
        check("fun funk funny", &[("funk", "funl"), ("funny", "funnz")]);
        check("a\u{d7ff}", &[("a\u{d7ff}", "a\u{e000}")]);
        check("a\u{10ffff}", &[("a\u{10ffff}", "b")]);
        let many: Vec<_> = ('一'..).take(100).map(String::from).collect();
        assert_eq!(prefixes(&many.join(" ")).len(), 65);
        let (from, to) = &prefixes("\u{10ffff}")[0];
        assert!(from < to);
    }
}
