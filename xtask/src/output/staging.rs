//! The staging folder, in which changes of the output are prepared.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::workspace::shown;

/// Name of the folder.
pub(crate) const NAME: &str = ".codegen";

/// Returns the staging folder, and creates it if necessary: `generated/.codegen` for `generated/src`.
///
/// Files are moved from there into the output, which works only within one mount. If the output is a mount point, or
/// its parent folder is not writable, the staging folder is inside the output.
pub(crate) fn find(root: &Path) -> anyhow::Result<PathBuf> {
    let trouble = |path: &Path| format!("cannot prepare the folder {}", shown(path));
    fs::create_dir_all(root).with_context(|| trouble(root))?;
    let inner = root.join(NAME);
    if let Some(parent) = root.parent().filter(|parent| can_move(parent, root)) {
        let outer = parent.join(NAME);
        match make(&outer) {
            Ok(()) => return Ok(outer),
            Err(error) if is_forbidden(&error) => {}
            Err(error) => return Err(error).with_context(|| trouble(&outer)),
        }
    }
    make(&inner).with_context(|| trouble(&inner))?;
    Ok(inner)
}

/// Returns true if files can be moved between two folders: if both are in one mount.
///
/// Tries to move a file that does not exist. The system compares mounts before it looks up files, so nothing changes.
pub(crate) fn can_move(from: &Path, to: &Path) -> bool {
    if !is_one_device(from, to) {
        return false;
    }
    let name = format!("{NAME}.{}.none", std::process::id());
    match fs::rename(from.join(&name), to.join(&name)) {
        Ok(()) => true,
        Err(error) => error.kind() != io::ErrorKind::CrossesDevices,
    }
}

#[cfg(unix)]
fn is_one_device(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let device = |path: &Path| fs::metadata(path).map(|metadata| metadata.dev());
    match (device(one), device(other)) {
        (Ok(one), Ok(other)) => one == other,
        // Other errors are reported when files are written.
        _ => true,
    }
}

#[cfg(not(unix))]
fn is_one_device(_one: &Path, _other: &Path) -> bool {
    true
}

/// Creates a folder unless it exists. A link to a folder is rejected, because files behind it would be changed and
/// removed.
fn make(path: &Path) -> anyhow::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(_) => bail!("{} is not a folder; move it away or delete it", shown(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(fs::create_dir(path)?),
        Err(error) => Err(error.into()),
    }
}

fn is_forbidden(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    matches!(
        kind,
        Some(io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staging_folder_is_next_to_the_output() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("src");
        assert_eq!(find(&root).unwrap(), folder.path().join(NAME));
        assert_eq!(find(&root).unwrap(), folder.path().join(NAME));
        assert!(can_move(folder.path(), &root));
        assert_eq!(fs::read_dir(&root).unwrap().count(), 0);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn staging_folder_is_inside_an_output_that_is_a_mount_point() {
        assert!(!can_move(Path::new("/proc"), &std::env::temp_dir()));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("src");
        fs::create_dir(folder.path().join("elsewhere")).unwrap();
        std::os::unix::fs::symlink("elsewhere", folder.path().join(NAME)).unwrap();
        let error = find(&root).unwrap_err();
        assert!(
            format!("{error:#}").contains("is not a folder"),
            "{error:#}"
        );
    }
}
