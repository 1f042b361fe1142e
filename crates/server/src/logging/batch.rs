//! Lines that come together are written together.

use std::io::{self, BufWriter, Write};
use std::thread;
use std::time::Duration;

/// How long is waited for further lines.
const PAUSE: Duration = Duration::from_millis(20);
/// So much is written without waiting.
const BATCH_BYTES: usize = 64 * 1024;

/// Writes what it was given when it is told to, and rests afterwards, so that the next lines wake
/// nobody.
pub(super) fn batches<W: Write>(out: W) -> BufWriter<impl Write> {
    BufWriter::with_capacity(BATCH_BYTES, Resting(out))
}

struct Resting<W>(W);

impl<W: Write> Write for Resting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        thread::sleep(PAUSE);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::*;

    struct Told(Sender<usize>);

    impl Write for Told {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.send(bytes.len()).unwrap();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_that_come_together_are_one_write() {
        let (told, writes) = channel();
        let mut out = batches(Told(told));
        for _ in 0..3 {
            out.write_all(b"a line\n").unwrap();
        }
        assert!(writes.try_recv().is_err());
        out.flush().unwrap();
        assert_eq!(writes.try_iter().collect::<Vec<_>>(), [21]);
    }
}
