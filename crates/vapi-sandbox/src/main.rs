//! The sandbox as a program, for tests that need it in a process of its own.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use vapi_sandbox::{Sandbox, SandboxConfig};

/// A small stand-in for Vapi's REST API, with control endpoints under /__sandbox
#[derive(Debug, Parser)]
#[command(name = "vapi-sandbox", version)]
struct Arguments {
    /// Where to listen; port 0 picks a free one, and the first line of output tells which
    #[arg(long, default_value = "127.0.0.1:0")]
    bind: SocketAddr,
    /// Where to keep assistants and phone numbers; in memory when absent
    #[arg(long)]
    state_file: Option<PathBuf>,
    /// Milliseconds that every call waits before it is looked at
    #[arg(long, default_value_t = 0)]
    delay_ms: u64,
}

#[actix_web::main]
async fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let config = SandboxConfig {
        state_file: arguments.state_file,
        delay: Duration::from_millis(arguments.delay_ms),
        control: true,
    };
    let sandbox = Sandbox::start(arguments.bind, config).await?;
    writeln!(io::stdout(), "listening on {}", sandbox.url())?;
    interrupted().await?;
    sandbox.stop().await;
    Ok(())
}

/// Ends when somebody asks the program to.
async fn interrupted() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            _ = terminate.recv() => Ok(()),
            outcome = tokio::signal::ctrl_c() => outcome,
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
