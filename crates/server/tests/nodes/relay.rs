//! A TCP relay in front of PostgreSQL that can be shut, so that the database is
//! gone, or held, so that it answers nothing.

use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    Open,
    /// Connections are cut, and new ones closed at once.
    Shut,
    /// Connections are made, and nothing passes any more.
    Held,
}

pub struct Relay {
    pub port: u16,
    way: Arc<watch::Sender<Way>>,
}

impl Relay {
    pub async fn to(address: String) -> Relay {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let way = Arc::new(watch::Sender::new(Way::Open));
        let asked = way.clone();
        tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                tokio::spawn(pass(socket, address.clone(), asked.subscribe()));
            }
        });
        Relay { port, way }
    }

    pub fn set(&self, way: Way) {
        self.way.send_replace(way);
    }
}

async fn pass(mut socket: TcpStream, address: String, mut way: watch::Receiver<Way>) {
    let first = *way.borrow_and_update();
    if first == Way::Shut {
        return;
    }
    if first == Way::Held {
        way.changed().await.ok();
        return;
    }
    let Ok(mut server) = TcpStream::connect(address).await else {
        return;
    };
    tokio::select! {
        ended = copy_bidirectional(&mut socket, &mut server) => drop(ended),
        _ = way.changed() => if *way.borrow() == Way::Held {
            // Both ends stay; a later change ends them.
            way.changed().await.ok();
        },
    }
}
