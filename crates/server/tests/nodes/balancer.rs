//! A plain TCP load balancer: asks every node whether it is ready, and gives
//! each new connection to the next one that is. It knows nothing of HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

struct Target {
    port: u16,
    ready: AtomicBool,
}

pub struct Balancer {
    pub port: u16,
    targets: Arc<Vec<Target>>,
}

impl Balancer {
    pub async fn to(ports: &[u16]) -> Balancer {
        let target = |port: &u16| Target {
            port: *port,
            ready: AtomicBool::new(false),
        };
        let targets: Arc<Vec<Target>> = Arc::new(ports.iter().map(target).collect());
        for n in 0..targets.len() {
            tokio::spawn(check(targets.clone(), n));
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(run(listener, targets.clone()));
        Balancer { port, targets }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn is_ready(&self, node: usize) -> bool {
        self.targets[node].ready.load(Ordering::SeqCst)
    }
}

async fn check(targets: Arc<Vec<Target>>, n: usize) {
    let client = crate::team::client();
    let target = &targets[n];
    loop {
        let asked = client
            .get(format!("http://127.0.0.1:{}/readyz", target.port))
            .send()
            .await;
        let ready = asked.is_ok_and(|answer| answer.status() == 200);
        target.ready.store(ready, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn run(listener: TcpListener, targets: Arc<Vec<Target>>) {
    let next = Arc::new(AtomicUsize::new(0));
    loop {
        let (mut socket, _) = listener.accept().await.unwrap();
        let (targets, next) = (targets.clone(), next.clone());
        tokio::spawn(async move {
            for _ in 0..targets.len() * 2 {
                let target = &targets[next.fetch_add(1, Ordering::SeqCst) % targets.len()];
                if !target.ready.load(Ordering::SeqCst) {
                    continue;
                }
                if let Ok(mut node) = TcpStream::connect(("127.0.0.1", target.port)).await {
                    copy_bidirectional(&mut socket, &mut node).await.ok();
                    return;
                }
            }
        });
    }
}
