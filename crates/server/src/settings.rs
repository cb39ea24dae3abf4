//! What an administrator may set: one struct for the flags of `confab serve`,
//! the `CONFAB_` environment and the TOML file of `--config`. A flag wins over
//! the environment, the environment over the file, the file over the default.

use std::fs;
use std::path::{Path, PathBuf};

use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args, Command, FromArgMatches, ValueEnum};
use domain::profile::Profile;

use crate::oauth::Oidc;
use crate::outgoing::Reach;

/// Where Google's libraries look for hosts unless told otherwise.
pub const GOOGLES_UNIVERSE: &str = "googleapis.com";

/// Settings of `confab serve`. Defaults stand beside the fields.
#[derive(Clone, Args)]
pub struct Settings {
    /// Directory of database, uploads and keys; created if missing, mode 0700
    #[arg(
        long,
        env = "CONFAB_DATA",
        value_name = "DIR",
        default_value = "./confab-data"
    )]
    pub data: PathBuf,

    /// The one port for REST, gRPC, OAuth and the web client; port 0 picks a free one
    #[arg(
        long,
        env = "CONFAB_LISTEN",
        value_name = "ADDR",
        default_value = "127.0.0.1:8080"
    )]
    pub listen: String,

    /// The URL that others reach this server by, if it is not the one of --listen
    #[arg(long, env = "CONFAB_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,

    /// postgres://… puts all shared state there instead of SQLite in --data
    #[arg(
        long,
        env = "CONFAB_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: Option<String>,

    /// Directory of uploaded files that all nodes of --database-url mount [default: DIR/uploads]
    #[arg(long, env = "CONFAB_UPLOADS", value_name = "DIR")]
    pub uploads: Option<PathBuf>,

    /// File with 64 hexadecimal digits that seal signing keys in the database, the same on all
    /// its nodes [default: DIR/secret.key, made if missing]
    #[arg(long, env = "CONFAB_SECRET_FILE", value_name = "FILE")]
    pub secret_file: Option<PathBuf>,

    /// Certificate chain in PEM; TLS and plain text then share the port
    #[arg(long, env = "CONFAB_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,

    /// Private key of --tls-cert in PEM
    #[arg(long, env = "CONFAB_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,

    /// Make a private CA in DIR/tls/ca.pem and a certificate for localhost and Google's hosts
    #[arg(long, env = "CONFAB_TLS_DEV", value_name = "BOOL", num_args = 0..=1,
          require_equals = true, action = ArgAction::Set, value_parser = BoolishValueParser::new(),
          default_value = "false", default_missing_value = "true", hide_default_value = true)]
    pub tls_dev: bool,

    /// Fill an empty database with example.com and its users, and print how to sign in
    #[arg(long, env = "CONFAB_DEV", value_name = "BOOL", num_args = 0..=1,
          require_equals = true, action = ArgAction::Set, value_parser = BoolishValueParser::new(),
          default_value = "false", default_missing_value = "true", hide_default_value = true)]
    pub dev: bool,

    /// TOML file with the same settings, named as the flags
    #[arg(long, env = "CONFAB_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Whose rules hold where the reference and today's Google Chat differ: reference or current
    #[arg(long, env = "CONFAB_PROFILE", value_name = "NAME", default_value = "reference",
          value_parser = profile)]
    pub profile: &'static Profile,

    /// Domain that key files name and that chat.DOMAIN is served for
    #[arg(
        long,
        env = "CONFAB_UNIVERSE",
        value_name = "DOMAIN",
        default_value = GOOGLES_UNIVERSE
    )]
    pub universe: String,

    /// Keep the data in a temporary directory, removed at exit; --data is then not used
    #[arg(long, env = "CONFAB_EPHEMERAL", value_name = "BOOL", num_args = 0..=1,
          require_equals = true, action = ArgAction::Set, value_parser = BoolishValueParser::new(),
          default_value = "false", default_missing_value = "true", hide_default_value = true)]
    pub ephemeral: bool,

    /// Which addresses requests to apps and links may reach [default: public; with --dev loopback]
    #[arg(long, env = "CONFAB_OUTGOING", value_name = "REACH", value_enum)]
    pub outgoing: Option<Reach>,

    /// Fetch the pages that messages link to, and show what they are about; =false fetches nothing
    #[arg(long, env = "CONFAB_LINK_PREVIEWS", value_name = "BOOL", num_args = 0..=1,
          require_equals = true, action = ArgAction::Set, value_parser = BoolishValueParser::new(),
          default_value = "true", default_missing_value = "true")]
    pub link_previews: bool,

    /// HTTP proxy for programs on this machine that know only Google's hosts: it answers for those
    /// itself and refuses all others; port 0 picks a free one
    #[arg(long, env = "CONFAB_PROXY", value_name = "ADDR")]
    pub proxy: Option<String>,

    /// nats://… carries wake-ups between the nodes of --database-url in place of PostgreSQL
    #[arg(long, env = "CONFAB_NATS", value_name = "URL", hide_env_values = true)]
    pub nats: Option<String>,

    /// Whose rates of calls are enforced: none, or Google's published ones with their 429
    #[arg(
        long,
        env = "CONFAB_QUOTAS",
        value_name = "NAME",
        value_enum,
        default_value = "none"
    )]
    pub quotas: Rates,

    /// Requests that are answered at the same time; more are told to come again
    #[arg(long, env = "CONFAB_MAX_REQUESTS", value_name = "N", default_value_t = 4_096,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub max_requests: u32,

    /// Connections that one address of another machine may hold; for IPv6, one network
    #[arg(long, env = "CONFAB_CONNECTIONS_PER_ADDRESS", value_name = "N", default_value_t = 1_000,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub connections_per_address: u32,

    /// Seconds between a signal to stop and the stop itself, in which /readyz says no and calls
    /// are still answered: for nodes behind a load balancer
    #[arg(long, env = "CONFAB_DRAIN", value_name = "SECONDS", default_value_t = 0,
          value_parser = clap::value_parser!(u64).range(0..=600))]
    pub drain: u64,

    /// Seconds that an app has to answer an event, as long as Google waits
    #[arg(long, env = "CONFAB_APP_DEADLINE", value_name = "SECONDS", default_value = "30",
          hide = true, value_parser = clap::value_parser!(u64).range(1..=30))]
    pub app_deadline: u64,

    #[command(flatten)]
    pub oidc: Oidc,

    /// For `cargo xtask bench`: serves a constant at /confab/v1/ceiling through
    /// the same HTTP stack, so that calls have something to be compared with.
    #[arg(long, env = "CONFAB_BENCH", value_name = "BOOL", num_args = 0..=1, hide = true,
          require_equals = true, action = ArgAction::Set, value_parser = BoolishValueParser::new(),
          default_value = "false", default_missing_value = "true")]
    pub bench: bool,
}

/// Whose rates of calls are enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Rates {
    None,
    Google,
}

impl Settings {
    /// The settings of `confab serve ARGUMENTS…`, checked. Tests start servers
    /// with this too.
    pub fn from_arguments<I, T>(arguments: I) -> Result<Self, String>
    where
        I: IntoIterator<Item = T>,
        T: Into<std::ffi::OsString> + Clone,
    {
        let command = Self::augment_args(Command::new("serve").no_binary_name(true));
        let arguments: Vec<_> = arguments.into_iter().map(Into::into).collect();
        let read = |command: Command| {
            let matches = command.try_get_matches_from(&arguments).map_err(one_line)?;
            Self::from_arg_matches(&matches).map_err(one_line)
        };
        let settings = read(command.clone())?;
        let settings = match &settings.config {
            Some(file) => read(with_file(command, file)?)?,
            None => settings,
        };
        settings.check()?;
        Ok(settings)
    }

    /// Refuses what is contradictory, in one line.
    fn check(&self) -> Result<(), String> {
        if self.nats.is_some() && self.database_url.is_none() {
            return Err("--nats is for the nodes on one --database-url; leave it out".to_owned());
        }
        if self.uploads.is_some() && self.database_url.is_none() {
            let text = "--uploads is for the nodes on one --database-url; leave it out";
            return Err(text.to_owned());
        }
        if self.tls_cert.is_some() != self.tls_key.is_some() {
            return Err("--tls-cert and --tls-key need each other".to_owned());
        }
        if self.tls_dev && self.tls_cert.is_some() {
            return Err("--tls-dev makes its own certificate; leave out --tls-cert".to_owned());
        }
        if let Some(url) = &self.public_url {
            check_public_url(url)?;
        }
        if let Some(url) = &self.database_url
            && !url.starts_with("postgres://")
            && !url.starts_with("postgresql://")
        {
            return Err("--database-url must start with postgres://".to_owned());
        }
        self.oidc.check()?;
        check_domain(&self.universe)
    }

    /// Whether the port also speaks TLS.
    pub fn tls(&self) -> bool {
        self.tls_dev || self.tls_cert.is_some()
    }

    /// How far requests of the server's own may go.
    pub fn reach(&self) -> Reach {
        let default = if self.dev {
            Reach::Loopback
        } else {
            Reach::Public
        };
        self.outgoing.unwrap_or(default)
    }

    /// What to bind.
    pub fn bind_address(&self) -> String {
        with_host(&self.listen)
    }

    /// What to bind for the proxy, if there is to be one.
    pub fn proxy_address(&self) -> Option<String> {
        self.proxy.as_deref().map(with_host)
    }
}

/// `:PORT` means that port of the loopback address.
fn with_host(address: &str) -> String {
    match address.strip_prefix(':') {
        Some(port) => format!("127.0.0.1:{port}"),
        None => address.to_owned(),
    }
}

/// One line from clap's several: what is wrong, without usage and tips.
pub fn one_line(error: clap::Error) -> String {
    let text = error.to_string();
    let mut lines = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let first = first.strip_prefix("error: ").unwrap_or(first);
    lines.fold(first.to_owned(), |line, more| format!("{line} {more}"))
}

/// Makes the values of a TOML file the defaults of a command's arguments.
fn with_file(command: Command, file: &Path) -> Result<Command, String> {
    let shown = file.display();
    let text = fs::read_to_string(file)
        .map_err(|error| format!("cannot read the settings file {shown}: {error}"))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        format!(
            "the settings file {shown} is not valid TOML: {}",
            error.message()
        )
    })?;
    let mut command = command;
    for (key, value) in table {
        let id = key.replace('-', "_");
        let known = command
            .get_arguments()
            .any(|argument| argument.get_id() == id.as_str());
        if !known || id == "config" {
            return Err(format!(
                "the settings file {shown} has an unknown key: {key}"
            ));
        }
        let value = match value {
            toml::Value::String(text) => text,
            toml::Value::Boolean(flag) => flag.to_string(),
            toml::Value::Integer(number) => number.to_string(),
            _ => {
                return Err(format!(
                    "the settings file {shown}: {key} takes one plain value"
                ));
            }
        };
        command = command.mut_arg(id, |argument| argument.default_value(value));
    }
    Ok(command)
}

fn profile(name: &str) -> Result<&'static Profile, String> {
    Profile::named(name).ok_or_else(|| "use reference or current".to_owned())
}

fn check_public_url(url: &str) -> Result<(), String> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let authority = rest.map(|rest| rest.strip_suffix('/').unwrap_or(rest));
    let good = authority.is_some_and(|authority| {
        authority.parse::<http::uri::Authority>().is_ok() && !authority.contains('@')
    });
    if good {
        return Ok(());
    }
    Err(format!(
        "--public-url must be like https://chat.example.com, without a path: {url}"
    ))
}

fn check_domain(domain: &str) -> Result<(), String> {
    let label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if domain.len() <= 253 && domain.contains('.') && domain.split('.').all(label) {
        return Ok(());
    }
    Err(format!("--universe must be a domain name: {domain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arguments: &[&str], expected: Result<&dyn Fn(&Settings) -> bool, &str>) {
        let settings = Settings::from_arguments(arguments.to_vec());
        match (settings, expected) {
            (Ok(settings), Ok(holds)) => assert!(holds(&settings), "{arguments:?}"),
            (Err(error), Err(part)) => {
                assert!(error.contains(part), "{arguments:?}: {error}");
                assert!(!error.contains('\n'), "{error}");
            }
            (Ok(_), Err(part)) => panic!("{arguments:?} accepted, expected {part}"),
            (Err(error), Ok(_)) => panic!("{arguments:?} refused: {error}"),
        }
    }

    #[test]
    fn flags() {
        check(
            &[],
            Ok(&|s| s.listen == "127.0.0.1:8080" && !s.dev && s.profile.name == "reference"),
        );
        check(&["--dev"], Ok(&|s| s.dev && !s.ephemeral));
        check(
            &["--dev=false", "--ephemeral"],
            Ok(&|s| !s.dev && s.ephemeral),
        );
        check(
            &["--listen", ":0"],
            Ok(&|s| s.bind_address() == "127.0.0.1:0"),
        );
        check(
            &["--profile", "current"],
            Ok(&|s| s.profile.name == "current"),
        );
        check(&["--profile", "new"], Err("use reference or current"));
        check(&["--bogus"], Err("unexpected argument '--bogus' found"));
        check(&["--data"], Err("a value is required for '--data <DIR>'"));
        check(
            &["--proxy", ":0"],
            Ok(&|s| s.proxy_address().as_deref() == Some("127.0.0.1:0")),
        );
        check(&["--nats", "nats://x"], Err("--nats is for the nodes"));
        check(&["--uploads", "/x"], Err("--uploads is for the nodes"));
        check(&[], Ok(&|s| s.quotas == Rates::None));
        check(&["--quotas", "google"], Ok(&|s| s.quotas == Rates::Google));
        check(&["--quotas", "some"], Err("possible values: none, google"));
        check(&["--tls-cert", "c.pem"], Err("need each other"));
        check(
            &["--tls-cert", "c", "--tls-key", "k", "--tls-dev"],
            Err("leave out --tls-cert"),
        );
        check(
            &["--public-url", "https://chat.example.com/"],
            Ok(&|_| true),
        );
        check(
            &["--public-url", "chat.example.com"],
            Err("--public-url must be"),
        );
        check(
            &["--public-url", "https://a/b"],
            Err("--public-url must be"),
        );
        check(&["--database-url", "mysql://x"], Err("--database-url must"));
        check(&["--universe", "exa mple.com"], Err("--universe must be"));
    }

    #[test]
    fn files() {
        let file = |text: &str| {
            let file = tempfile::NamedTempFile::new().unwrap();
            fs::write(file.path(), text).unwrap();
            file
        };
        let good =
            file("listen = \":1\"\ndev = true\npublic-url = \"http://x:1\"\ntls_dev = true\n");
        let path = good.path().to_str().unwrap();
        check(
            &["--config", path],
            Ok(&|s| s.listen == ":1" && s.dev && s.tls_dev),
        );
        check(
            &["--config", path, "--listen", ":2", "--dev=false"],
            Ok(&|s| s.listen == ":2" && !s.dev && s.public_url.as_deref() == Some("http://x:1")),
        );
        let unknown = file("listn = \"x\"\n");
        let path = unknown.path().to_str().unwrap();
        check(&["--config", path], Err("unknown key: listn"));
        let broken = file("listen = \n");
        check(
            &["--config", broken.path().to_str().unwrap()],
            Err("is not valid TOML"),
        );
        let typed = file("dev = \"perhaps\"\n");
        check(
            &["--config", typed.path().to_str().unwrap()],
            Err("invalid value 'perhaps'"),
        );
        let nested = file("[listen]\na = 1\n");
        check(
            &["--config", nested.path().to_str().unwrap()],
            Err("takes one plain value"),
        );
        check(
            &["--config", "/nonexistent/x"],
            Err("cannot read the settings file"),
        );
    }
}
