//! One of our programs at a time.

use std::fs::{File, TryLockError};
use std::time::{Duration, Instant};

use anyhow::bail;

const PATIENCE: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(5);

/// Held until it is dropped. The system takes it from a process that dies, so
/// that the file that is left blocks nobody.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits up to a second for the lock of that file.
    pub(crate) fn of(file: File) -> anyhow::Result<Self> {
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                // A file system without locks: the last look before the
                // replacement still guards the file.
                Err(TryLockError::Error(_)) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => {
                    std::thread::sleep(PAUSE);
                }
                Err(TryLockError::WouldBlock) => {
                    bail!("timed out waiting for another git-checkpoint process");
                }
            }
        }
    }
}
