//! What the page tells.

use domain::{Result, Time};
use store::consents::Consent;
use store::{Tx, consents, sessions, users};

use crate::oauth::session::SignedIn;

/// Apps that the page names; nobody has more by hand.
const APPS: i64 = 100;

pub struct Facts {
    /// Whether there is a password to change, and to ask for.
    pub has_password: bool,
    /// Sessions besides this one.
    pub others: i64,
    pub apps: Vec<Consent>,
}

pub async fn read(tx: &mut Tx, signed_in: &SignedIn, now: Time) -> Result<Facts> {
    let user = signed_in.user.id;
    let has_password = users::password_hash(tx, user).await?.is_some();
    let sessions = sessions::count_of_user(tx, user, now).await?;
    Ok(Facts {
        has_password,
        others: (sessions - 1).max(0),
        apps: consents::of_user(tx, user, APPS).await?,
    })
}
