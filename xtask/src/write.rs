//! Makes a folder of output equal to a set of files, all at once.
//!
//! Whoever looks at the folder, at any moment and after any failure or kill, finds the old output whole or the new
//! output whole: a crate of which one half is new and the other old does not compile, and the person who sees that has
//! no way to tell why. Files that do not change keep their modification time, so that cargo, editors and backups see
//! what really changed.
//!
//! 1. The complete new tree is made beside the old one, in the [workplace], which is on the
//!    same file system: what changes is written, all else (files written by hand too) is a hard link to the file that
//!    is there. Until now nothing has happened to the output, and a run that ends here leaves a folder that the next
//!    run throws away.
//! 2. The two trees change places in one system call (`RENAME_EXCHANGE` of Linux, `RENAME_SWAP` of macOS).
//! 3. The old tree is removed. What somebody wrote by hand into it in the meantime is carried over.
//!
//! Where folders cannot change places (another operating system, a file system that does not know how, a folder of a
//! lower layer of an overlay, links among the files), the changes are carried out one file at a time instead, each by a
//! rename. What is to be done stands in a journal before the first of them is, and the next run finishes what a killed
//! one began, so that the output is mixed no longer than until then.
//!
//! Data is flushed to the disk before it becomes visible, for the same reason: a power failure should not leave files
//! that have their names and nothing in them.

#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, bail};

use crate::plan::{self, Plan, is_generated, workplace};
use crate::workspace::shown;

/// The new tree while it is made, in the workplace.
const STAGED: &str = "staged";
/// The old tree until it is removed, in the workplace.
const RETIRED: &str = "retired";
/// What is to be done to the output file by file, in the workplace.
const JOURNAL: &str = "journal";
/// The journal while it is written, in the workplace.
const DRAFT: &str = "journal.new";

/// How two folders change places.
type Exchange = fn(&Path, &Path) -> io::Result<()>;

/// Stops the work at a named step, in tests.
type Checkpoint<'c> = &'c dyn Fn(&str) -> io::Result<()>;

/// Carries out a plan for a folder, whose path has no links in it. The caller holds the [lock](crate::lock) since
/// before the plan was made.
pub(crate) fn apply(root: &Path, plan: &Plan<'_>) -> anyhow::Result<()> {
    apply_with(root, plan, exchange, &|_| Ok(()))
}

/// Finishes or throws away what a run that was killed has left. To be called under the lock, before planning.
pub(crate) fn recover(root: &Path) -> anyhow::Result<()> {
    let workplace = workplace(root);
    let trouble = || {
        format!(
            "cannot finish what an earlier run left in {}",
            shown(&workplace)
        )
    };
    if workplace.join(JOURNAL).exists() {
        replay(root, &workplace, &|_| Ok(())).with_context(trouble)?;
    }
    ignore_missing(fs::remove_file(workplace.join(DRAFT))).with_context(trouble)?;
    remove_tree(&workplace.join(STAGED)).with_context(trouble)?;
    retire(root, &workplace.join(RETIRED)).with_context(trouble)
}

fn apply_with(
    root: &Path,
    plan: &Plan<'_>,
    exchange: Exchange,
    checkpoint: Checkpoint<'_>,
) -> anyhow::Result<()> {
    if plan.is_empty() {
        return Ok(());
    }
    let workplace = workplace(root);
    let trouble = || format!("cannot write {}", shown(root));
    let begun = begin(root, &workplace, plan, exchange, checkpoint);
    if begun.is_err() && !workplace.join(JOURNAL).exists() {
        // The output is as it was. That the disk is full, say, is the error to report, not what follows from it.
        let _ = remove_tree(&workplace.join(STAGED));
    }
    match begun.with_context(trouble)? {
        Begun::Exchanged => {
            let retired = workplace.join(RETIRED);
            checkpoint("retire")?;
            fs::rename(workplace.join(STAGED), &retired).with_context(trouble)?;
            checkpoint("remove")?;
            retire(root, &retired).with_context(trouble)
        }
        Begun::Journalled => replay(root, &workplace, checkpoint).with_context(|| {
            format!(
                "{} is half written; the next `cargo xtask codegen` finishes it",
                shown(root)
            )
        }),
    }
}

/// How far the work has come that can no longer be taken back.
enum Begun {
    /// The new tree is in its place.
    Exchanged,
    /// What is to be done is written down.
    Journalled,
}

fn begin(
    root: &Path,
    workplace: &Path,
    plan: &Plan<'_>,
    exchange: Exchange,
    checkpoint: Checkpoint<'_>,
) -> anyhow::Result<Begun> {
    let staged = workplace.join(STAGED);
    fs::create_dir_all(root)?;
    fs::create_dir_all(&staged)?;
    fs::set_permissions(&staged, fs::metadata(root)?.permissions())?;
    for change in &plan.changes {
        if let Some(text) = change.new {
            checkpoint("stage")?;
            write_file(&staged.join(&change.path), text)
                .with_context(|| format!("cannot write {}", shown(&root.join(&change.path))))?;
        }
    }
    checkpoint("link")?;
    if link_others(root, &staged, plan)? {
        checkpoint("exchange")?;
        if exchange(&staged, root).is_ok() {
            return Ok(Begun::Exchanged);
        }
    }
    let journal: String = plan
        .changes
        .iter()
        .map(|change| line(&change.path, change.new.is_some()))
        .collect();
    let draft = workplace.join(DRAFT);
    write_file(&draft, &journal)?;
    checkpoint("journal")?;
    fs::rename(&draft, workplace.join(JOURNAL))?;
    Ok(Begun::Journalled)
}

/// Makes all files that do not change part of the staged tree too. False if they cannot all be linked.
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

/// A line of the journal.
fn line(path: &str, is_put: bool) -> String {
    format!("{} {path}\n", if is_put { "put" } else { "remove" })
}

/// Does what the journal says, or the rest of it.
fn replay(root: &Path, workplace: &Path, checkpoint: Checkpoint<'_>) -> anyhow::Result<()> {
    let staged = workplace.join(STAGED);
    let journal = fs::read_to_string(workplace.join(JOURNAL))?;
    for line in journal.lines() {
        checkpoint("replay")?;
        match line.split_once(' ') {
            Some(("put", path)) => {
                let target = root.join(path);
                make_parent(&target)?;
                // If it is not there any more, the killed run has already put it in its place.
                ignore_missing(fs::rename(staged.join(path), target))?;
            }
            Some(("remove", path)) => {
                ignore_missing(fs::remove_file(root.join(path)))?;
                remove_empty_parents(root, path);
            }
            _ => bail!(
                "{} has a line that is not ours: {line:?}",
                shown(&workplace.join(JOURNAL))
            ),
        }
    }
    checkpoint("forget")?;
    fs::remove_file(workplace.join(JOURNAL))?;
    remove_tree(&staged)?;
    Ok(())
}

/// Removes the old tree, but for what somebody wrote by hand into it after its files were linked.
fn retire(root: &Path, retired: &Path) -> anyhow::Result<()> {
    for path in plan::list(retired)? {
        let old = retired.join(&path);
        let new = root.join(&path);
        if is_newer(&old, &new)? && !fs::read_to_string(&old).is_ok_and(|text| is_generated(&text))
        {
            make_parent(&new)?;
            fs::rename(&old, &new)?;
        }
    }
    remove_tree(retired)?;
    Ok(())
}

/// Whether a file was changed after another one, or the other is not there.
fn is_newer(old: &Path, new: &Path) -> io::Result<bool> {
    let old = fs::symlink_metadata(old)?.modified()?;
    match fs::symlink_metadata(new) {
        Ok(new) => Ok(old > new.modified()?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Lets two folders change places in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Writes a new file and waits until it is on the disk.
fn write_file(path: &Path, text: &str) -> io::Result<()> {
    make_parent(path)?;
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

fn make_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

fn remove_tree(path: &Path) -> io::Result<()> {
    ignore_missing(fs::remove_dir_all(path))
}

fn remove_empty_parents(root: &Path, path: &str) {
    for parent in Path::new(path)
        .ancestors()
        .skip(1)
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        // It fails when the folder is not empty, and then it should stay.
        if fs::remove_dir(root.join(parent)).is_err() {
            return;
        }
    }
}

fn ignore_missing(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
