//! The wire: a server on a port of its own, and connections that nothing tidies up.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;

use actix_web::HttpServer;
use actix_web::dev::ServerHandle;
use ava_http_actix::{Api, configure_app};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::answer::Answer;

/// An application on a port. Stops when it is dropped.
pub(crate) struct Bound {
    address: SocketAddr,
    handle: ServerHandle,
}

impl Bound {
    pub(super) fn new(api: &Api) -> Self {
        let api = api.clone();
        let server = HttpServer::new(move || configure_app(&api)).workers(1).disable_signals();
        let server = server.bind(("127.0.0.1", 0)).unwrap();
        let address = server.addrs()[0];
        let server = server.run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { address, handle }
    }

    pub(crate) async fn connect(&self) -> Connection {
        let (read, write) = TcpStream::connect(self.address).await.unwrap().into_split();
        Connection { read: BufReader::new(read), write }
    }
}

impl Drop for Bound {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

/// A connection to a server.
pub(crate) struct Connection {
    read: BufReader<OwnedReadHalf>,
    write: OwnedWriteHalf,
}

impl Connection {
    /// Sends a request and reads its answer at the same time, as a client does that sends
    /// a large body. A body without `length` is sent in chunks.
    pub(crate) async fn exchange(&mut self, head: &str, body: &[u8], framing: Framing) -> Answer {
        let Self { read, write } = self;
        let has_body = !head.starts_with("HEAD ");
        let (sent, answer) =
            tokio::join!(send(write, head, body, framing), read_answer(read, has_body));
        sent.unwrap();
        let answer = answer.unwrap();
        if has_body {
            answer.keeps_its_promises();
        }
        answer
    }

    /// A request whose answer breaks off, at its beginning or later.
    pub(crate) async fn ask_in_vain(&mut self, head: &str) -> io::Error {
        let Self { read, write } = self;
        send(write, head, b"", Framing::None).await.unwrap();
        read_answer(read, true).await.err().expect("half an answer at most")
    }

    /// A request without a body.
    pub(crate) async fn ask(&mut self, head: &str) -> Answer {
        self.exchange(head, b"", Framing::None).await
    }

    /// Sends the first `begun` bytes of a body of 150 MiB, told by its length or by one chunk.
    pub(crate) async fn begin(&mut self, head: &str, begun: usize, framing: Framing) -> Answer {
        let all = 150 * 1024 * 1024;
        let told = match framing {
            Framing::Chunks => format!("transfer-encoding: chunked\r\n\r\n{all:x}\r\n"),
            _ => format!("content-length: {all}\r\n\r\n"),
        };
        let beginning = [told.as_bytes(), &vec![b' '; begun]].concat();
        self.exchange(head, &beginning, Framing::AsItIs).await
    }

    /// Whether the server closes without another word.
    pub(crate) async fn is_closed(&mut self) -> bool {
        matches!(self.read.read(&mut [0]).await, Ok(0) | Err(_))
    }
}

/// How the end of a body is told.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Framing {
    /// There is no body.
    None,
    /// By its length.
    Length,
    /// By a last chunk.
    Chunks,
    /// What is sent tells it.
    AsItIs,
}

async fn send(
    write: &mut OwnedWriteHalf,
    head: &str,
    body: &[u8],
    framing: Framing,
) -> io::Result<()> {
    let end = match framing {
        Framing::None => "\r\n".to_owned(),
        Framing::Length => format!("content-length: {}\r\n\r\n", body.len()),
        Framing::Chunks => "transfer-encoding: chunked\r\n\r\n".to_owned(),
        Framing::AsItIs => String::new(),
    };
    write.write_all(format!("{head}\r\nhost: test\r\n{end}").as_bytes()).await?;
    match framing {
        Framing::None => Ok(()),
        Framing::Length | Framing::AsItIs => write.write_all(body).await,
        Framing::Chunks => {
            for chunk in body.chunks(60_000) {
                write.write_all(format!("{:x}\r\n", chunk.len()).as_bytes()).await?;
                write.write_all(chunk).await?;
                write.write_all(b"\r\n").await?;
            }
            write.write_all(b"0\r\n\r\n").await
        }
    }
}

async fn read_answer(read: &mut BufReader<OwnedReadHalf>, has_body: bool) -> io::Result<Answer> {
    let mut line = String::new();
    read.read_line(&mut line).await?;
    if line.contains(" 100 ") {
        read.read_line(&mut line).await?;
        line.clear();
        read.read_line(&mut line).await?;
    }
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| io::Error::other(format!("no answer: {line:?}")))?;
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        read.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let body = match headers.get("transfer-encoding") {
        _ if !has_body => Vec::new(),
        Some(_) => read_chunks(read).await?,
        None => read_bytes(read, length).await?,
    };
    Ok(Answer::new(status, headers, &body))
}

async fn read_chunks(read: &mut BufReader<OwnedReadHalf>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        read.read_line(&mut line).await?;
        let length = usize::from_str_radix(line.trim_end(), 16).map_err(io::Error::other)?;
        body.extend(read_bytes(read, length).await?);
        read_bytes(read, "\r\n".len()).await?;
        if length == 0 {
            return Ok(body);
        }
    }
}

async fn read_bytes(read: &mut BufReader<OwnedReadHalf>, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    read.read_exact(&mut bytes).await.map(|_| bytes)
}
