//! A server that misbehaves below HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

/// What it does with each request, once it has read it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Behaviour {
    /// Says nothing.
    Hang,
    /// Closes the connection.
    Close,
    /// Sends these bytes and closes the connection.
    Say(&'static str),
    /// Sends these bytes and then one more every 50 ms.
    Drip(&'static str),
    /// Sends 50 MB of body that were not announced.
    Flood,
}

pub(crate) struct RawServer {
    url: String,
    requests: Arc<AtomicUsize>,
}

impl RawServer {
    pub(crate) async fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, behaviour, Arc::clone(&counter)));
            }
        });
        Self { url, requests }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// How many requests were read whole.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

async fn serve(mut stream: TcpStream, behaviour: Behaviour, requests: Arc<AtomicUsize>) {
    if !read_request(&mut stream).await {
        return;
    }
    requests.fetch_add(1, Ordering::SeqCst);
    match behaviour {
        Behaviour::Hang => sleep(Duration::from_mins(10)).await,
        Behaviour::Close => {}
        Behaviour::Say(answer) => drop(stream.write_all(answer.as_bytes()).await),
        Behaviour::Drip(begin) => {
            let mut next = begin.as_bytes().to_vec();
            while stream.write_all(&next).await.is_ok() {
                next = vec![b' '];
                sleep(Duration::from_millis(50)).await;
            }
        }
        Behaviour::Flood => {
            let chunk = vec![b'x'; 64 * 1024];
            let begin = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n\"";
            let mut ended = stream.write_all(begin).await;
            for _ in 0..800 {
                if ended.is_err() {
                    return;
                }
                ended = stream.write_all(&chunk).await;
            }
        }
    }
}

/// Reads the head, and a body of the announced length.
async fn read_request(stream: &mut TcpStream) -> bool {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        if let Some(end) = text.find("\r\n\r\n") {
            assert!(!text.contains("transfer-encoding"), "the length is announced");
            let announced =
                text.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
            let body: usize = announced.map_or(0, |length| length.parse().unwrap());
            if bytes.len() >= end + 4 + body {
                return true;
            }
        }
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return false,
            Ok(read) => bytes.extend_from_slice(&chunk[..read]),
        }
    }
}
