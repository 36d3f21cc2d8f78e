//! Reads files: only regular ones of limited size, and files that a document refers to only inside a folder.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

/// Size limit of a file in bytes: more than four times the largest known document.
pub const LARGEST: u64 = 64 << 20;

/// Reads a regular file.
///
/// The size is limited while the file is read: for devices, files of `/proc` and growing files, the size in the
/// metadata is wrong.
///
/// # Errors
///
/// If it cannot be read, is not a regular file, or is larger than [`LARGEST`].
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = open(path, LARGEST)?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if length(bytes.len()) > LARGEST {
        return Err(too_large());
    }
    Ok(bytes)
}

/// Reads a regular file of text.
///
/// # Errors
///
/// Those of [`read`], or if it is not UTF-8.
pub fn read_to_string(path: &Path) -> io::Result<String> {
    let text = String::from_utf8(read(path)?);
    text.map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
}

/// Reads the first line of a regular file, or as much of it as the limit allows.
///
/// # Errors
///
/// If it cannot be read or is not a regular file.
pub fn first_line(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path, u64::MAX)?.take(limit).read_to_end(&mut bytes)?;
    if let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
        bytes.truncate(end);
    }
    Ok(bytes)
}

/// Opens a regular file within the size limit. Other files are not opened, because opening blocks for a FIFO and has
/// effects for some devices.
fn open(path: &Path, largest: u64) -> io::Result<File> {
    check(&fs::metadata(path)?, largest)?;
    let mut options = File::options();
    options.read(true);
    // The file may have been replaced by a FIFO in the meantime.
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        options.custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    check(&file.metadata()?, largest)?;
    Ok(file)
}

fn check(metadata: &Metadata, largest: u64) -> io::Result<()> {
    if !metadata.is_file() {
        let message = "it is not a regular file";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    if metadata.len() > largest {
        return Err(too_large());
    }
    Ok(())
}

fn too_large() -> io::Error {
    let message = format!("it is larger than {} MiB", LARGEST >> 20);
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

/// A folder that limits which files may be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Returns the folder at a path, which may contain links.
    ///
    /// # Errors
    ///
    /// If there is no such folder.
    pub fn new(path: &Path) -> io::Result<Self> {
        let path = if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            path
        };
        let path = fs::canonicalize(path)?;
        if !path.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self { path })
    }

    /// Returns the folder of a file. For a link, returns the folder of its target, because references of a document are
    /// relative to that.
    ///
    /// # Errors
    ///
    /// If there is no such file.
    pub fn of(file: &Path) -> io::Result<Self> {
        let path = fs::canonicalize(file)?;
        Self::new(path.parent().unwrap_or(&path))
    }

    /// Returns the path without links.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the path of a file relative to the folder. None if it is outside, or if a link leads outside.
    pub fn inside(&self, file: &Path) -> Option<PathBuf> {
        let path = fs::canonicalize(file).ok()?;
        path.strip_prefix(&self.path).ok().map(Path::to_owned)
    }

    /// Reads a file by its path relative to the folder.
    ///
    /// # Errors
    ///
    /// Those of [`read`], or if the path leads out of the folder, also by a link.
    pub fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let plain = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        if !path.components().all(plain) {
            return Err(outside());
        }
        let path = fs::canonicalize(self.path.join(path))?;
        if !path.starts_with(&self.path) {
            return Err(outside());
        }
        read(&path)
    }
}

fn outside() -> io::Error {
    io::Error::new(
        io::ErrorKind::PermissionDenied,
        "it is outside of the folder whose files may be read",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparse_file_is_too_large() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sparse");
        File::create(&path).unwrap().set_len(10 << 30).unwrap();
        assert_eq!(
            read(&path).unwrap_err().to_string(),
            "it is larger than 64 MiB"
        );
        File::create(&path).unwrap().set_len(3).unwrap();
        assert_eq!(read(&path).unwrap(), [0; 3]);
    }

    #[test]
    fn folders_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("below")).unwrap();
        let error = read(&folder.path().join("below")).unwrap_err();
        assert_eq!(error.to_string(), "it is not a regular file");
        assert!(Folder::new(&folder.path().join("none")).is_err());
    }

    #[test]
    fn paths_do_not_lead_out() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("below")).unwrap();
        fs::write(folder.path().join("secret"), "secret").unwrap();
        fs::write(folder.path().join("below/own"), "own").unwrap();
        let below = Folder::new(&folder.path().join("below")).unwrap();
        assert_eq!(below.read(Path::new("./own")).unwrap(), b"own");
        let secret = folder.path().join("secret");
        for path in [Path::new("../secret"), Path::new("a/../../secret"), &secret] {
            let error = below.read(path).unwrap_err();
            assert!(error.to_string().contains("outside of"), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("below");
        fs::create_dir(&below).unwrap();
        fs::write(folder.path().join("secret"), "secret").unwrap();
        fs::write(below.join("own"), "own").unwrap();
        symlink("../secret", below.join("file")).unwrap();
        symlink("..", below.join("folder")).unwrap();
        symlink("own", below.join("inside")).unwrap();
        symlink("/proc/self/environ", below.join("environment")).unwrap();
        symlink("/dev/zero", below.join("device")).unwrap();
        let below = Folder::new(&below).unwrap();
        for path in ["file", "folder/secret", "device"] {
            let error = below.read(Path::new(path)).unwrap_err();
            assert!(error.to_string().contains("outside of"), "{path}: {error}");
        }
        assert!(below.read(Path::new("environment")).is_err());
        assert_eq!(below.read(Path::new("inside")).unwrap(), b"own");
        assert_eq!(below.inside(&folder.path().join("below/file")), None);
        assert_eq!(
            below.inside(&folder.path().join("below/inside")).as_deref(),
            Some(Path::new("own"))
        );
    }

    /// The folder of a link is that of its target.
    #[cfg(unix)]
    #[test]
    fn a_link_has_the_folder_of_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().join("real");
        fs::create_dir(&real).unwrap();
        fs::write(real.join("api"), "").unwrap();
        std::os::unix::fs::symlink("real/api", folder.path().join("link")).unwrap();
        assert_eq!(
            Folder::of(&folder.path().join("link")).unwrap(),
            Folder::new(&real).unwrap()
        );
    }

    #[cfg(unix)]
    #[test]
    fn endless_files_are_rejected_without_delay() {
        let folder = tempfile::tempdir().unwrap();
        let fifo = folder.path().join("fifo");
        let mut made = std::process::Command::new("mkfifo");
        assert!(made.arg(&fifo).status().unwrap().success());
        for path in [&fifo, Path::new("/dev/zero")] {
            assert_eq!(
                read(path).unwrap_err().to_string(),
                "it is not a regular file"
            );
        }
    }

    /// Files of `/proc` have size 0 until they are read.
    #[cfg(target_os = "linux")]
    #[test]
    fn size_is_limited_while_reading() {
        let path = Path::new("/proc/self/status");
        assert_eq!(fs::metadata(path).unwrap().len(), 0);
        assert!(!read(path).unwrap().is_empty());
    }

    #[test]
    fn the_first_line_is_limited() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines");
        fs::write(&path, "first\nsecond\n").unwrap();
        assert_eq!(first_line(&path, 100).unwrap(), b"first");
        assert_eq!(first_line(&path, 3).unwrap(), b"fir");
        File::create(&path).unwrap().set_len(10 << 30).unwrap();
        assert_eq!(first_line(&path, 3).unwrap(), [0; 3]);
    }
}
