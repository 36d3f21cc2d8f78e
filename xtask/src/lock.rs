//! One run at a time may change a folder of output.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use anyhow::Context;

use crate::plan::workplace;
use crate::terminal;
use crate::workspace::shown;

/// The right to change a folder of output, until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// Waits for the right to change a folder of output, and says so if it has to wait.
///
/// The file stays when the lock is gone: removing it would let a run that waits for it and a run that makes a new one
/// both believe that they are alone.
pub(crate) fn acquire(root: &Path) -> anyhow::Result<Lock> {
    let workplace = workplace(root);
    let path = workplace.join("lock");
    let trouble = || format!("cannot lock {}", shown(&path));
    fs::create_dir_all(&workplace).with_context(trouble)?;
    let file = File::options()
        .create(true)
        .append(true)
        .open(&path)
        .with_context(trouble)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            terminal::note(&format!(
                "waiting for another run that changes {}\n",
                shown(root)
            ));
            file.lock().with_context(trouble)?;
        }
        Err(TryLockError::Error(error)) => return Err(error).with_context(trouble),
    }
    Ok(Lock { _file: file })
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_second_waits_for_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("src");
        let first = acquire(&root).unwrap();
        let (sender, receiver) = mpsc::channel();
        let second = thread::spawn({
            let root = root.clone();
            move || {
                let lock = acquire(&root).unwrap();
                sender.send(()).unwrap();
                lock
            }
        });
        assert!(receiver.recv_timeout(Duration::from_millis(200)).is_err());
        drop(first);
        receiver.recv_timeout(Duration::from_secs(30)).unwrap();
        second.join().unwrap();
    }
}
