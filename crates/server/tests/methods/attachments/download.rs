//! Downloads, and small pictures.
//! Source: the discovery document's media.download, RFC 9110 and the requests
//! of Google's client libraries.

use std::io::Cursor;

use serde_json::json;

use super::{create, fetch, resource, send, send_file, upload};
use crate::harness::{As, both};

#[tokio::test]
async fn files_come_back_whole_and_in_parts() {
    both(async |w| {
        let space = w.space("Files", &["bob"]).await;
        let sent = send_file(w, As::user("alice"), &space, "ü.txt", b"0123456789").await;
        let bob = As::scoped("bob", "chat.messages.readonly");
        let get = async |headers: &[(&str, &str)]| fetch(w, bob, resource(&sent), headers).await;
        let whole = get(&[]).await;
        assert_eq!((whole.status, &whole.body[..]), (200, &b"0123456789"[..]));
        for (name, value) in [
            ("content-type", "text/plain"),
            ("content-length", "10"),
            ("accept-ranges", "bytes"),
            ("cache-control", "private, max-age=300"),
            ("x-content-type-options", "nosniff"),
            (
                "content-disposition",
                "attachment; filename=\"_.txt\"; filename*=UTF-8''%C3%BC.txt",
            ),
        ] {
            assert_eq!(whole.header(name), value, "{name}");
        }
        assert!(whole.header("content-security-policy").contains("sandbox"));
        let tag = whole.header("etag").to_owned();
        assert!(!tag.is_empty());

        for (range, body, span) in [
            ("bytes=0-3", "0123", "bytes 0-3/10"),
            ("bytes=8-99", "89", "bytes 8-9/10"),
            ("bytes=7-", "789", "bytes 7-9/10"),
            ("bytes=-2", "89", "bytes 8-9/10"),
        ] {
            let part = get(&[("range", range), ("if-range", &tag)]).await;
            assert_eq!(
                (part.status, &part.body[..]),
                (206, body.as_bytes()),
                "{range}"
            );
            assert_eq!(part.header("content-range"), span);
        }
        let behind = get(&[("range", "bytes=10-")]).await;
        assert_eq!(
            (behind.status, behind.header("content-range")),
            (416, "bytes */10")
        );
        let changed = get(&[("range", "bytes=0-3"), ("if-range", "\"other\"")]).await;
        assert_eq!((changed.status, changed.body.len()), (200, 10));
        let known = get(&[("if-none-match", &tag)]).await;
        assert_eq!((known.status, known.body.len()), (304, 0));

        let target = format!("/v1/media/{}?alt=media", resource(&sent));
        let head = send(w, bob, "HEAD", &target, &[], "").await;
        assert_eq!((head.status, head.header("content-length")), (200, "10"));
        let target = format!("/v1/media/{}", resource(&sent));
        let plain = send(w, bob, "GET", &target, &[], "").await;
        assert_eq!(plain.json(), json!({"resourceName": resource(&sent)}));
    })
    .await;
}

#[tokio::test]
async fn only_who_sees_the_message_gets_its_file() {
    both(async |w| {
        let space = w.space("Files", &["bob", "robo"]).await;
        let alice = As::user("alice");
        let sent = send_file(w, alice, &space, "a.txt", b"secret").await;
        let status = async |who| fetch(w, who, resource(&sent), &[]).await.status;
        assert_eq!(status(As::user("bob")).await, 200);
        assert_eq!(status(As::scoped("bob", "chat.messages")).await, 200);
        assert_eq!(status(As::app("robo")).await, 200);
        // It was not said to the app.
        assert_eq!(status(As::bot("robo")).await, 404);
        assert_eq!(status(As::user("dave")).await, 404);
        assert_eq!(status(As::app("other")).await, 404);
        assert_eq!(status(As::scoped("bob", "chat.messages.create")).await, 403);
        assert_eq!(status(As::Nobody).await, 401);
        for unknown in ["AAAAAAAAAAE", "x", "x/y", "%ff"] {
            assert_eq!(fetch(w, alice, unknown, &[]).await.status, 404, "{unknown}");
        }
        let text = format!("<{}> look", w.name("robo"));
        let uploaded = upload(w, alice, &space, "b.txt", "", b"public").await;
        let message = json!({"text": text, "attachment": [uploaded]});
        let sent = create(w, alice, &space, message).await.unwrap();
        let got = fetch(w, As::bot("robo"), resource(&sent), &[]).await;
        assert_eq!(got.body, "public");

        let name = format!("{space}/members/{}", w.id("bob"));
        w.ok(alice, "DeleteMembership", json!({"name": name})).await;
        assert_eq!(status(As::user("bob")).await, 404);
    })
    .await;
}

#[tokio::test]
async fn pictures_have_small_ones() {
    both(async |w| {
        let space = w.space("Files", &["bob"]).await;
        let alice = As::user("alice");
        let mut picture = Vec::new();
        let pixel = image::Rgb([9, 99, 199]);
        image::RgbImage::from_pixel(1_000, 500, pixel)
            .write_to(&mut Cursor::new(&mut picture), image::ImageFormat::Png)
            .unwrap();
        let uploaded = upload(w, alice, &space, "a.png", "image/png", &picture).await;
        let broken = upload(w, alice, &space, "b.png", "image/png", b"garbage").await;
        let message = json!({"attachment": [uploaded, broken]});
        let sent = create(w, alice, &space, message).await.unwrap();
        let uri = |n: usize| sent["attachment"][n]["thumbnailUri"].as_str().unwrap();
        // The second time it is kept.
        for _ in 0..2 {
            let small = send(w, As::user("bob"), "GET", uri(0), &[], "").await;
            assert_eq!(
                (small.status, small.header("content-type")),
                (200, "image/jpeg")
            );
            let small = image::load_from_memory(&small.body).unwrap();
            assert_eq!((small.width(), small.height()), (512, 256));
            let none = send(w, As::user("bob"), "GET", uri(1), &[], "").await;
            assert_eq!(none.status, 404);
        }
        assert_eq!(
            send(w, As::Nobody, "GET", uri(0), &[], "").await.status,
            401
        );
        assert_eq!(
            send(w, As::user("dave"), "GET", uri(0), &[], "")
                .await
                .status,
            404
        );
        let download = sent["attachment"][0]["downloadUri"].as_str().unwrap();
        let whole = send(w, As::user("bob"), "GET", download, &[], "").await;
        assert_eq!(whole.body, picture);
    })
    .await;
}

#[tokio::test]
async fn addresses_for_people_take_the_session_of_their_browser() {
    both(async |w| {
        let space = w.space("Files", &["bob"]).await;
        let sent = send_file(w, As::user("alice"), &space, "a.txt", b"secret").await;
        let uri = sent["attachment"][0]["downloadUri"].as_str().unwrap();
        let begin = async |who, secret: &'static str| {
            let now = server::state::now();
            let session = store::sessions::Session {
                id: now.0,
                user: w.user_id(who),
                create_time: now,
                expire_time: domain::Time(now.0 + domain::Time::DAY),
            };
            let hash = server::gate::secret::hash(secret);
            let store = &w.running.server.store;
            let write = store.write(move |tx| {
                Box::pin(async move { store::sessions::insert(tx, &hash, &session).await })
            });
            write.await.unwrap();
        };
        begin("bob", "secret-of-bob").await;
        begin("dave", "secret-of-dave").await;
        let open = async |target: &str, cookie: &str| {
            send(w, As::Nobody, "GET", target, &[("cookie", cookie)], "").await
        };
        let bob = open(uri, "a=b; confab_session=secret-of-bob").await;
        assert_eq!((bob.status, &bob.body[..]), (200, &b"secret"[..]));
        assert_eq!(bob.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(bob.header("access-control-allow-origin"), "");
        assert_eq!(open(uri, "confab_session=secret-of-dave").await.status, 404);
        assert_eq!(open(uri, "confab_session=nonsense").await.status, 401);
        // Programs' addresses know no cookies.
        let program = format!("/v1/media/{}?alt=media", resource(&sent));
        let refused = open(&program, "confab_session=secret-of-bob").await;
        assert_eq!(refused.status, 401);
    })
    .await;
}
