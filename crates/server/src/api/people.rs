//! `confab.v1.PeopleService`: finding people to write to.
//!
//! People of the organisation find everybody here, others only people of their
//! own organisation. Who is disabled is not found.

use domain::ids::UserId;
use domain::page::{self, Fingerprint, Position};
use domain::users::User;
use domain::{Error, Result, names, people};
use proto::confab;
use store::Tx;

use super::members::is_external;
use super::{Call, users};

const DEFAULT_SIZE: usize = 20;
const MAX_SIZE: usize = 100;
/// Bytes of a query.
const QUERY_LIMIT: usize = 1_000;

pub async fn search_people(
    call: Call,
    request: confab::SearchPeopleRequest,
) -> Result<confab::SearchPeopleResponse> {
    let size = page::size(request.page_size, DEFAULT_SIZE, MAX_SIZE)?;
    check_query(&request.query)?;
    let fingerprint = Fingerprint::of("confab.people.search")
        .text(&names::user_name(call.caller.id))
        .text(&request.query);
    let after = Position::resume(&request.page_token, fingerprint)?;
    let after = after.map(|at| (at.text.unwrap_or_default(), UserId(at.first)));
    let tokens = people::tokens(&request.query);
    let unit = call.clone();
    call.server
        .store
        .read(move |tx| {
            Box::pin(async move {
                let only = only_domain(tx, unit.caller.id).await?;
                let shown = |user: &User| {
                    let domain = only.as_ref().is_none_or(|only| *only == user.domain_id);
                    domain && !user.disabled && user.is_person()
                };
                let (found, place) = store::people::find(tx, &tokens, after, size, shown).await?;
                let token = |(word, user): (String, UserId)| Position {
                    first: user.0,
                    second: 0,
                    text: Some(word),
                };
                Ok(confab::SearchPeopleResponse {
                    people: found.iter().map(users::render).collect(),
                    next_page_token: place
                        .map(|place| token(place).token(fingerprint))
                        .unwrap_or_default(),
                })
            })
        })
        .await
}

/// Refuses a query that nobody types.
pub fn check_query(query: &str) -> Result<()> {
    if query.len() > QUERY_LIMIT {
        let text = format!("The query is longer than {QUERY_LIMIT} bytes.");
        return Err(Error::invalid("query", text));
    }
    Ok(())
}

/// The organisation that somebody from outside may look into: their own.
async fn only_domain(tx: &mut Tx, caller: UserId) -> Result<Option<String>> {
    let Some(user) = store::users::get(tx, caller).await? else {
        return Ok(None);
    };
    let external = is_external(tx, &user).await?;
    Ok(external.then_some(user.domain_id))
}
