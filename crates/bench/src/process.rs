//! What the system says of processes.

use std::fs;
use std::time::Duration;

use anyhow::Context;

/// What `/proc` counts time in, in every Linux: hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// Which time fields of `/proc/PID/stat` to add up, counted after the name: those of the process
/// and those of its children that have ended.
const OWN: [usize; 2] = [11, 12];
const OF_ENDED: [usize; 2] = [13, 14];
const PARENT: usize = 1;

/// The time that a process was at work, with all its threads.
pub(crate) fn cpu_of(pid: u32) -> anyhow::Result<Duration> {
    Ok(ticks(&fields(pid)?, &OWN))
}

/// The same of a Postgres with all its processes, those that have ended too.
pub(crate) fn cpu_of_cluster(postmaster: u32) -> anyhow::Result<Duration> {
    let own = fields(postmaster)?;
    let mut all = ticks(&own, &OWN) + ticks(&own, &OF_ENDED);
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        // One that ended meanwhile counts with its parent next time.
        if let Ok(fields) = fields(pid)
            && fields.get(PARENT).copied() == Some(u64::from(postmaster))
        {
            all += ticks(&fields, &OWN);
        }
    }
    Ok(all)
}

/// The parent of a process.
pub(crate) fn parent_of(pid: u32) -> anyhow::Result<u32> {
    let parent = fields(pid)?.get(PARENT).copied().context("no parent")?;
    Ok(u32::try_from(parent)?)
}

/// Memory of a process in MiB: now (`VmRSS`), or the most it ever had (`VmHWM`).
pub(crate) fn memory_of(pid: u32, what: &str) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'));
    let kib: f64 = line.context("no such line")?.trim().trim_end_matches(" kB").parse()?;
    Ok(kib / 1024.0)
}

fn fields(pid: u32) -> anyhow::Result<Vec<u64>> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name, in parentheses, may hold anything.
    let (_, rest) = stat.rsplit_once(") ").context("not as /proc writes it")?;
    Ok(rest.split(' ').map(|field| field.trim().parse().unwrap_or(0)).collect())
}

fn ticks(fields: &[u64], which: &[usize]) -> Duration {
    let ticks: u64 = which.iter().filter_map(|&at| fields.get(at)).sum();
    TICK * u32::try_from(ticks).unwrap_or(u32::MAX)
}
