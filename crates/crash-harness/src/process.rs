//! Processes of the system.

use std::fs;
use std::process::Command;

/// Sends a signal, by its name without `SIG`. Who is gone by now is passed over.
pub(crate) fn signal(name: &str, processes: &[u32]) {
    let pids = processes.iter().map(u32::to_string);
    // It says of each one that is gone; nobody is to hear that.
    drop(Command::new("kill").arg(format!("-{name}")).args(pids).output().expect("kill"));
}

/// Those whose parent this is.
pub(crate) fn children_of(parent: u32) -> Vec<u32> {
    let entries = fs::read_dir("/proc").expect("a system with /proc").flatten();
    let processes = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    processes.filter(|pid| stat(*pid).is_some_and(|stat| stat.parent == parent)).collect()
}

/// Whether it has not ended.
pub(crate) fn is_running(pid: u32) -> bool {
    stat(pid).is_some_and(|stat| !matches!(stat.state, 'Z' | 'X'))
}

struct Stat {
    state: char,
    parent: u32,
}

/// `pid (name) state ppid …`; a name may hold anything.
fn stat(pid: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut rest = text.get(text.rfind(')')? + 1..)?.split_whitespace();
    Some(Stat { state: rest.next()?.chars().next()?, parent: rest.next()?.parse().ok()? })
}
