//! No secret in logs, in the process list or in error texts: a day in the life
//! of a server, then everything that it and `confab admin` said is searched.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const PASSWORD: &str = "hush-password-4711";

fn confab(data: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_confab"))
        .args(arguments)
        .arg("--data")
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A command that reads nothing may have ended.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().unwrap()
}

fn admin(data: &Path, arguments: &[&str], input: &str) -> Value {
    let output = confab(data, &[&["admin", "--json"], arguments].concat(), input);
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The whole answer to a request, status line included.
fn ask(address: &str, method: &str, path: &str, headers: &str, body: &str) -> String {
    let mut socket = TcpStream::connect(address).unwrap();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{headers}\
         content-length: {length}\r\n\r\n{body}"
    );
    socket.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";

#[test]
fn secrets_stay_secret() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut child = Command::new(env!("CARGO_BIN_EXE_confab"))
        .args(["serve", "--listen", ":0", "--data"])
        .arg(&data)
        // More than anybody would keep on.
        .env("CONFAB_LOG", "debug")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = child.stderr.take().unwrap();
    let reading = std::thread::spawn(move || {
        let mut text = String::new();
        log.read_to_string(&mut text).map(|_| text)
    });
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    let address = line.trim_end().rsplit('/').next().unwrap().to_owned();

    let email = "alice@example.com";
    let create = [
        "user",
        "create",
        email,
        "--name",
        "Alice",
        "--password-stdin",
    ];
    admin(&data, &create, PASSWORD);
    let key_file = folder.path().join("key.json");
    let words = [
        "app",
        "create",
        "Bot",
        "--key-out",
        key_file.to_str().unwrap(),
    ];
    admin(&data, &words, "");
    let key: Value = serde_json::from_slice(&std::fs::read(&key_file).unwrap()).unwrap();
    let private_key = key["private_key"].as_str().unwrap();
    let words = ["token", "create", "--user", email, "--scope", "chat.spaces"];
    let token = admin(&data, &words, "")["access_token"].clone();
    let token = token.as_str().unwrap();
    let bearer = format!("authorization: Bearer {token}\r\n");
    let body = r#"{"spaceType":"SPACE","displayName":"Room"}"#;
    let made = ask(&address, "POST", "/v1/spaces", &bearer, body);
    let at = made.find("spaces/").unwrap();
    let space: String = made[at..].chars().take_while(|c| *c != '"').collect();
    let words = ["webhook", "create", "--space", &space, "--name", "Build"];
    let url = admin(&data, &words, "")["url"].as_str().unwrap().to_owned();
    let hook_token = url.split("token=").nth(1).unwrap().to_owned();

    // What comes right and what comes wrong: all of it is logged somewhere.
    let mut said = String::new();
    let sign_in = |password: &str| {
        let body = format!("email=alice%40example.com&password={password}");
        ask(&address, "POST", "/signin", FORM, &body)
    };
    said += &sign_in("hush-wrong-password");
    let signed_in = sign_in(PASSWORD);
    let cookie = signed_in.split("confab_session=").nth(1).unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    assert!(cookie.len() > 20, "{signed_in}");
    let session = format!("cookie: confab_session={cookie}\r\nx-confab-request: 1\r\n");
    let exchanged = ask(&address, "POST", "/confab/v1/session:token", &session, "");
    let web_token = exchanged.split("\"accessToken\":").nth(1).unwrap();
    let web_token = web_token.split('"').nth(1).unwrap().to_owned();
    let wrong = format!("authorization: Bearer {token}x\r\n");
    said += &ask(&address, "GET", "/v1/spaces", &wrong, "");
    said += &ask(
        &address,
        "GET",
        &format!("/v1/spaces?access_token={token}x"),
        "",
        "",
    );
    said += &ask(
        &address,
        "GET",
        &format!("/v1/nothing/{token}"),
        &bearer,
        "",
    );
    let grant =
        format!("grant_type=refresh_token&refresh_token=1//0hush-refresh&client_secret={token}");
    said += &ask(&address, "POST", "/token", FORM, &grant);
    let path = url.split_once("/v1/").unwrap().1;
    ask(
        &address,
        "POST",
        &format!("/v1/{path}"),
        "",
        r#"{"text":"hello"}"#,
    );
    said += &ask(
        &address,
        "POST",
        &format!("/v1/{path}x"),
        "",
        r#"{"text":"hello"}"#,
    );

    let process = format!("/proc/{}/cmdline", child.id());
    let process = std::fs::read(process).unwrap_or_default();
    let audit = admin(&data, &["audit", "--limit", "1000"], "").to_string();
    let apps = admin(&data, &["app", "list"], "").to_string();
    // A database that does not answer: the URL holds a password.
    let database = "postgres://confab:hush-database@127.0.0.1:1/confab";
    let refused = confab(
        &data,
        &["serve", "--listen", ":0", "--database-url", database],
        "",
    );
    assert!(!refused.status.success());
    said += &String::from_utf8_lossy(&refused.stderr);
    let refused = confab(
        &data,
        &["admin", "user", "list", "--database-url", database],
        "",
    );
    said += &String::from_utf8_lossy(&refused.stderr);
    let help = Command::new(env!("CARGO_BIN_EXE_confab"))
        .args(["serve", "--help"])
        .env("CONFAB_DATABASE_URL", database)
        .output()
        .unwrap();
    said += &String::from_utf8_lossy(&help.stdout);

    let pid = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    child.wait().unwrap();
    let log = reading.join().unwrap().unwrap();
    assert!(log.contains("ChatService/CreateSpace"), "{log}");

    let secrets = [
        "hush-",
        PASSWORD,
        token,
        &web_token,
        &cookie,
        &hook_token,
        &private_key[40..80],
    ];
    let process = String::from_utf8_lossy(&process).into_owned();
    for (place, text) in [
        ("the log", &log),
        ("answers", &said),
        ("the audit log", &audit),
        ("the list of apps", &apps),
        ("the process list", &process),
    ] {
        for secret in secrets {
            let found = text.find(secret);
            let around = found.map(|at| text[..at].chars().rev().take(200).collect::<String>());
            assert_eq!(around, None, "{secret} is in {place}");
        }
    }
}
