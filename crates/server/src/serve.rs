//! How a server comes up and goes down. `confab serve` and the tests both use
//! [`start`].

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use store::{Location, Store, meta};
use tempfile::TempDir;
use time::OffsetDateTime;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;
use tracing::{info, warn};
use transcode::Schema;

use crate::apps;
use crate::dev;
use crate::files;
use crate::gate::Gate;
use crate::janitor;
use crate::live::{self, Live};
use crate::media::{Media, links};
use crate::metrics::Metrics;
use crate::oauth::{Passwords, Provider};
use crate::outgoing::Outgoing;
use crate::presence::Presence;
use crate::quotas::Quotas;
use crate::run_file::{RunFile, RunInfo};
use crate::settings::{GOOGLES_UNIVERSE, Rates, Settings};
use crate::signing::{self, Signing};
use crate::state::Server;
use crate::tls::Tls;
use crate::transport::front::Front;
use crate::transport::google_hosts::GoogleHosts;
use crate::transport::listener::{self, Acceptor, Stage};
use crate::transport::per_address::PerAddress;
use crate::transport::proxy::Proxy;
use crate::transport::record::RequestIds;
use crate::transport::rpcs::Rpcs;
use crate::transport::{grpc_services, pages};
use crate::{tls_dev, tls_reload};

/// The embedded database in the data directory.
pub const DATABASE: &str = "confab.db";

/// How long requests under way may take when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// A server that accepts connections. Dropping it without [`Running::stop`]
/// ends its connections at once.
pub struct Running {
    pub address: SocketAddr,
    /// Where it listens: `http://127.0.0.1:8080`, or `https` with TLS.
    pub url: String,
    pub server: Arc<Server>,
    /// URL of the proxy of `--proxy`.
    pub proxy: Option<String>,
    /// With `--dev`: what to type now.
    pub welcome: Option<String>,
    stage: watch::Sender<Stage>,
    accepting: JoinHandle<()>,
    tasks: Vec<JoinHandle<()>>,
    health: HealthReporter,
    run_file: RunFile,
    /// The data directory of `--ephemeral`, removed with this.
    temporary: Option<TempDir>,
}

/// Brings a server up. An error is one line that says what to do.
pub async fn start(settings: Settings) -> Result<Running, String> {
    let (data, temporary) = data_directory(&settings)?;
    let tls = Tls::of(&settings, &data)?.map(Arc::new);
    let (listener, address) = bind(&settings.bind_address(), "--listen").await?;
    let proxy = bind_proxy(&settings).await?;
    let inside = match &proxy {
        Some(_) if !settings.tls_dev => {
            let now = OffsetDateTime::now_utc();
            Some(Arc::new(Tls::own(&data, &settings.universe, now)?))
        }
        _ => tls.clone(),
    };
    let url = url_of(address, settings.tls());
    let own_ca = settings.tls_dev || proxy.is_some();
    let ca = own_ca.then(|| tls_dev::ca_file(&data));
    let server = Arc::new(open(settings, data, &url).await?);
    let welcome = match server.settings.dev {
        true => Some(dev::start(&server).await?),
        false => None,
    };

    let health = HealthReporter::new();
    let front = front(&server, &health)?;
    let (stage, receiver) = watch::channel(Stage::Running);
    let fresh = inside.iter().filter(|_| !server.settings.tls_dev);
    for tls in tls.iter().chain(fresh) {
        tokio::spawn(tls_reload::run(tls.clone(), receiver.clone()));
    }
    let tasks = start_tasks(&server, &receiver);
    let acceptor = Acceptor {
        front: Arc::new(front),
        tls: tls.map(|tls| tls.acceptor.clone()),
        stage: receiver,
        builder: Arc::new(listener::builder()),
        addresses: PerAddress::new(server.settings.connections_per_address as usize),
    };
    let (proxy_listener, proxy) = proxy.unzip();
    let inside = Acceptor {
        tls: inside.map(|tls| tls.acceptor.clone()),
        ..acceptor.clone()
    };
    let own = [url.as_str(), server.public_url.as_str()];
    let hosts = Arc::new(GoogleHosts::new(&server.settings.universe, &own));
    let accepting = tokio::spawn(async move {
        let proxying = async {
            if let Some(listener) = proxy_listener {
                Proxy { hosts, inside }.run(listener).await;
            }
        };
        tokio::join!(acceptor.run(listener), proxying);
    });

    let run_file = write_run_file(&server, &url, proxy.clone(), ca)?;
    // Of what the start took: migrations, tables of the API, people's passwords.
    allocator::give_back();
    info!(%url, data = %server.data.display(), "started");
    Ok(Running {
        address,
        url,
        server,
        proxy,
        welcome,
        stage,
        accepting,
        tasks,
        health,
        run_file,
        temporary,
    })
}

fn front(server: &Arc<Server>, health: &HealthReporter) -> Result<Front, String> {
    Ok(Front {
        server: server.clone(),
        pages: pages::router(server),
        grpc_services: grpc_services::router(health.clone())
            .map_err(|error| format!("gRPC reflection cannot use the descriptors: {error}"))?,
        permits: Semaphore::new(server.settings.max_requests as usize),
    })
}

/// What runs beside the requests until the server stops.
fn start_tasks(server: &Arc<Server>, stage: &watch::Receiver<Stage>) -> Vec<JoinHandle<()>> {
    let mut tasks = vec![
        tokio::spawn(janitor::run(server.clone(), stage.clone())),
        tokio::spawn(live::run(server.clone(), stage.clone())),
        tokio::spawn(apps::run(server.clone(), stage.clone())),
    ];
    if server.settings.link_previews {
        tasks.push(tokio::spawn(links::run(server.clone(), stage.clone())));
    }
    tasks
}

fn write_run_file(
    server: &Server,
    url: &str,
    proxy: Option<String>,
    ca: Option<PathBuf>,
) -> Result<RunFile, String> {
    let info = RunInfo {
        pid: std::process::id(),
        url: url.to_owned(),
        public_url: Some(server.public_url.clone()),
        proxy,
        ca,
        universe: Some(server.settings.universe.clone()).filter(|name| name != GOOGLES_UNIVERSE),
    };
    RunFile::write(&server.data, info).map_err(|error| {
        let shown = server.data.display();
        format!("cannot write run.json to {shown}: {error}")
    })
}

impl Running {
    /// Says that it will stop: `/readyz` and the health service say no, and
    /// connections are asked to go elsewhere. Calls are answered as before.
    pub async fn leave(&self) {
        info!("leaving");
        self.server.leaving.send_replace(true);
        let health = &self.health;
        health
            .set_service_status("", ServingStatus::NotServing)
            .await;
    }

    /// Stops accepting, lets requests under way finish for ten seconds, closes
    /// the database.
    pub async fn stop(mut self) {
        info!("stopping");
        // Only receivers that are gone already would not notice.
        self.stage.send(Stage::Draining).ok();
        // Ends the streams of those who watch.
        self.health.clear_service_status("").await;
        if timeout(GRACE, &mut self.accepting).await.is_err() {
            warn!("requests took too long and were dropped");
            self.stage.send(Stage::Stopped).ok();
            timeout(Duration::from_secs(1), &mut self.accepting)
                .await
                .ok();
        }
        // They end what they write; the time runs since the server began to stop.
        let ending = join_all(std::mem::take(&mut self.tasks));
        if timeout(GRACE, ending).await.is_err() {
            warn!("work beside the requests took too long and was dropped");
        }
        self.server.store.close().await;
        drop(self.run_file);
        if let Some(directory) = self.temporary.take()
            && let Err(error) = directory.close()
        {
            warn!(%error, "cannot remove the temporary data directory");
        }
    }
}

/// Where the data of these settings is.
pub fn location(data: &Path, database_url: Option<&str>) -> Location {
    match database_url {
        Some(url) => Location::Postgres(url.to_owned()),
        None => Location::Sqlite(data.join(DATABASE)),
    }
}

fn data_directory(settings: &Settings) -> Result<(PathBuf, Option<TempDir>), String> {
    if settings.ephemeral {
        let directory = tempfile::Builder::new().prefix("confab-").tempdir();
        let directory =
            directory.map_err(|error| format!("cannot make a temporary directory: {error}"))?;
        return Ok((directory.path().to_owned(), Some(directory)));
    }
    let data = std::path::absolute(&settings.data)
        .map_err(|error| format!("cannot find the current directory: {error}"))?;
    files::private_directory(&data).map_err(|error| {
        let shown = data.display();
        format!("cannot use the data directory {shown}: {error}; choose another one with --data")
    })?;
    Ok((data, None))
}

/// `flag` is the one that says another address.
async fn bind(listen: &str, flag: &str) -> Result<(TcpListener, SocketAddr), String> {
    let failed = |error: io::Error| {
        let advice = match error.kind() {
            io::ErrorKind::AddrInUse => "stop the program that uses it or choose another one",
            _ => "choose an address such as 127.0.0.1:8080",
        };
        format!("cannot listen on {listen}: {error}; {advice} with {flag}")
    };
    let listener = TcpListener::bind(listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// The listener of `--proxy` and its URL.
async fn bind_proxy(settings: &Settings) -> Result<Option<(TcpListener, String)>, String> {
    let Some(listen) = settings.proxy_address() else {
        return Ok(None);
    };
    let (listener, address) = bind(&listen, "--proxy").await?;
    if !address.ip().is_loopback() {
        return Err(format!(
            "--proxy is for programs on this machine; give it a port alone, or 127.0.0.1: {listen}"
        ));
    }
    Ok(Some((listener, format!("http://{address}"))))
}

/// How programs on this machine reach an address.
fn url_of(address: SocketAddr, tls: bool) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    let scheme = if tls { "https" } else { "http" };
    format!("{scheme}://{}", SocketAddr::new(ip, address.port()))
}

async fn open(settings: Settings, data: PathBuf, url: &str) -> Result<Server, String> {
    let location = location(&data, settings.database_url.as_deref());
    let store = Store::open_waking(&location, settings.nats.as_deref())
        .await
        .map_err(|error| error.to_string())?;
    name_people(&store)
        .await
        .map_err(|error| format!("{error:?}"))?;
    let customer = customer(&store)
        .await
        .map_err(|error| format!("{error:?}"))?;
    let schema = Schema::new(proto::DESCRIPTOR_SET).map_err(|error| error.to_string())?;
    let rpcs = Rpcs::new(&schema).map_err(|error| error.to_string())?;
    let seed = getrandom::u64().map_err(|error| format!("no randomness: {error}"))?;
    let public_url = settings.public_url.as_deref().unwrap_or(url);
    let public_url = public_url.trim_end_matches('/').to_owned();
    let gate = Gate::new(store.clone(), &public_url, &settings.universe);
    gate.watch();
    let secret = signing::Secret::open(&data, settings.secret_file.as_deref())?;
    let signing = Signing::new(store.clone(), secret);
    let outgoing = Outgoing::new(settings.reach())?;
    let uploads = settings.uploads.clone();
    let uploads = uploads.unwrap_or_else(|| data.join("uploads"));
    let provider = Provider::new(&settings.oidc, outgoing.clone());
    Ok(Server {
        media: Media::new(uploads),
        data,
        profile: settings.profile,
        customer,
        gate,
        schema,
        metrics: Metrics::new(rpcs.names()),
        rpcs,
        request_ids: RequestIds::new(seed),
        discovery: Default::default(),
        outgoing,
        live: Live::new(),
        presence: Presence::default(),
        quotas: (settings.quotas == Rates::Google).then(Quotas::default),
        passwords: Passwords::default(),
        signing,
        provider,
        apps: apps::Apps::default(),
        leaving: watch::Sender::new(false),
        public_url,
        store,
        settings,
    })
}

/// Makes people findable who were there before their words were kept.
async fn name_people(store: &Store) -> domain::Result<()> {
    let mut after = Some(String::new());
    while let Some(from) = after {
        after = store
            .write(move |tx| Box::pin(store::people::fill(tx, from)))
            .await?;
    }
    Ok(())
}

/// The organisation's name, made up when the database is new.
async fn customer(store: &Store) -> domain::Result<String> {
    const SIGNS: &[u8; 32] = b"abcdefghijkmnopqrstuvwxyz0123456";
    let random = getrandom::u64().map_err(domain::Error::internal)?;
    let signs = (0..7).map(|n| char::from(SIGNS[(random >> (5 * n)) as usize % SIGNS.len()]));
    let fresh: String = ['C', '0'].into_iter().chain(signs).collect();
    let unit = store.write(move |tx| {
        Box::pin(async move { meta::get_or_insert(tx, meta::CUSTOMER, &fresh).await })
    });
    Ok(format!("customers/{}", unit.await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        let check = |address: &str, tls, expected: &str| {
            assert_eq!(url_of(address.parse().unwrap(), tls), expected);
        };
        check("127.0.0.1:80", false, "http://127.0.0.1:80");
        check("0.0.0.0:8080", true, "https://127.0.0.1:8080");
        check("[::]:8080", false, "http://[::1]:8080");
        check("192.0.2.1:1", false, "http://192.0.2.1:1");
    }
}
