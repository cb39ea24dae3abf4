//! What people said about whether they are there.

use domain::availability::{Choice, Said, Status};
use domain::ids::UserId;
use domain::reactions::Emoji;
use domain::{Error, Result, Time};

use crate::{Row, Sql, Tx};

/// What has ended too: see [`Said::at`].
pub async fn get(tx: &mut Tx, user: UserId) -> Result<Said> {
    static GET: Sql = Sql::new(
        "SELECT choice, choice_until, status_text, status_emoji, status_until
         FROM availabilities WHERE user_id = $1",
    );
    let found = tx.optional(&GET, &[user.0.into()], said).await?;
    Ok(found.unwrap_or_default())
}

pub async fn set(tx: &mut Tx, user: UserId, said: &Said) -> Result<()> {
    static SET: Sql = Sql::new(
        "INSERT INTO availabilities (user_id, choice, choice_until, status_text, status_emoji,
                                     status_until)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (user_id) DO UPDATE SET
             choice = excluded.choice, choice_until = excluded.choice_until,
             status_text = excluded.status_text, status_emoji = excluded.status_emoji,
             status_until = excluded.status_until",
    );
    let status = said.status.as_ref();
    let params = [
        user.0.into(),
        said.choice.number().into(),
        said.until.map(|until| until.0).into(),
        status.map_or("", |status| &status.text).into(),
        status
            .and_then(|it| it.emoji.unicode())
            .unwrap_or("")
            .into(),
        status
            .and_then(|status| status.until)
            .map(|until| until.0)
            .into(),
    ];
    tx.execute(&SET, &params).await?;
    Ok(())
}

fn said(row: &Row<'_>) -> Result<Said> {
    let number = row.int(0)?;
    let choice = Choice::from_number(number)
        .ok_or_else(|| Error::internal(format!("availabilities.choice is {number}")))?;
    let text = row.text(2)?.to_owned();
    let until = row.opt_int(4)?.map(Time);
    Ok(Said {
        choice,
        until: row.opt_int(1)?.map(Time),
        status: Emoji::parse(row.text(3)?).map(|emoji| Status { text, emoji, until }),
    })
}
