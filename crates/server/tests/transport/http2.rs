//! HTTP/2 of somebody who means no good: frames written by hand.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::harness::*;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const ENHANCE_YOUR_CALM: u32 = 11;
/// `GET http://a/healthz`, without compression.
const GET: &[u8] = b"\x82\x86\x04\x08/healthz\x01\x01a";

fn written(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// The frames of an answer: kind and payload.
fn frames(mut bytes: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut all = Vec::new();
    while bytes.len() >= 9 {
        let length = u32::from_be_bytes([0, bytes[0], bytes[1], bytes[2]]) as usize;
        let end = bytes.len().min(9 + length);
        all.push((bytes[3], bytes[9..end].to_vec()));
        bytes = &bytes[end..];
    }
    all
}

/// Sends it all, and reads to the end or until the server says goodbye.
async fn exchange(server: &Server, bytes: Vec<u8>) -> Vec<(u8, Vec<u8>)> {
    let socket = server.connect().await;
    let (mut reader, mut writer) = socket.into_split();
    // A server that has seen enough closes before everything is written.
    let writing = tokio::spawn(async move {
        let _ = writer.write_all(&bytes).await;
        writer
    });
    let mut answer = Vec::new();
    let reading = async {
        let mut buffer = [0; 4_096];
        while let Ok(length @ 1..) = reader.read(&mut buffer).await {
            answer.extend(&buffer[..length]);
            if frames(&answer).iter().any(|(kind, _)| *kind == GOAWAY) {
                break;
            }
        }
    };
    timeout(PATIENCE, reading)
        .await
        .expect("the server goes on");
    drop(writing);
    frames(&answer)
}

fn goodbye(frames: &[(u8, Vec<u8>)]) -> Option<u32> {
    let (_, payload) = frames.iter().find(|(kind, _)| *kind == GOAWAY)?;
    Some(u32::from_be_bytes(payload[4..8].try_into().unwrap()))
}

#[tokio::test]
async fn opening_and_resetting_ends_the_connection() {
    let server = Server::start(&[]).await;
    let mut bytes = [PREFACE, &written(SETTINGS, 0, 0, &[])].concat();
    let cancel = 8_u32.to_be_bytes();
    for stream in (1..4_000).step_by(2) {
        bytes.extend(written(HEADERS, END_STREAM | END_HEADERS, stream, GET));
        bytes.extend(written(RST_STREAM, 0, stream, &cancel));
    }
    let answer = exchange(&server, bytes).await;
    assert_eq!(goodbye(&answer), Some(ENHANCE_YOUR_CALM));
    assert_eq!(server.grpc(INFO, &[]).await.code, 0);
}

#[tokio::test]
async fn a_head_without_end_ends_the_connection() {
    let server = Server::start(&[]).await;
    let mut bytes = [PREFACE, &written(SETTINGS, 0, 0, &[])].concat();
    bytes.extend(written(HEADERS, END_STREAM, 1, GET));
    // A field of 15 KB again and again: never indexed, name and value in full.
    let mut field = b"\x10\x01x\x7f\x81\x76".to_vec();
    field.extend([b'y'; 15_232]);
    for _ in 0..200 {
        bytes.extend(written(CONTINUATION, 0, 1, &field));
    }
    let answer = exchange(&server, bytes).await;
    assert!(
        answer.iter().all(|(kind, _)| *kind != HEADERS),
        "an answer to half a head"
    );
    assert_eq!(server.grpc(INFO, &[]).await.code, 0);
}

#[tokio::test]
async fn a_peer_is_told_the_limits() {
    let server = Server::start(&[]).await;
    let mut socket = server.connect().await;
    let hello = [PREFACE, &written(SETTINGS, 0, 0, &[])].concat();
    socket.write_all(&hello).await.unwrap();
    let mut head = [0; 9];
    let reading = socket.read_exact(&mut head);
    timeout(PATIENCE, reading).await.unwrap().unwrap();
    assert_eq!(head[3], SETTINGS);
    let mut payload = vec![0; usize::from(head[2])];
    socket.read_exact(&mut payload).await.unwrap();
    let setting = |id: u16| {
        let found = payload
            .chunks(6)
            .find(|it| u16::from_be_bytes([it[0], it[1]]) == id);
        found.map(|it| u32::from_be_bytes(it[2..].try_into().unwrap()))
    };
    // Streams at once, and bytes of a head.
    assert_eq!(setting(3), Some(256));
    assert_eq!(setting(6), Some(64 * 1024));
}
