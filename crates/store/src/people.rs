//! People found by the beginnings of the words of their names and addresses.

use std::collections::BTreeSet;

use domain::ids::UserId;
use domain::users::User;
use domain::{Result, people};

use crate::space_search::range;
use crate::{Row, Sql, Tx, meta, users};

/// In `meta` once the words of everybody are there.
const FILLED: &str = "user_words";
/// People whose words are written in one transaction.
const PORTION: i64 = 500;
/// Words that are looked at for one page.
const WORDS: i64 = 5_000;
/// Words in one read.
const READ: i64 = 200;

/// Where a page ended.
pub type Place = (String, UserId);

/// Those whose names or addresses have words that begin with all of `tokens`
/// and whom `shown` lets pass, by the word found, from after `after`. Answers
/// also where the next page begins, if there may be one.
pub async fn find(
    tx: &mut Tx,
    tokens: &[String],
    after: Option<Place>,
    limit: usize,
    shown: impl Fn(&User) -> bool + Send,
) -> Result<(Vec<User>, Option<Place>)> {
    let longest = tokens.iter().max_by_key(|token| token.len());
    let prefix = longest.cloned().unwrap_or_default();
    let mut place = after.unwrap_or_else(|| (prefix.clone(), UserId(-1)));
    let mut found = Vec::new();
    let mut looked = 0;
    while looked < WORDS {
        let page = words(tx, &prefix, &place).await?;
        looked += page.len() as i64;
        let last = (page.len() as i64) < READ;
        for next in page {
            let user = users::get(tx, next.1).await?;
            let user = user.filter(|user| shown(user) && is_first(user, tokens, &prefix, &next.0));
            place = next;
            found.extend(user);
            if found.len() == limit {
                return Ok((found, Some(place)));
            }
        }
        if last {
            return Ok((found, None));
        }
    }
    Ok((found, Some(place)))
}

/// Whether the person matches, and this is the first of their words that does:
/// nobody is found twice.
fn is_first(user: &User, tokens: &[String], prefix: &str, word: &str) -> bool {
    let words = people::words(user);
    let begins = |token: &String| words.iter().any(|word| word.starts_with(token.as_str()));
    let first = words.iter().filter(|word| word.starts_with(prefix)).min();
    tokens.iter().all(begins) && first.is_some_and(|first| first == word)
}

async fn words(tx: &mut Tx, prefix: &str, after: &Place) -> Result<Vec<Place>> {
    static WORDS: Sql = Sql::new(
        "SELECT word, user_id FROM user_words
         WHERE word >= $1 AND word < $2 AND (word, user_id) > ($3, $4)
         ORDER BY word, user_id LIMIT $5",
    );
    let (from, to) = range(prefix.to_owned());
    let params = [
        from.as_str().into(),
        to.as_str().into(),
        after.0.as_str().into(),
        after.1.0.into(),
        READ.into(),
    ];
    let read = |row: &Row<'_>| Ok((row.text(0)?.to_owned(), UserId(row.int(1)?)));
    tx.all(&WORDS, &params, read).await
}

/// Makes a person findable by these words alone.
pub(crate) async fn set_words(tx: &mut Tx, user: &User) -> Result<()> {
    static FORGET: Sql = Sql::new("DELETE FROM user_words WHERE user_id = $1");
    static ADD: Sql = Sql::new("INSERT INTO user_words (word, user_id) VALUES ($1, $2)");
    tx.execute(&FORGET, &[user.id.0.into()]).await?;
    if !user.is_person() {
        return Ok(());
    }
    for word in people::words(user).into_iter().collect::<BTreeSet<_>>() {
        tx.execute(&ADD, &[word.as_str().into(), user.id.0.into()])
            .await?;
    }
    Ok(())
}

/// Writes the words of people who were there before words were kept, a portion
/// after `after`. Answers where the next portion begins; `None`: all is done.
pub async fn fill(tx: &mut Tx, after: String) -> Result<Option<String>> {
    if meta::get(tx, FILLED).await?.is_some() {
        return Ok(None);
    }
    let page = users::page(tx, &after, PORTION).await?;
    for user in &page {
        set_words(tx, user).await?;
    }
    match page.last().and_then(|last| last.email.clone()) {
        Some(last) => Ok(Some(last)),
        None => {
            meta::set(tx, FILLED, "1").await?;
            Ok(None)
        }
    }
}
