//! A lock, so that only one run at a time changes a folder of output.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use anyhow::{Context, bail};

use crate::terminal;
use crate::workspace::shown;

/// The right to change a folder of output. The system releases it even if the process is killed.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// Acquires the lock for a folder of output. Reports if it has to wait.
///
/// The lock file remains after the lock is released. Removing it would allow two runs at once: one that waits for the
/// old file, and one that creates a new file.
pub(crate) fn acquire(root: &Path, workplace: &Path) -> anyhow::Result<Lock> {
    let path = workplace.join("lock");
    let trouble = || format!("cannot lock {}", shown(&path));
    // Other kinds of files are not opened: a link leads elsewhere, and a FIFO blocks.
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
    fn second_run_waits_for_the_first() {
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
