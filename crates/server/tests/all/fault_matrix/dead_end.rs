//! Addresses that lead nowhere.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// An address that nobody can take meanwhile, and where no connection comes about.
pub(super) struct DeadEnd {
    address: SocketAddr,
    _held: Held,
}

enum Held {
    Closed { _socket: TcpSocket },
    Full { _listener: TcpListener, _waiting: Vec<TcpStream> },
}

fn bound() -> (TcpSocket, SocketAddr) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).expect("a port");
    let address = socket.local_addr().expect("an address");
    (socket, address)
}

impl DeadEnd {
    /// Connections are refused.
    pub(super) fn closed() -> Self {
        let (socket, address) = bound();
        Self { address, _held: Held::Closed { _socket: socket } }
    }

    /// Connections wait for ever: as many as may wait do so already, and Linux answers no more.
    pub(super) async fn full() -> Self {
        const BACKLOG: u32 = 1;
        let (socket, address) = bound();
        let listener = socket.listen(BACKLOG).expect("a listener");
        let mut waiting = Vec::new();
        for _ in 0..=BACKLOG {
            waiting.push(TcpStream::connect(address).await.expect("a place in the queue"));
        }
        Self { address, _held: Held::Full { _listener: listener, _waiting: waiting } }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}
