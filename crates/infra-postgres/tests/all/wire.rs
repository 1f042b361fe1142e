//! The wire between a pool and its Postgres, to be held and cut.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What becomes of what is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// It arrives.
    Through,
    /// Nothing arrives, and no connection ends: so it is when a machine is frozen.
    Held,
    /// Every connection ends, and new ones are ended as well.
    Cut,
}

/// A listener that passes everything on, until it is told otherwise.
pub(crate) struct Wire {
    address: SocketAddr,
    mode: Arc<watch::Sender<Mode>>,
    /// Connections up to this one are held for good.
    dead: Arc<watch::Sender<usize>>,
    made: Arc<watch::Sender<usize>>,
}

impl Wire {
    /// In front of the server of this URL; answers the URL by way of it, too.
    pub(crate) async fn to(url: &str) -> (Self, String) {
        let (scheme, rest) = url.split_once("://").unwrap();
        let (authority, database) = rest.split_once('/').unwrap();
        let (user, server) = authority.rsplit_once('@').unwrap_or(("postgres", authority));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let wire = Self {
            address: listener.local_addr().unwrap(),
            mode: Arc::new(watch::Sender::new(Mode::Through)),
            dead: Arc::default(),
            made: Arc::default(),
        };
        tokio::spawn(wire.take_connections(listener, server.to_owned()));
        let by_wire = format!("{scheme}://{user}@{}/{database}", wire.address);
        (wire, by_wire)
    }

    pub(crate) fn hold(&self) {
        self.mode.send_replace(Mode::Held);
    }

    pub(crate) fn cut(&self) {
        self.mode.send_replace(Mode::Cut);
    }

    pub(crate) fn let_through(&self) {
        self.mode.send_replace(Mode::Through);
    }

    /// Holds the connections that there are, and for good; new ones work.
    pub(crate) fn hold_those_made(&self) {
        self.dead.send_replace(self.connections());
    }

    /// How many were made.
    pub(crate) fn connections(&self) -> usize {
        *self.made.borrow()
    }

    fn take_connections(
        &self,
        listener: TcpListener,
        server: String,
    ) -> impl Future<Output = ()> + use<> {
        let (mode, dead) = (Arc::clone(&self.mode), Arc::clone(&self.dead));
        let count = Arc::clone(&self.made);
        async move {
            while let Ok((client, _)) = listener.accept().await {
                let number = *count.borrow() + 1;
                count.send_replace(number);
                let fate = Fate { number, mode: mode.subscribe(), dead: dead.subscribe() };
                tokio::spawn(fate.connect(client, server.clone()));
            }
        }
    }
}

/// What becomes of one connection.
#[derive(Clone)]
struct Fate {
    number: usize,
    mode: watch::Receiver<Mode>,
    dead: watch::Receiver<usize>,
}

impl Fate {
    async fn connect(self, client: TcpStream, server: String) {
        let Ok(server) = TcpStream::connect(server).await else { return };
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        let mut mode = self.mode.clone();
        tokio::select! {
            () = self.clone().pass(from_client, to_server) => {}
            () = self.pass(from_server, to_client) => {}
            _ = mode.wait_for(|mode| *mode == Mode::Cut) => {}
        }
    }

    async fn pass(mut self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
        let mut piece = [0; 8192];
        loop {
            let Ok(length @ 1..) = from.read(&mut piece).await else { return };
            self.until_through().await;
            if to.write_all(&piece[..length]).await.is_err() {
                return;
            }
        }
    }

    async fn until_through(&mut self) {
        let number = self.number;
        let alive = self.dead.wait_for(|dead| *dead < number);
        if alive.await.is_err() {
            return std::future::pending().await;
        }
        drop(self.mode.wait_for(|mode| *mode == Mode::Through).await);
    }
}
