//! Browsers that are signed in: a random text in a cookie, of which the
//! database has the hash. Sessions end when they are not used for a week,
//! after a month, at sign-out, and when the person is disabled or gets another
//! password.

use domain::audit::Action;
use domain::ids::UserId;
use domain::users::User;
use domain::{Result, Time};
use http::HeaderValue;
use http::request::Parts;
use store::sessions::{self, Session};
use store::{Tx, meta, users};

use super::cookies::Cookie;
use super::trail::Origin;
use crate::accounts;
use crate::gate::secret;
use crate::state::Server;

/// The longest life of a session, and how long an unused one lives.
const LIFETIME: i64 = 30 * Time::DAY;
const IDLE: i64 = 7 * Time::DAY;
/// A session in use is prolonged when that gains this much.
const STEP: i64 = Time::DAY / 24;
/// Sessions that one person may have; the oldest end.
const PER_USER: i64 = 50;

/// A session that holds, and whose it is.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub session: Session,
    pub hash: secret::Hash,
    pub user: User,
}

fn cookie(server: &Server) -> Cookie {
    Cookie::new("confab_session", &server.public_url)
}

/// The hash of the session that a request names, known or not.
fn named(server: &Server, parts: &Parts) -> Option<secret::Hash> {
    cookie(server).of(&parts.headers).map(secret::hash)
}

/// Who is signed in, if anybody.
pub async fn current(server: &Server, parts: &Parts) -> Result<Option<SignedIn>> {
    let Some(hash) = named(server, parts) else {
        return Ok(None);
    };
    let now = server.now();
    let read = server.store.read(move |tx| Box::pin(find(tx, hash, now)));
    let found = read.await?;
    if let Some(signed_in) = &found {
        prolong(server, signed_in, now).await?;
    }
    Ok(found)
}

async fn find(tx: &mut Tx, hash: secret::Hash, now: Time) -> Result<Option<SignedIn>> {
    let session = sessions::get(tx, &hash).await?;
    let Some(session) = session.filter(|session| now < session.expire_time) else {
        return Ok(None);
    };
    let user = users::get(tx, session.user).await?;
    let user = user.filter(|user| user.is_person() && !user.disabled);
    Ok(user.map(|user| SignedIn {
        session,
        hash,
        user,
    }))
}

async fn prolong(server: &Server, signed_in: &SignedIn, now: Time) -> Result<()> {
    let (hash, session) = (signed_in.hash, &signed_in.session);
    let expire_time = expire_time(session.create_time, now);
    if expire_time.0 - session.expire_time.0 < STEP {
        return Ok(());
    }
    let write = server.store.write(move |tx| {
        Box::pin(async move { sessions::set_expire_time(tx, &hash, expire_time).await })
    });
    write.await
}

fn expire_time(create_time: Time, now: Time) -> Time {
    Time((create_time.0 + LIFETIME).min(now.0 + IDLE))
}

/// Signs somebody in, in place of whoever was before; answers the cookie.
pub async fn begin(server: &Server, user: UserId, parts: &Parts) -> Result<HeaderValue> {
    let (text, now, before) = (secret::session()?, server.now(), named(server, parts));
    let origin = Origin::of(parts, now);
    let hash = secret::hash(&text);
    let session = Session {
        id: accounts::fresh_id()?,
        user,
        create_time: now,
        expire_time: expire_time(now, now),
    };
    let write = server.store.write(move |tx| {
        Box::pin(async move {
            let mut ended = 0;
            if let Some(before) = before {
                ended += usize::from(sessions::delete(tx, &before).await?);
            }
            ended += sessions::delete_of_user(tx, user, PER_USER - 1).await?;
            if ended > 0 {
                meta::bump_auth(tx).await?;
            }
            origin.note_session(tx, user, Action::SIGN_IN).await?;
            sessions::insert(tx, &hash, &session).await
        })
    });
    write.await?;
    cookie(server).set(&text, LIFETIME / Time::SECOND)
}

/// Ends the session that a request names; answers the cookie that says so.
pub async fn end(server: &Server, parts: &Parts) -> Result<HeaderValue> {
    if let Some(hash) = named(server, parts) {
        let origin = Origin::of(parts, server.now());
        let write = server.store.write(move |tx| {
            Box::pin(async move {
                let Some(session) = sessions::get(tx, &hash).await? else {
                    return Ok(());
                };
                origin
                    .note_session(tx, session.user, Action::SIGN_OUT)
                    .await?;
                sessions::delete(tx, &hash).await?;
                meta::bump_auth(tx).await
            })
        });
        write.await?;
    }
    cookie(server).set("", 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn use_prolongs_a_session_but_not_for_ever() {
        let day = Time::DAY;
        assert_eq!(expire_time(Time(0), Time(0)), Time(7 * day));
        assert_eq!(expire_time(Time(0), Time(10 * day)), Time(17 * day));
        assert_eq!(expire_time(Time(0), Time(29 * day)), Time(30 * day));
    }
}
