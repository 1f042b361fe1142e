//! A double of `PgBouncer`, as far as who looks for one asks it: it speaks Postgres's protocol,
//! and has processes to give, one after the other, but no Postgres behind it.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::Mode;

const SSL_REQUEST: i32 = 80_877_103;

pub(crate) struct Double {
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

/// The processes, and the names of the statements that each knows.
#[derive(Default)]
struct Processes {
    made: i32,
    /// The one that was used last is at the end, and given out first.
    idle: Vec<i32>,
    known: BTreeSet<(i32, String)>,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a client")]
struct Client {
    stream: TcpStream,
    processes: Arc<Mutex<Processes>>,
    mode: Mode,
    /// Prepares a client's statements again wherever they are not known.
    keeps_statements: bool,
    own: BTreeSet<String>,
    administers: bool,
    process: Option<i32>,
    in_transaction: bool,
    failed: bool,
}

impl Double {
    pub(crate) async fn start(mode: Mode, keeps_statements: bool) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let processes = Arc::new(Mutex::new(Processes::default()));
        let accepting = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let client = Client {
                    stream,
                    processes: Arc::clone(&processes),
                    mode,
                    keeps_statements,
                    own: BTreeSet::new(),
                    administers: false,
                    process: None,
                    in_transaction: false,
                    failed: false,
                };
                tokio::spawn(client.serve());
            }
        });
        Self { address, accepting }
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://somebody@{}/ava", self.address)
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Client {
    async fn serve(mut self) -> std::io::Result<()> {
        self.greet().await?;
        loop {
            let tag = self.stream.read_u8().await?;
            let body = self.body().await?;
            if tag == b'X' {
                break;
            }
            let mut answer = Vec::new();
            if !self.failed || tag == b'S' {
                self.answer(tag, &body, &mut answer);
            }
            self.stream.write_all(&answer).await?;
        }
        self.in_transaction = false;
        self.give_back();
        Ok(())
    }

    async fn body(&mut self) -> std::io::Result<Vec<u8>> {
        let length = self.stream.read_u32().await? as usize;
        let mut body = vec![0; length - 4];
        self.stream.read_exact(&mut body).await?;
        Ok(body)
    }

    async fn greet(&mut self) -> std::io::Result<()> {
        let mut body = self.body().await?;
        if body[..4] == SSL_REQUEST.to_be_bytes() {
            self.stream.write_all(b"N").await?;
            body = self.body().await?;
        }
        let text = String::from_utf8_lossy(&body[4..]).into_owned();
        self.administers = text.contains("database\0pgbouncer\0");
        if text.contains("extra_float_digits") {
            let refusal = error("08P01", "unsupported startup parameter");
            return self.stream.write_all(&refusal).await;
        }
        let greeting = [message(b'R', &0_i32.to_be_bytes()), message(b'Z', b"I")].concat();
        self.stream.write_all(&greeting).await
    }

    fn answer(&mut self, tag: u8, body: &[u8], answer: &mut Vec<u8>) {
        match tag {
            b'Q' => self.query(&first(body), answer),
            b'P' => {
                let name = first(body);
                let process = self.take();
                self.processes.lock().unwrap().known.insert((process, name.clone()));
                self.own.insert(name);
                answer.extend(message(b'1', b""));
            }
            b'D' => {
                answer.extend(message(b't', &0_i16.to_be_bytes()));
                answer.extend(column(23));
            }
            b'B' => self.bind(body, answer),
            b'E' => {
                answer.extend(row(&1_i32.to_be_bytes()));
                answer.extend(message(b'C', b"SELECT 1\0"));
            }
            b'S' => self.ready(answer),
            _ => {}
        }
    }

    fn query(&mut self, text: &str, answer: &mut Vec<u8>) {
        if self.administers {
            answer.extend(column(25));
            answer.extend(row(b"PgBouncer 1.18.0"));
            answer.extend(message(b'C', b"SHOW\0"));
            return answer.extend(message(b'Z', b"I"));
        }
        let process = self.take();
        match text {
            "SELECT pg_backend_pid()" => {
                answer.extend(column(23));
                answer.extend(row(process.to_string().as_bytes()));
                answer.extend(message(b'C', b"SELECT 1\0"));
            }
            "BEGIN" | "ROLLBACK" => {
                self.in_transaction = text == "BEGIN";
                answer.extend(message(b'C', format!("{text}\0").as_bytes()));
            }
            _ => answer.extend(error("0A000", "a double knows no such statement")),
        }
        self.ready(answer);
    }

    fn bind(&mut self, body: &[u8], answer: &mut Vec<u8>) {
        let portal = first(body);
        let name = first(&body[portal.len() + 1..]);
        let process = self.take();
        let is_known = self.keeps_statements && self.own.contains(&name)
            || self.processes.lock().unwrap().known.contains(&(process, name));
        if is_known {
            answer.extend(message(b'2', b""));
        } else {
            self.failed = true;
            answer.extend(error("26000", "prepared statement does not exist"));
        }
    }

    fn ready(&mut self, answer: &mut Vec<u8>) {
        self.failed = false;
        self.give_back();
        answer.extend(message(b'Z', if self.in_transaction { b"T" } else { b"I" }));
    }

    fn take(&mut self) -> i32 {
        let mut processes = self.processes.lock().unwrap();
        *self.process.get_or_insert_with(|| {
            processes.idle.pop().unwrap_or_else(|| {
                processes.made += 1;
                processes.made
            })
        })
    }

    fn give_back(&mut self) {
        if self.mode == Mode::Transaction && !self.in_transaction {
            self.processes.lock().unwrap().idle.extend(self.process.take());
        }
    }
}

/// The text up to the first NUL.
fn first(body: &[u8]) -> String {
    let end = body.iter().position(|byte| *byte == 0).unwrap_or(body.len());
    String::from_utf8_lossy(&body[..end]).into_owned()
}

fn message(tag: u8, body: &[u8]) -> Vec<u8> {
    let length = i32::try_from(body.len() + 4).unwrap().to_be_bytes();
    [&[tag], &length[..], body].concat()
}

fn column(oid: i32) -> Vec<u8> {
    let mut body = 1_i16.to_be_bytes().to_vec();
    body.extend(b"column\0");
    body.extend([0; 6]);
    body.extend(oid.to_be_bytes());
    body.extend((-1_i16).to_be_bytes());
    body.extend((-1_i32).to_be_bytes());
    body.extend(0_i16.to_be_bytes());
    message(b'T', &body)
}

fn row(value: &[u8]) -> Vec<u8> {
    let mut body = 1_i16.to_be_bytes().to_vec();
    body.extend(i32::try_from(value.len()).unwrap().to_be_bytes());
    body.extend(value);
    message(b'D', &body)
}

fn error(code: &str, text: &str) -> Vec<u8> {
    message(b'E', format!("SERROR\0VERROR\0C{code}\0M{text}\0\0").as_bytes())
}
