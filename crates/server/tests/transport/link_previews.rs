//! Previews of pages, kind and hostile ones, on a server of the test's own.

use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::time::Instant;

use http::Request;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Duration, sleep};

use crate::harness::{PATIENCE, Server};
use crate::uploads::{post, space};

const PAGE: &str = "<title>Plain</title><meta property=og:title content='A page'>\
    <meta property=og:description content='About &lt;things&gt;'>\
    <meta property=og:image content='https://pictures.example/i.png'>";

/// A site with a page for every kind of trouble.
async fn site() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let home = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                // A server that gives up on a page hangs up.
                let _ = serve(socket).await;
            });
        }
    });
    home
}

async fn serve(mut socket: TcpStream) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        if socket.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let request = String::from_utf8_lossy(&request);
    let path = request.split(' ').nth(1).unwrap_or_default();
    let answer = |kind: &str, body: &str| {
        format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n{body}")
    };
    let to = |target: &str| {
        format!(
            "HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\
             Connection: close\r\n\r\n"
        )
    };
    let text = match path {
        "/page" => answer("text/html; charset=utf-8", PAGE),
        "/moved" => to("/moved-again"),
        "/moved-again" => to("page"),
        "/circle" => to("/circle"),
        "/inside" => to("http://10.255.255.1/secret"),
        "/metadata" => to("http://169.254.169.254/latest"),
        "/file" => to("file:///etc/passwd"),
        "/nowhere" => "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n".to_owned(),
        "/data" => answer("application/json", PAGE),
        "/garbage" => answer(
            "text/html",
            "\u{0}<<meta property=og:title content\u{fffd}<",
        ),
        "/missing" => format!("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n{PAGE}"),
        "/slow" => {
            sleep(PATIENCE).await;
            return Ok(());
        }
        "/endless" => {
            let head = answer("text/html", "<title>Endless</title>");
            socket.write_all(head.as_bytes()).await?;
            loop {
                socket.write_all(&[b'x'; 65_536]).await?;
            }
        }
        _ => "nonsense\r\n\r\n".to_owned(),
    };
    socket.write_all(text.as_bytes()).await
}

struct Stage {
    server: Server,
    token: String,
    space: String,
    home: String,
    /// Where the log stood behind the last message with a link.
    linked: AtomicI64,
}

impl Stage {
    async fn start(more: &[&str]) -> Self {
        let server = Server::start(more).await;
        let token = server.token();
        let space = space(&server, &token).await;
        let home = site().await;
        Self {
            server,
            token,
            space,
            home,
            linked: AtomicI64::new(0),
        }
    }

    /// Sends links to paths of the site; answers the message's name.
    async fn say(&self, paths: &[&str]) -> String {
        let links: Vec<_> = paths
            .iter()
            .map(|path| format!("{}{path}", self.home))
            .collect();
        let target = format!("/v1/{}/messages", self.space);
        let body = json!({"text": format!("See {}", links.join(" and "))});
        let sent = post(&self.server, &self.token, &target, body).await.json();
        if !paths.is_empty() {
            let store = &self.server.running.server.store;
            let ends = store.read(|tx| Box::pin(store::events::ends(tx)));
            let (_, newest) = ends.await.unwrap().unwrap();
            self.linked.store(newest, Relaxed);
        }
        sent["name"].as_str().unwrap().to_owned()
    }

    async fn get(&self, target: &str) -> Value {
        let request = Request::get(target).header("authorization", &self.token);
        self.server.send(request.body("").unwrap()).await.json()
    }

    async fn previews(&self, message: &str) -> Value {
        self.get(&format!("/confab/v1/{message}/linkPreviews"))
            .await
    }

    /// Until the log was read up to the last link and every page was tried.
    async fn settled(&self) {
        let store = &self.server.running.server.store;
        let linked = self.linked.load(Relaxed);
        let deadline = Instant::now() + PATIENCE;
        loop {
            let waits = store.read(move |tx| {
                Box::pin(async move {
                    let unread = store::link_previews::cursor(tx).await? < linked;
                    Ok(unread || store::link_previews::waiting(tx, 1).await? > 0)
                })
            });
            if !waits.await.unwrap() {
                return;
            }
            assert!(Instant::now() < deadline, "the pages still wait");
            sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test]
async fn pages_are_shown_with_the_messages_that_link_to_them() {
    let stage = Stage::start(&["--outgoing", "loopback"]).await;
    let message = stage.say(&["/page", "/moved"]).await;
    let plain = stage.say(&[]).await;
    stage.settled().await;
    let preview = |path: &str| {
        json!({"uri": format!("{}{path}", stage.home), "title": "A page",
            "description": "About <things>", "siteName": "127.0.0.1",
            "imageUri": "https://pictures.example/i.png"})
    };
    let both = json!([preview("/page"), preview("/moved")]);
    let expected = json!({"linkPreviews": both});
    assert_eq!(stage.previews(&message).await, expected);

    let messages = format!("messages={message}&messages={plain}");
    let target = format!(
        "/confab/v1/{}/linkPreviews:batchList?{messages}",
        stage.space
    );
    let expected = json!({"previews": [{"message": message, "linkPreviews": both}]});
    assert_eq!(stage.get(&target).await, expected);
    let elsewhere = target.replace(&message, "spaces/AAAAAAAAAAE/messages/client-x");
    let refused = stage.get(&elsewhere).await;
    assert_eq!(refused["error"]["status"], "INVALID_ARGUMENT");

    // Google's own message knows nothing of it.
    let sent = stage.get(&format!("/v1/{message}")).await;
    assert!(sent.get("annotations").is_none(), "{sent}");
    stage.server.running.stop().await;
}

#[tokio::test]
async fn hostile_pages_give_nothing_and_hold_nothing_up() {
    let stage = Stage::start(&["--outgoing", "loopback"]).await;
    let mut hostile = Vec::new();
    for paths in [
        ["/slow", "/circle", "/inside"],
        ["/metadata", "/file", "/nowhere"],
        ["/data", "/garbage", "/missing"],
    ] {
        hostile.push(stage.say(&paths).await);
    }
    let endless = stage.say(&["/endless"]).await;
    stage.settled().await;
    for message in &hostile {
        assert_eq!(stage.previews(message).await, json!({}), "{message}");
    }
    let shown = stage.previews(&endless).await;
    assert_eq!(shown["linkPreviews"][0]["title"], "Endless");
    stage.server.running.stop().await;
}

#[tokio::test]
async fn nothing_is_fetched_out_of_reach_or_when_it_is_switched_off() {
    let stage = Stage::start(&[]).await;
    let message = stage.say(&["/page"]).await;
    stage.settled().await;
    assert_eq!(stage.previews(&message).await, json!({}));
    stage.server.running.stop().await;

    let stage = Stage::start(&["--outgoing", "loopback", "--link-previews=false"]).await;
    let message = stage.say(&["/page"]).await;
    assert_eq!(stage.previews(&message).await, json!({}));
    let store = &stage.server.running.server.store;
    let cursor = store.read(|tx| Box::pin(store::link_previews::cursor(tx)));
    assert_eq!(cursor.await.unwrap(), 0, "somebody read the log");
    stage.server.running.stop().await;
}
