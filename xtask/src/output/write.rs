//! Makes a folder of output equal to a set of files, atomically.
//!
//! At any moment, and after any failure or kill, the folder contains the complete old output or the complete new
//! output. A crate of old and new files would not compile, and its user could not see why. Unchanged files keep their
//! modification time, so that cargo, editors and backups see only real changes.
//!
//! 1. The complete new tree is built in the [staging folder](super::staging), on the same file system. Changed files
//!    are written. All others, handwritten ones included, are hard links to the current files. The output is still
//!    unchanged: if the run ends here, the next run discards the new tree.
//! 2. One system call exchanges the two trees (`RENAME_EXCHANGE` on Linux, `RENAME_SWAP` on macOS).
//! 3. The old tree is removed. Handwritten files that were changed in it in the meantime are moved to the new tree.
//!
//! Some folders cannot be exchanged: on other operating systems, on file systems without this call, in a lower layer of
//! an overlay, or if the output is a mount point. Then the files are renamed one by one. A journal is written first, so
//! that the next run completes what a killed run began. Until then the output is mixed.
//!
//! The staging folder and the output may be hostile: a pull request can contain a journal and links. The journal can
//! only name files inside the output. Nothing is written, moved or removed through a link. Only regular files in real
//! folders are moved. A journal that violates this is removed before any of its steps is executed.
//!
//! Data is flushed to disk before it becomes visible: a power failure must not leave empty files. On Linux, one call
//! flushes the file system after all files are written. On other systems, each file is flushed, which takes one to five
//! milliseconds.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use untrusted::files;

use super::plan;
use super::plan::{Plan, is_generated_file};
use super::staging::can_move;
use crate::workspace::shown;

/// The new tree in the staging folder.
const STAGED: &str = "staged";
/// The old tree in the staging folder, until it is removed.
const RETIRED: &str = "retired";
/// The list of renames in the staging folder.
const JOURNAL: &str = "journal";
/// The journal while it is being written.
const DRAFT: &str = "journal.new";
/// Size limit of a journal in bytes: enough for about 60,000 files.
const LARGEST_JOURNAL: u64 = 4 << 20;

/// Function that exchanges two folders.
type Exchange = fn(&Path, &Path) -> io::Result<()>;

/// Test hook that can stop the work at a named step.
type Checkpoint<'c> = &'c dyn Fn(&str) -> io::Result<()>;

/// Applies a plan to a folder whose path contains no links. The caller must hold the [lock](super::lock) since before
/// the plan was made.
pub(crate) fn apply(root: &Path, workplace: &Path, plan: &Plan<'_>) -> anyhow::Result<()> {
    apply_with((root, workplace), plan, exchange, &|_| Ok(()))
}

/// Completes or discards the work of a killed run. The caller must hold the lock and have no plan yet.
pub(crate) fn recover(root: &Path, workplace: &Path) -> anyhow::Result<()> {
    let trouble = || {
        format!(
            "cannot finish what an earlier run left in {}",
            shown(workplace)
        )
    };
    check_folder(workplace).with_context(trouble)?;
    if fs::symlink_metadata(workplace.join(JOURNAL)).is_ok() {
        replay(root, workplace, &|_| Ok(())).with_context(trouble)?;
    }
    ignore_missing(fs::remove_file(workplace.join(DRAFT))).with_context(trouble)?;
    remove_tree(&workplace.join(STAGED)).with_context(trouble)?;
    retire(root, &workplace.join(RETIRED)).with_context(trouble)
}

fn apply_with(
    (root, workplace): (&Path, &Path),
    plan: &Plan<'_>,
    exchange: Exchange,
    checkpoint: Checkpoint<'_>,
) -> anyhow::Result<()> {
    if plan.is_empty() {
        return Ok(());
    }
    let trouble = || format!("cannot write {}", shown(root));
    let begun = begin(root, workplace, plan, exchange, checkpoint);
    if begun.is_err() && !workplace.join(JOURNAL).exists() {
        // The output is unchanged. The original error, such as a full disk, is the one to report.
        let _ = remove_tree(&workplace.join(STAGED));
    }
    match begun.with_context(trouble)? {
        CommitPoint::Exchanged => {
            let retired = workplace.join(RETIRED);
            checkpoint("retire")?;
            fs::rename(workplace.join(STAGED), &retired).with_context(trouble)?;
            checkpoint("remove")?;
            retire(root, &retired).with_context(trouble)
        }
        CommitPoint::Journalled => replay(root, workplace, checkpoint).with_context(|| {
            format!(
                "{} is half written; the next `cargo xtask codegen` finishes it",
                shown(root)
            )
        }),
    }
}

/// Point of no return that the work has passed.
enum CommitPoint {
    /// The new tree is in place.
    Exchanged,
    /// The journal is written.
    Journalled,
}

fn begin(
    root: &Path,
    workplace: &Path,
    plan: &Plan<'_>,
    exchange: Exchange,
    checkpoint: Checkpoint<'_>,
) -> anyhow::Result<CommitPoint> {
    let staged = workplace.join(STAGED);
    fs::create_dir_all(root)?;
    fs::create_dir(&staged)?;
    fs::set_permissions(&staged, fs::metadata(root)?.permissions())?;
    for change in &plan.changes {
        if let Some(text) = change.new {
            checkpoint("stage")?;
            stage_file(&staged.join(&change.path), text)
                .with_context(|| format!("cannot write {}", shown(&root.join(&change.path))))?;
        }
    }
    checkpoint("flush")?;
    flush(&staged)?;
    checkpoint("link")?;
    // A folder cannot be exchanged with a folder inside it.
    let can_exchange = !workplace.starts_with(root) && !has_mounts(root, &staged)?;
    if can_exchange && link_others(root, &staged, plan)? {
        checkpoint("exchange")?;
        if exchange(&staged, root).is_ok() {
            return Ok(CommitPoint::Exchanged);
        }
    }
    check_mounts(root, &staged, plan)?;
    // Removals come first: a stale file may be in the way of a new folder, or in a folder that becomes a file.
    let (put, removed): (Vec<_>, Vec<_>) =
        plan.changes.iter().partition(|change| change.new.is_some());
    let journal: String = removed
        .into_iter()
        .chain(put)
        .map(|change| line(&change.path, change.new.is_some()))
        .collect();
    if u64::try_from(journal.len()).is_ok_and(|length| length > LARGEST_JOURNAL) {
        bail!("too many files change for a journal; delete the output and generate it again");
    }
    let draft = workplace.join(DRAFT);
    write_file(&draft, &journal)?;
    checkpoint("journal")?;
    fs::rename(&draft, workplace.join(JOURNAL))?;
    Ok(CommitPoint::Journalled)
}

/// Returns true if a folder contains a mount point. It would move together with the old tree.
fn has_mounts(folder: &Path, staged: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir()
            && (!can_move(staged, &entry.path()) || has_mounts(&entry.path(), staged)?)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Rejects a plan that would fail halfway because a folder of the output is a mount point.
fn check_mounts(root: &Path, staged: &Path, plan: &Plan<'_>) -> anyhow::Result<()> {
    let mut known = BTreeSet::new();
    for change in plan.changes.iter().filter(|change| change.new.is_some()) {
        let path = root.join(&change.path);
        let folder = path.ancestors().skip(1).find(|folder| folder.is_dir());
        let Some(folder) = folder.filter(|folder| known.insert(folder.to_path_buf())) else {
            continue;
        };
        if !can_move(staged, folder) {
            bail!(
                "{} and {} are on different file systems, so files cannot be moved between them",
                shown(folder),
                shown(staged)
            );
        }
    }
    Ok(())
}

/// Links all unchanged files into the staged tree. Returns false if one cannot be linked.
fn link_others(root: &Path, staged: &Path, plan: &Plan<'_>) -> anyhow::Result<bool> {
    let changing = |path: &str| {
        plan.changes
            .binary_search_by(|change| change.path.as_str().cmp(path))
            .is_ok()
    };
    for path in plan::list(root)? {
        if changing(&path) {
            continue;
        }
        let link = staged.join(&path);
        make_parent(&link)?;
        if fs::hard_link(root.join(&path), link).is_err() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Formats a line of the journal.
fn line(path: &str, is_put: bool) -> String {
    format!("{} {path}\n", if is_put { "put" } else { "remove" })
}

/// A parsed and validated line of the journal.
enum Step<'j> {
    Put { from: PathBuf, to: PathBuf },
    Remove { path: &'j str, at: PathBuf },
}

impl<'j> Step<'j> {
    fn read(line: &'j str, root: &Path, staged: &Path) -> anyhow::Result<Self> {
        let not_ours = || {
            let start: String = line.chars().take(100).collect();
            anyhow!("it has a line that is not ours: {start:?}")
        };
        let (verb, path) = line.split_once(' ').ok_or_else(not_ours)?;
        if !plan::is_inside(path) {
            return Err(not_ours());
        }
        match verb {
            "put" => {
                let (from, to) = (inside(staged, path)?, inside(root, path)?);
                if fs::symlink_metadata(&from).is_ok_and(|there| !there.is_file()) {
                    bail!("{} is not a regular file", shown(&from));
                }
                Ok(Self::Put { from, to })
            }
            "remove" => Ok(Self::Remove {
                path,
                at: inside(root, path)?,
            }),
            _ => Err(not_ours()),
        }
    }
}

/// Reads the journal.
fn read_journal(path: &Path) -> anyhow::Result<String> {
    let there = fs::symlink_metadata(path)?;
    if !there.is_file() {
        bail!("it is not a regular file");
    }
    if there.len() > LARGEST_JOURNAL {
        bail!("it is larger than {} MiB", LARGEST_JOURNAL >> 20);
    }
    Ok(files::read_to_string(path)?)
}

/// Parses the journal. An invalid line fails all of it.
fn steps<'j>(journal: &'j str, root: &Path, staged: &Path) -> anyhow::Result<Vec<Step<'j>>> {
    if fs::symlink_metadata(staged).is_ok() {
        check_folder(staged)?;
    }
    let lines = journal.lines();
    lines.map(|line| Step::read(line, root, staged)).collect()
}

/// Rejects anything but a real folder, such as a link to one.
fn check_folder(path: &Path) -> anyhow::Result<()> {
    if !fs::symlink_metadata(path)?.is_dir() {
        bail!("{} is not a folder", shown(path));
    }
    Ok(())
}

/// Executes the journal, or the rest of it. An invalid journal is removed with an error: the next run makes all
/// changes.
fn replay(root: &Path, workplace: &Path, checkpoint: Checkpoint<'_>) -> anyhow::Result<()> {
    let staged = workplace.join(STAGED);
    let path = workplace.join(JOURNAL);
    let journal = read_journal(&path);
    let read = match &journal {
        Ok(journal) => steps(journal, root, &staged),
        Err(error) => Err(anyhow!("{error:#}")),
    };
    let steps = match read {
        Ok(steps) => steps,
        Err(error) => {
            remove_tree(&path)?;
            return Err(error.context(format!(
                "the journal {} is not valid and was removed; run the command again",
                shown(&path)
            )));
        }
    };
    for step in steps {
        checkpoint("replay")?;
        match step {
            Step::Put { from, to } => {
                // If the file is missing, the killed run has already moved it.
                if fs::symlink_metadata(&from).is_err() {
                    continue;
                }
                make_room(&to)?;
                make_parent(&to)?;
                ignore_missing(fs::rename(from, to))?;
            }
            Step::Remove { path, at } => {
                if is_generated_file(&at).unwrap_or(false) {
                    ignore_missing(fs::remove_file(at))?;
                    remove_empty_parents(root, path);
                }
            }
        }
    }
    checkpoint("forget")?;
    fs::remove_file(path)?;
    remove_tree(&staged)?;
    Ok(())
}

/// Returns the path of a file in a folder. Rejects links in it.
fn inside(folder: &Path, path: &str) -> anyhow::Result<PathBuf> {
    let whole = folder.join(path);
    for parent in whole.ancestors().skip(1) {
        if parent == folder {
            break;
        }
        if fs::symlink_metadata(parent).is_ok_and(|metadata| metadata.is_symlink()) {
            bail!("{} is a link, which is not followed", shown(parent));
        }
    }
    Ok(whole)
}

/// Removes empty folders where a file is to be put. Rejects a target that is not generated.
fn make_room(path: &Path) -> anyhow::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(there) if there.is_dir() => {
            remove_empty_folders(path).with_context(|| format!("{} has files", shown(path)))
        }
        Ok(_) if !is_generated_file(path)? => bail!(
            "{} is not a generated file and is in the way of one; move or delete it",
            shown(path)
        ),
        _ => Ok(()),
    }
}

fn remove_empty_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_empty_folders(&entry.path())?;
        }
    }
    fs::remove_dir(folder)
}

/// Removes the old tree, after moving handwritten files that were changed since they were linked.
fn retire(root: &Path, retired: &Path) -> anyhow::Result<()> {
    match fs::symlink_metadata(retired) {
        Ok(there) if there.is_dir() => {}
        // Not a real folder, such as a link to another one.
        Ok(_) => return Ok(fs::remove_file(retired)?),
        Err(error) => return Ok(ignore_missing(Err(error))?),
    }
    for path in plan::list(retired)? {
        let old = retired.join(&path);
        let new = inside(root, &path)?;
        if fs::symlink_metadata(&old)?.is_file()
            && is_newer(&old, &new)?
            && !is_generated_file(&old)?
        {
            make_parent(&new)?;
            fs::rename(&old, &new)?;
        }
    }
    remove_tree(retired)?;
    Ok(())
}

/// Returns true if `old` is newer than `new`, or `new` does not exist.
fn is_newer(old: &Path, new: &Path) -> io::Result<bool> {
    let old = fs::symlink_metadata(old)?.modified()?;
    match fs::symlink_metadata(new) {
        Ok(new) => Ok(old > new.modified()?),
        Err(error) if is_missing(&error) => Ok(true),
        Err(error) => Err(error),
    }
}

/// Exchanges two folders atomically.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Writes a new file of the staged tree. [`flush`] flushes it to disk.
fn stage_file(path: &Path, text: &str) -> io::Result<()> {
    make_parent(path)?;
    let mut file = File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    if cfg!(target_os = "linux") {
        return Ok(());
    }
    file.sync_data()
}

/// Flushes all files of a folder's file system to disk.
#[cfg(target_os = "linux")]
fn flush(folder: &Path) -> io::Result<()> {
    rustix::fs::syncfs(File::open(folder)?).map_err(io::Error::from)
}

/// Does nothing: each file was flushed when it was written.
#[cfg(not(target_os = "linux"))]
fn flush(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Writes a new file and flushes it to disk.
fn write_file(path: &Path, text: &str) -> io::Result<()> {
    make_parent(path)?;
    create(path, text.as_bytes())
}

/// Creates a file. Fails if it exists, so that no link is followed.
fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_data()
}

/// Replaces a file atomically: readers see the old file or the new one. A link itself is replaced, not its target. No
/// other file of the folder is changed or removed.
pub(crate) fn replace(target: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let trouble = || format!("cannot write {}", shown(target));
    let (draft, mut file) = new_file_beside(target).with_context(trouble)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_data())
        .and_then(|()| fs::rename(&draft, target));
    if written.is_err() {
        // The original error, such as a full disk, is the one to report.
        let _ = fs::remove_file(&draft);
    }
    written.with_context(trouble)
}

/// Creates a file with an unused name in the folder of another file.
fn new_file_beside(target: &Path) -> io::Result<(PathBuf, File)> {
    let mut number = 0_u32;
    loop {
        let name = format!(
            "{}.{}.{number}.new",
            super::staging::NAME,
            std::process::id()
        );
        let path = target.with_file_name(name);
        match File::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1_000 => {
                number += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

fn make_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

fn remove_tree(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(there) if !there.is_dir() => fs::remove_file(path),
        _ => ignore_missing(fs::remove_dir_all(path)),
    }
}

fn remove_empty_parents(root: &Path, path: &str) {
    for parent in Path::new(path)
        .ancestors()
        .skip(1)
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        // Fails if the folder is not empty, and then the folder should stay.
        if fs::remove_dir(root.join(parent)).is_err() {
            return;
        }
    }
}

fn ignore_missing(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if is_missing(&error) => Ok(()),
        other => other,
    }
}

/// Returns true if an error means that a file is missing. A folder of its path may be a file by now.
fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
