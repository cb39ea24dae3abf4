//! Requests that were right once, changed at random: every parser of the port
//! answers, with a refusal in Google's shape or a success, and never with an
//! internal error. The same inputs each time; `CONFAB_FUZZ_SECONDS` goes on for
//! so long with others, from the seed that is printed or `CONFAB_SEED`.

use std::env;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Request;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::harness::*;
use crate::uploads::{post, space};

/// Inputs of each kind without `CONFAB_FUZZ_SECONDS`.
const INPUTS: usize = 100;

/// What parsers stumble over.
const WORDS: [&str; 32] = [
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "=",
    "-",
    "--",
    "\r\n",
    "\n",
    "\0",
    "\u{feff}",
    "é",
    "👩‍👩‍👧",
    "\u{202e}",
    "null",
    "true",
    "-1",
    "0",
    "9223372036854775808",
    "1e999",
    "AND",
    "OR",
    "NOT",
    "(",
    ")",
    "*",
    "<users/all>",
    "%",
];

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        self.next() as usize % end.max(1)
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..start + self.below((length - start).min(40) + 1)
    }

    /// One to four changes.
    fn change(&mut self, seed: &[u8]) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=self.below(4) {
            let range = self.range(bytes.len());
            match self.below(6) {
                0 if !bytes.is_empty() => {
                    let at = self.below(bytes.len());
                    bytes[at] ^= 1 << self.below(8);
                }
                1 => drop(bytes.drain(range)),
                2 => {
                    let copy = bytes[range].to_vec();
                    let at = self.below(bytes.len() + 1);
                    for _ in 0..=self.below(20) {
                        bytes.splice(at..at, copy.iter().copied());
                    }
                }
                3 => bytes.truncate(range.start),
                _ => {
                    let word = WORDS[self.below(WORDS.len())];
                    bytes.splice(range, word.bytes());
                }
            }
        }
        bytes
    }

    fn text(&mut self, seed: &str) -> String {
        String::from_utf8_lossy(&self.change(seed.as_bytes())).into_owned()
    }

    fn one<'a>(&mut self, seeds: &[&'a str]) -> &'a str {
        seeds[self.below(seeds.len())]
    }
}

/// What the inputs are about.
struct Stage {
    server: Server,
    token: String,
    space: String,
    message: String,
    media: String,
    page: String,
}

impl Stage {
    async fn new() -> Self {
        let server = Server::start(&[]).await;
        server.token();
        let mut words = vec!["token", "create", "--user", "alice@example.com"];
        for scope in ["chat.spaces", "chat.messages", "chat.memberships"] {
            words.extend(["--scope", scope]);
        }
        let token = server.admin(&words);
        let token = format!("Bearer {}", token["access_token"].as_str().unwrap());
        let space = space(&server, &token).await;
        let target = format!("/v1/{space}/messages");
        let path = format!("/upload/v1/{space}/attachments:upload?uploadType=multipart");
        let request = Request::post(path)
            .header("authorization", &token)
            .header("content-type", "multipart/related; boundary=b");
        let uploaded = server.send(request.body(UPLOAD).unwrap()).await.json();
        let body = json!({"text": "one", "attachment": [uploaded]});
        let sent = post(&server, &token, &target, body).await.json();
        let media = sent["attachment"][0]["attachmentDataRef"]["resourceName"].clone();
        post(&server, &token, &target, json!({"text": "two"})).await;
        let list = Request::get(format!("{target}?pageSize=1"))
            .header("authorization", &token)
            .body("");
        let list = server.send(list.unwrap()).await.json();
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            space,
            message: word(&sent["name"]),
            media: word(&media),
            page: word(&list["nextPageToken"]),
            server,
            token,
        }
    }

    /// A request of one kind; `None` when HTTP itself cannot carry it.
    fn input(&self, kind: &str, dice: &mut Dice) -> Option<Request<Vec<u8>>> {
        let encoded = |text: &[u8]| percent_encode(text, NON_ALPHANUMERIC).to_string();
        let messages = format!("/v1/{}/messages", self.space);
        let json = "application/json";
        let (method, target, content_type, body) = match kind {
            "json" => {
                let seed = dice.one(&MESSAGES).as_bytes();
                ("POST", messages, json, dice.change(seed))
            }
            "markup" => {
                let seed = dice.one(&TEXTS);
                let body = json!({"text": dice.text(seed)}).to_string();
                ("POST", messages, json, body.into_bytes())
            }
            "card" => {
                let seed = dice.one(&CARDS).as_bytes();
                ("POST", messages, json, dice.change(seed))
            }
            "filter" => {
                let (list, seed) = FILTERS[dice.below(FILTERS.len())];
                let filter = encoded(&dice.change(seed.as_bytes()));
                let list = list.replace("{space}", &self.space);
                let list = list.replace("{message}", &self.message);
                ("GET", format!("{list}{filter}"), json, Vec::new())
            }
            "page" => {
                let page = encoded(&dice.change(self.page.as_bytes()));
                let target = format!("{messages}?pageSize=1&pageToken={page}");
                ("GET", target, json, Vec::new())
            }
            "path" => {
                let target = dice.text(&format!("/v1/{}", self.message));
                (
                    dice.one(&["GET", "PUT", "DELETE"]),
                    target,
                    json,
                    b"{}".to_vec(),
                )
            }
            "mask" => {
                let mask = encoded(&dice.change(b"text,cardsV2,accessory_widgets"));
                let target = format!("/v1/{}?updateMask={mask}", self.message);
                ("PATCH", target, json, br#"{"text": "x"}"#.to_vec())
            }
            "upload" => {
                let how = "attachments:upload?uploadType=multipart";
                let target = format!("/upload/v1/{}/{how}", self.space);
                let kind = "multipart/related; boundary=b";
                ("POST", target, kind, dice.change(UPLOAD.as_bytes()))
            }
            "batch" => {
                let kind = "multipart/mixed; boundary=b";
                (
                    "POST",
                    "/batch".to_owned(),
                    kind,
                    dice.change(BATCH.as_bytes()),
                )
            }
            "assertion" => {
                let form = format!(
                    "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={}",
                    encoded(jwt(dice).as_bytes())
                );
                let kind = "application/x-www-form-urlencoded";
                ("POST", "/token".to_owned(), kind, form.into_bytes())
            }
            "range" => (
                "GET",
                format!("/v1/media/{}?alt=media", self.media),
                json,
                Vec::new(),
            ),
            _ => ("GET", messages, json, Vec::new()),
        };
        let credential = match kind {
            "jwt" => format!("Bearer {}", jwt(dice)),
            _ => self.token.clone(),
        };
        let mut request = Request::builder()
            .method(method)
            .uri(target)
            .header("authorization", credential)
            .header("content-type", content_type);
        if kind == "range" {
            let seed = dice.one(&["bytes=0-9", "bytes=5-", "bytes=-5", "bytes=0-1,3-4"]);
            request = request.header("range", dice.change(seed.as_bytes()));
        }
        request.body(body).ok()
    }
}

/// A JWT whose parts are JSON that was changed, or which was changed itself.
fn jwt(dice: &mut Dice) -> String {
    let head = r#"{"alg":"RS256","typ":"JWT","kid":"0123456789abcdef"}"#;
    let claims = r#"{"iss":"a@b.example","sub":"a@b.example","iat":1,"exp":4000000000,
        "aud":"https://chat.googleapis.com/","scope":"https://www.googleapis.com/auth/chat.bot"}"#;
    let mut part = |seed: &str| match dice.below(2) {
        0 => URL_SAFE_NO_PAD.encode(seed),
        _ => URL_SAFE_NO_PAD.encode(dice.change(seed.as_bytes())),
    };
    let token = format!("{}.{}.{}", part(head), part(claims), part("signature"));
    match dice.below(3) {
        0 => dice.text(&token),
        _ => token,
    }
}

const KINDS: [&str; 12] = [
    "json",
    "markup",
    "card",
    "filter",
    "page",
    "path",
    "mask",
    "upload",
    "batch",
    "assertion",
    "jwt",
    "range",
];

const MESSAGES: [&str; 3] = [
    r#"{"text": "hello <users/all> *b*", "thread": {"threadKey": "k"}, "fallbackText": "f"}"#,
    r#"{"text":"q","quotedMessageMetadata":{"name":"spaces/a/messages/b","lastUpdateTime":"2026-01-02T03:04:05.678901Z"}}"#,
    r#"{"privateMessageViewer":{"name":"users/1"},"accessoryWidgets":[{"buttonList":{"buttons":[{"text":"t","onClick":{"openLink":{"url":"https://a.example"}}}]}}]}"#,
];

const TEXTS: [&str; 4] = [
    "*bold* _it_ ~strike~ `code` ```\nblock\n``` <https://a.example|link> <users/alice@example.com>",
    "* one\n* two\n> quote\n1. https://b.example/?q=(x) 👩‍👩‍👧 <users/all>",
    "**md** [a](https://c.example \"t\") ![i](x) | a | b |\n|---|---|\n# h\n- [ ] t",
    "mailto:a@b.example :smile: <customEmojis/x> \u{200f}abc",
];

const CARDS: [&str; 2] = [
    r#"{"cardsV2":[{"cardId":"c","card":{"header":{"title":"t","imageUrl":"https://a.example/i.png"},
"sections":[{"collapsible":true,"uncollapsibleWidgetsCount":1,"widgets":[{"textParagraph":{"text":"<b>x</b>"}},
{"decoratedText":{"text":"d","button":{"text":"b","onClick":{"action":{"function":"f","parameters":[{"key":"k","value":"v"}]}}}}},
{"selectionInput":{"name":"n","type":"DROPDOWN","items":[{"text":"a","value":"b","selected":true}]}}]}]}}]}"#,
    r#"{"cardsV2":[{"card":{"sections":[{"widgets":[{"grid":{"columnCount":2,"items":[{"title":"i"}]}},
{"columns":{"columnItems":[{"widgets":[{"image":{"imageUrl":"https://a.example/i.png"}}]}]}},
{"dateTimePicker":{"name":"d","type":"DATE_AND_TIME","valueMsEpoch":"1"}},
{"chipList":{"chips":[{"label":"l","onClick":{"openLink":{"url":"https://a.example"}}}]}},
{"carousel":{"carouselCards":[{"widgets":[{"textParagraph":{"text":"x"}}]}]}}]}]}}]}"#,
];

const FILTERS: [(&str, &str); 6] = [
    (
        "/v1/{space}/messages?filter=",
        r#"create_time > "2026-01-02T03:04:05+00:00" AND thread.name = spaces/a/threads/b"#,
    ),
    ("/v1/{space}/messages?orderBy=", "createTime DESC"),
    (
        "/v1/{space}/members?filter=",
        r#"role = "ROLE_MANAGER" AND (member.type = "HUMAN" OR member.type != "BOT")"#,
    ),
    (
        "/v1/spaces?filter=",
        r#"spaceType = "SPACE" OR space_type = "GROUP_CHAT""#,
    ),
    (
        "/v1/{message}/reactions?filter=",
        r#"emoji.unicode = "🙂" AND user.name = "users/1""#,
    ),
    (
        "/v1/{space}/spaceEvents?filter=",
        r#"start_time="2026-01-02T03:04:05Z" AND event_types:"google.workspace.chat.message.v1.created""#,
    ),
];

const UPLOAD: &str = "--b\r\nContent-Type: application/json\r\n\r\n{\"filename\":\"a.bin\"}\r\n\
    --b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n\
    0123456789\r\n--b--\r\n";

const BATCH: &str = "--b\r\nContent-Type: application/http\r\nContent-ID: <1>\r\n\r\n\
    GET /v1/spaces?pageSize=1 HTTP/1.1\r\nAccept: application/json\r\n\r\n\
    --b\r\nContent-Type: application/http\r\nContent-ID: <2>\r\n\r\n\
    POST /v1/spaces HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}\r\n--b--\r\n";

fn check(kind: &str, answer: &Answer, input: &[u8], seed: u64) {
    let shown = String::from_utf8_lossy(input);
    let status = answer.status.as_u16();
    let said = String::from_utf8_lossy(&answer.body);
    assert!(
        status < 500 || status == 501,
        "{kind}, CONFAB_SEED={seed}: {shown}\n{said}"
    );
    assert!(!said.contains("HTTP/1.1 500"), "{kind}: {shown}\n{said}");
    let is_json = answer
        .header("content-type")
        .starts_with("application/json");
    // OAuth's errors are of another shape.
    if status >= 400 && is_json && kind != "assertion" {
        assert_eq!(answer.json()["error"]["code"], status, "{kind}: {shown}");
    }
}

/// How long to go on, and the seed.
fn asked() -> (Option<Duration>, u64) {
    let number = |name| env::var(name).ok().and_then(|text| text.parse().ok());
    let seconds = number("CONFAB_FUZZ_SECONDS").map(Duration::from_secs);
    let drawn = match seconds {
        Some(_) => getrandom::u64().unwrap(),
        None => 1,
    };
    let seed = number("CONFAB_SEED").unwrap_or(drawn).max(1);
    println!("CONFAB_SEED={seed}");
    (seconds, seed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changed_requests_are_answered() {
    let stage = Stage::new().await;
    let (seconds, seed) = asked();
    let mut dice = Dice(seed);
    let start = Instant::now();
    let (mut sent, mut good) = (0, 0);
    for round in 0.. {
        let goes_on = seconds.map_or(round < INPUTS, |seconds| start.elapsed() < seconds);
        if !goes_on {
            break;
        }
        for kind in KINDS {
            let Some(request) = stage.input(kind, &mut dice) else {
                continue;
            };
            let input = format!("{request:?} {}", String::from_utf8_lossy(request.body()));
            let answer = stage.server.send(request).await;
            check(kind, &answer, input.as_bytes(), seed);
            sent += 1;
            good += usize::from(answer.status.is_success());
        }
        last_event_id(&stage, &mut dice).await;
    }
    println!("{sent} requests, {good} of them taken");
    // Changes are small enough that some get behind the parsers.
    assert!(good > sent / 50, "{good} of {sent}");
}

/// Streams do not end, so only their head is read.
async fn last_event_id(stage: &Stage, dice: &mut Dice) {
    let id = dice.text("e7f");
    let id: String = id.chars().filter(|sign| !sign.is_control()).collect();
    let mut socket = stage.server.connect().await;
    let head = format!(
        "GET /confab/v1/events HTTP/1.1\r\nhost: a\r\nauthorization: {}\r\nlast-event-id: {id}\r\n\r\n",
        stage.token
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 12];
    let reading = socket.read_exact(&mut answer);
    timeout(PATIENCE, reading).await.expect("a hang").unwrap();
    let answer = String::from_utf8_lossy(&answer);
    assert!(
        ["HTTP/1.1 200", "HTTP/1.1 400", "HTTP/1.1 429"].contains(&&*answer),
        "{id:?}: {answer}"
    );
}
