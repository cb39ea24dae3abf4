//! What every part of a running server shares.

use std::path::PathBuf;

use domain::Time;
use domain::profile::Profile;
use store::Store;
use time::OffsetDateTime;
use tokio::sync::watch;
use transcode::Schema;

use crate::apps::Apps;
use crate::gate::Gate;
use crate::live::Live;
use crate::media::Media;
use crate::metrics::Metrics;
use crate::oauth::{Passwords, Provider};
use crate::outgoing::Outgoing;
use crate::presence::Presence;
use crate::quotas::Quotas;
use crate::settings::Settings;
use crate::signing::Signing;
use crate::transport::discovery::Document;
use crate::transport::record::RequestIds;
use crate::transport::rpcs::Rpcs;

/// One running server; made by `serve::start`, shared as `Arc<Server>`.
pub struct Server {
    pub settings: Settings,
    /// The data directory; with `--ephemeral` not the one of the settings.
    pub data: PathBuf,
    /// What others reach this server by, without a slash at its end.
    pub public_url: String,
    pub profile: &'static Profile,
    /// The organisation's resource name, `customers/C…`.
    pub customer: String,
    pub store: Store,
    pub gate: Gate,
    pub schema: Schema,
    pub rpcs: Rpcs,
    pub metrics: Metrics,
    pub request_ids: RequestIds,
    pub discovery: Document,
    pub outgoing: Outgoing,
    pub live: Live,
    pub presence: Presence,
    /// With `--quotas google`.
    pub quotas: Option<Quotas>,
    pub passwords: Passwords,
    pub signing: Signing,
    /// Who else people may sign in with.
    pub provider: Option<Provider>,
    pub media: Media,
    pub apps: Apps,
    /// Whether it will stop soon, and others should take their calls elsewhere.
    pub leaving: watch::Sender<bool>,
}

impl Server {
    pub fn now(&self) -> Time {
        now()
    }
}

/// The wall clock. Everything below this crate gets times as arguments.
pub fn now() -> Time {
    let micros = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000;
    Time(i64::try_from(micros).unwrap_or(i64::MAX))
}
