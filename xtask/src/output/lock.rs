//! One run at a time may change a folder of output.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use anyhow::{Context, bail};

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
pub(crate) fn acquire(root: &Path, workplace: &Path) -> anyhow::Result<Lock> {
    let path = workplace.join("lock");
    let trouble = || format!("cannot lock {}", shown(&path));
    // What is no file of ours is not opened: a link leads elsewhere, and a FIFO blocks.
    if fs::symlink_metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
        bail!(
            "{} is not a regular file; move it away or delete it",
            shown(&path)
        );
    }
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
    use crate::output::staging;

    #[test]
    fn the_second_waits_for_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("src");
        let workplace = staging::find(&root).unwrap();
        let first = acquire(&root, &workplace).unwrap();
        let (sender, receiver) = mpsc::channel();
        let second = thread::spawn({
            let root = root.clone();
            move || {
                let lock = acquire(&root, &workplace).unwrap();
                sender.send(()).unwrap();
                lock
            }
        });
        assert!(receiver.recv_timeout(Duration::from_millis(200)).is_err());
        drop(first);
        receiver.recv_timeout(Duration::from_secs(30)).unwrap();
        second.join().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn only_a_regular_file_is_locked() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("src");
        let workplace = staging::find(&root).unwrap();
        let mut made = std::process::Command::new("mkfifo");
        assert!(made.arg(workplace.join("lock")).status().unwrap().success());
        assert!(acquire(&root, &workplace).is_err());
        fs::remove_file(workplace.join("lock")).unwrap();
        std::os::unix::fs::symlink("../elsewhere", workplace.join("lock")).unwrap();
        assert!(acquire(&root, &workplace).is_err());
        assert!(!folder.path().join("elsewhere").exists());
    }
}
