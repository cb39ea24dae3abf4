//! `confab exec`: runs a program whose Google client reaches the running
//! server although it knows only Google's hosts. The program is told by
//! environment variables alone: the proxy of `--proxy`, the authority that signs
//! for Google's names there, and modules that make httplib2 and older versions of
//! Node heed proxies.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;

use crate::files;
use crate::run_file::{RunFile, RunInfo};

/// Arguments of `confab exec`.
#[derive(Args)]
pub struct Exec {
    /// The data directory of the running server
    #[arg(
        long,
        env = "CONFAB_DATA",
        value_name = "DIR",
        default_value = "./confab-data"
    )]
    data: PathBuf,

    /// Print the variables as shell exports instead of running anything
    #[arg(long)]
    print: bool,

    /// What to run, with its arguments, after --
    #[arg(
        last = true,
        value_name = "CMD",
        required_unless_present = "print",
        conflicts_with = "print"
    )]
    command: Vec<OsString>,
}

/// Why nothing was run, in one line, and the exit status that says so.
pub struct Refusal {
    pub line: String,
    pub status: u8,
}

/// Variables that name the proxy. Programs read one spelling or the other.
const PROXY: &[&str] = &[
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "grpc_proxy",
];
/// Variables that name the certificates to trust: OpenSSL and so Python's ssl
/// and httpx, Go, and Rust's native roots; requests; httplib2; curl; gRPC;
/// Node; Deno.
const CA: &[&str] = &[
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "HTTPLIB2_CA_CERTS",
    "CURL_CA_BUNDLE",
    "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
    "NODE_EXTRA_CA_CERTS",
    "DENO_CERT",
];
/// Hosts that are asked directly: a program's own services on this machine.
/// An inherited list could let Google's hosts through.
const NO_PROXY: &[&str] = &["NO_PROXY", "no_proxy", "no_grpc_proxy"];
const DIRECT: &str = "localhost,127.0.0.1,::1";
/// Node's fetch heeds the proxy; nobody looks for the metadata server of a
/// cloud machine, which is not there, or for client certificates.
const SWITCHES: &[(&str, &str)] = &[
    ("NODE_USE_ENV_PROXY", "1"),
    ("NO_GCE_CHECK", "true"),
    ("METADATA_SERVER_DETECTION", "none"),
    ("GOOGLE_API_USE_CLIENT_CERTIFICATE", "false"),
    ("GOOGLE_API_USE_MTLS_ENDPOINT", "never"),
];

/// Names the domain that Google's libraries put behind `chat.`, where it is not
/// theirs; they hold it against the key file's.
const UNIVERSE: &str = "GOOGLE_CLOUD_UNIVERSE_DOMAIN";

/// A module for httplib2, which without it goes past every proxy.
const SOCKS: &str = include_str!("exec/socks.py");
/// The same for Node's fetch and http modules.
const NODE: &str = include_str!("exec/proxy.cjs");

impl Exec {
    /// Becomes the program, so that signals and the exit status are its own;
    /// returns only with `--print`, or when that failed.
    pub fn run(&self) -> Result<(), Refusal> {
        let refuse = |line| Refusal { line, status: 1 };
        let info = running(&self.data).map_err(refuse)?;
        let mut variables = variables(&info).map_err(refuse)?;
        variables.push(("PYTHONPATH", python_path(&self.data).map_err(refuse)?));
        variables.push(("NODE_OPTIONS", node_options(&self.data).map_err(refuse)?));
        let Some((program, arguments)) = self.command.split_first() else {
            return print(&variables)
                .map_err(|error| refuse(format!("cannot write to standard output: {error}")));
        };
        let error = Command::new(program).args(arguments).envs(variables).exec();
        // As shells have it.
        let status = match error.kind() {
            io::ErrorKind::NotFound => 127,
            _ => 126,
        };
        let line = format!("cannot run {}: {error}", program.display());
        Err(Refusal { line, status })
    }
}

/// What the server of a data directory says of itself, if it runs.
fn running(data: &Path) -> Result<RunInfo, String> {
    let shown = data.display();
    let none = || {
        format!(
            "no server runs on the data directory {shown}; start one with \
             confab serve --data {shown} --proxy :0, or name another one with --data"
        )
    };
    let info = match RunFile::read(data) {
        Ok(info) => info,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(none()),
        Err(error) => return Err(format!("cannot read run.json of {shown}: {error}")),
    };
    let pid = i32::try_from(info.pid)
        .ok()
        .and_then(rustix::process::Pid::from_raw);
    let alive = pid.is_some_and(|pid| {
        let found = rustix::process::test_kill_process(pid);
        // Somebody else's process is a process too.
        !matches!(found, Err(rustix::io::Errno::SRCH))
    });
    if alive { Ok(info) } else { Err(none()) }
}

/// The variables to set, in a fixed order.
fn variables(info: &RunInfo) -> Result<Vec<(&'static str, OsString)>, String> {
    let (Some(proxy), Some(ca)) = (&info.proxy, &info.ca) else {
        return Err(format!(
            "the server on {} has no proxy; start it with --proxy :0",
            info.url
        ));
    };
    let mut all: Vec<(&'static str, OsString)> = Vec::new();
    all.extend(PROXY.iter().map(|name| (*name, proxy.into())));
    all.extend(NO_PROXY.iter().map(|name| (*name, DIRECT.into())));
    all.extend(CA.iter().map(|name| (*name, ca.into())));
    let switches = SWITCHES.iter();
    all.extend(switches.map(|(name, value)| (*name, OsString::from(value))));
    all.extend(info.universe.iter().map(|name| (UNIVERSE, name.into())));
    Ok(all)
}

/// `PYTHONPATH` with a directory of ours in front.
fn python_path(data: &Path) -> Result<OsString, String> {
    let mut path = place(data, "python", "socks.py", SOCKS)?.into_os_string();
    if let Some(inherited) = inherited("PYTHONPATH") {
        path.push(":");
        path.push(inherited);
    }
    Ok(path)
}

/// `NODE_OPTIONS` with a module of ours at the end.
fn node_options(data: &Path) -> Result<OsString, String> {
    let module = place(data, "node", "proxy.cjs", NODE)?.join("proxy.cjs");
    let mut options = inherited("NODE_OPTIONS").unwrap_or_default();
    if !options.is_empty() {
        options.push(" ");
    }
    options.push("--require ");
    options.push(node_quoted(&module)?);
    Ok(options)
}

/// A path as NODE_OPTIONS takes one word.
fn node_quoted(path: &Path) -> Result<String, String> {
    let text = path
        .to_str()
        .ok_or_else(|| format!("{} is not UTF-8, which Node needs", path.display()))?;
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    Ok(format!("\"{escaped}\""))
}

fn inherited(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Writes a module into a directory of its own, and answers the directory.
fn place(data: &Path, directory: &str, name: &str, content: &str) -> Result<PathBuf, String> {
    let failed = |error: io::Error| {
        let shown = data.display();
        format!("cannot write the module {name} to {shown}: {error}")
    };
    let directory = std::path::absolute(data).map_err(failed)?.join(directory);
    files::private_directory(&directory).map_err(failed)?;
    files::replace(&directory.join(name), 0o600, content.as_bytes()).map_err(failed)?;
    Ok(directory)
}

fn print(variables: &[(&'static str, OsString)]) -> io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::ffi::OsStrExt as _;
    let mut out = io::stdout().lock();
    for (name, value) in variables {
        out.write_all(b"export ")?;
        out.write_all(name.as_bytes())?;
        out.write_all(b"=")?;
        out.write_all(&quoted(value.as_bytes()))?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// A value that any shell reads back as it is.
fn quoted(value: &[u8]) -> Vec<u8> {
    let mut text = vec![b'\''];
    for byte in value {
        match byte {
            b'\'' => text.extend_from_slice(b"'\\''"),
            byte => text.push(*byte),
        }
    }
    text.push(b'\'');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted() {
        assert_eq!(quoted(b"/a b/c"), b"'/a b/c'");
        assert_eq!(quoted(b"it's"), b"'it'\\''s'");
    }

    #[test]
    fn nodes_options_are_quoted() {
        let check = |path: &str, expected: &str| {
            assert_eq!(node_quoted(Path::new(path)).as_deref(), Ok(expected));
        };
        check("/a b/c", r#""/a b/c""#);
        check(r#"/a"b\c"#, r#""/a\"b\\c""#);
    }

    #[test]
    fn a_server_without_a_proxy_is_told_apart() {
        let info = RunInfo {
            pid: 1,
            url: "http://127.0.0.1:1".to_owned(),
            public_url: None,
            proxy: None,
            ca: None,
            universe: None,
        };
        let error = variables(&info).unwrap_err();
        assert!(error.contains("start it with --proxy"), "{error}");
        let info = RunInfo {
            proxy: Some("http://127.0.0.1:2".to_owned()),
            ca: Some("/ca.pem".into()),
            ..info
        };
        let all = variables(&info).unwrap();
        assert!(all.iter().all(|(name, _)| *name != UNIVERSE));
        assert!(all.contains(&("HTTPS_PROXY", "http://127.0.0.1:2".into())));
        assert!(all.contains(&("SSL_CERT_FILE", "/ca.pem".into())));
        let info = RunInfo {
            universe: Some("example.com".to_owned()),
            ..info
        };
        let all = variables(&info).unwrap();
        assert!(all.contains(&(UNIVERSE, "example.com".into())));
    }
}
