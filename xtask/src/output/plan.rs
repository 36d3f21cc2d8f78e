//! Determines the changes that make a folder contain exactly a set of generated files.
//!
//! Only reads: `codegen` applies a plan, `codegen --check` shows it.
//!
//! A file is generated if its first line contains [`MARKER`]. All other files are handwritten: they are never changed
//! or removed, and it is an error if one is in the way of a generated file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use untrusted::files;

use super::staging;
use crate::workspace::shown;

/// Text in the first line of every generated file.
pub(crate) const MARKER: &str = "@generated";

/// Generated files: text by path, relative to the folder of the output, with `/` as separator.
pub(crate) type FileSet = BTreeMap<String, String>;

/// Changes of a folder.
#[derive(Debug, Default)]
pub(crate) struct Plan<'a> {
    /// Changes sorted by path.
    pub(crate) changes: Vec<Change<'a>>,
    /// Number of files that are up to date.
    pub(crate) unchanged: usize,
    /// Other files, which stay: handwritten, or generated for an API that is not selected.
    pub(crate) others: Vec<String>,
}

/// A change of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Change<'a> {
    /// Path as in the file set.
    pub(crate) path: String,
    /// Current text. None if the file is new.
    pub(crate) old: Option<String>,
    /// New text. None if the file is stale.
    pub(crate) new: Option<&'a str>,
}

impl Plan<'_> {
    /// Returns true if the folder is up to date.
    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// Compares a folder, which may not exist, with a set of files. `keeps` selects generated files that stay although the
/// set does not contain them.
pub(crate) fn plan<'a>(
    root: &Path,
    files: &'a FileSet,
    keeps: &dyn Fn(&str) -> bool,
) -> anyhow::Result<Plan<'a>> {
    validate(files)?;
    let present = list(root)?;
    let mut plan = Plan::default();
    for (path, text) in files {
        if !present.contains(path) {
            plan.changes.push(Change {
                path: path.clone(),
                old: None,
                new: Some(text),
            });
            continue;
        }
        let Some(old) = generated_text(root, path)? else {
            bail!(
                "{} is not a generated file and is in the way of one; move or delete it",
                shown(&root.join(path))
            );
        };
        if old == *text {
            plan.unchanged += 1;
            continue;
        }
        plan.changes.push(Change {
            path: path.clone(),
            old: Some(old),
            new: Some(text),
        });
    }
    for path in present {
        if files.contains_key(&path) {
            continue;
        }
        match generated_text(root, &path)?.filter(|_| !keeps(&path)) {
            Some(old) => plan.changes.push(Change {
                path,
                old: Some(old),
                new: None,
            }),
            None => plan.others.push(path),
        }
    }
    check_folders(root, files, &plan.others)?;
    plan.changes.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(plan)
}

/// Rejects files that are in the way of a generated folder, and folders that are in the way of a generated file.
fn check_folders(root: &Path, files: &FileSet, others: &[String]) -> anyhow::Result<()> {
    let folders = |path: &'_ str| -> Vec<String> {
        let ends = path.match_indices('/').map(|(end, _)| end);
        ends.filter_map(|end| path.get(..end).map(str::to_owned))
            .collect()
    };
    let needed: BTreeSet<String> = files.keys().flat_map(|path| folders(path)).collect();
    for path in others {
        if needed.contains(path) {
            bail!(
                "{} is not a generated file and is in the way of a folder; move or delete it",
                shown(&root.join(path))
            );
        }
        if let Some(folder) = folders(path)
            .iter()
            .find(|folder| files.contains_key(*folder))
        {
            bail!(
                "{} is a folder with files of yours and is in the way of a generated file; move it",
                shown(&root.join(folder))
            );
        }
    }
    Ok(())
}

/// Returns true if a relative path names a file inside its folder.
pub(crate) fn is_inside(path: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    path.split('/').all(plain)
        && !path.contains(['\\', ':', '\n', '\r', '\0'])
        && path.split('/').next() != Some(staging::NAME)
}

/// Returns true if the first line of a text marks it as generated.
pub(crate) fn is_generated(text: &str) -> bool {
    text.lines()
        .next()
        .is_some_and(|line| line.contains(MARKER))
}

/// Rejects a file set that cannot be written or not be recognized later.
fn validate(files: &FileSet) -> anyhow::Result<()> {
    let mut folded = BTreeSet::new();
    for (path, text) in files {
        if !is_inside(path) {
            bail!("the generator named a file {path:?}, which is not a path inside the output");
        }
        if !is_generated(text) {
            bail!("the generator left `{MARKER}` out of the first line of {path}");
        }
        // Some file systems treat `Users.rs` and `users.rs` as the same file.
        if !folded.insert(path.to_lowercase()) {
            bail!("the generator named two files {path} that differ in case alone");
        }
    }
    Ok(())
}

/// Number of bytes read to recognize a generated file. The path of a document in its first line is shorter.
const FIRST_LINE: u64 = 16 << 10;

/// Returns the text of a generated file. None for other files, including links, which are not followed.
fn generated_text(root: &Path, path: &str) -> anyhow::Result<Option<String>> {
    let path = root.join(path);
    let read = || {
        if !is_generated_file(&path)? {
            return Ok(None);
        }
        // A file that is not text always differs.
        let bytes = files::read(&path)?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    };
    let read: std::io::Result<Option<String>> = read();
    read.with_context(|| format!("cannot read {}", shown(&path)))
}

/// Returns true for a regular file that is marked as generated.
pub(crate) fn is_generated_file(path: &Path) -> std::io::Result<bool> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Ok(false);
    }
    let line = files::first_line(path, FIRST_LINE)?;
    Ok(is_generated(&String::from_utf8_lossy(&line)))
}

/// Returns the paths of all files in a folder and its sub-folders, without the staging folder. Links count as files and
/// are not followed.
pub(crate) fn list(root: &Path) -> anyhow::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![(root.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && prefix.is_empty() => {
                break;
            }
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("cannot read the folder {}", shown(&folder)));
            }
        };
        for entry in entries {
            let entry =
                entry.with_context(|| format!("cannot read the folder {}", shown(&folder)))?;
            let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
                bail!("{} has a name that is not Unicode", shown(&entry.path()));
            };
            let path = format!("{prefix}{name}");
            if path == staging::NAME {
                continue;
            }
            if entry
                .file_type()
                .with_context(|| format!("cannot read {}", shown(&entry.path())))?
                .is_dir()
            {
                folders.push((entry.path(), format!("{path}/")));
            } else {
                found.insert(path);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(entries: &[(&str, &str)]) -> FileSet {
        entries
            .iter()
            .map(|&(path, text)| (path.to_owned(), format!("// @generated\n{text}")))
            .collect()
    }

    fn put(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn changed(plan: &Plan<'_>) -> Vec<(String, bool, bool)> {
        plan.changes
            .iter()
            .map(|change| {
                (
                    change.path.clone(),
                    change.old.is_some(),
                    change.new.is_some(),
                )
            })
            .collect()
    }

    #[test]
    fn plan_compares_the_whole_file_set() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("src");
        put(&root, "same.rs", "// @generated\nsame");
        put(&root, "a/changed.rs", "// @generated\nold");
        put(&root, "a/stale.rs", "// @generated\nstale");
        put(&root, "other/kept.rs", "// @generated\nkept");
        put(
            &root,
            "old.rs",
            "// Says @generated in its first line, so it is taken for ours.\n",
        );
        put(&root, "notes.md", "not ours\n@generated\n");
        let wanted = files(&[
            ("same.rs", "same"),
            ("a/changed.rs", "new"),
            ("b/new.rs", "new"),
        ]);
        let plan = plan(&root, &wanted, &|path| path.starts_with("other/")).unwrap();
        assert_eq!(
            changed(&plan),
            [
                ("a/changed.rs".to_owned(), true, true),
                ("a/stale.rs".to_owned(), true, false),
                ("b/new.rs".to_owned(), false, true),
                ("old.rs".to_owned(), true, false),
            ]
        );
        assert_eq!(plan.unchanged, 1);
        assert_eq!(plan.others, ["notes.md", "other/kept.rs"]);
    }

    #[test]
    fn a_missing_folder_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let wanted = files(&[("a.rs", "")]);
        let plan = plan(&folder.path().join("none/src"), &wanted, &|_| false).unwrap();
        assert_eq!(changed(&plan), [("a.rs".to_owned(), false, true)]);
        assert!(!plan.is_empty());
    }

    #[test]
    fn a_file_written_by_hand_is_never_in_the_plan() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "lib.rs", "//! By hand.\n");
        let wanted = files(&[("lib.rs", "")]);
        let error = plan(folder.path(), &wanted, &|_| false).unwrap_err();
        assert!(
            error.to_string().contains("lib.rs is not a generated file"),
            "{error}"
        );
    }

    #[test]
    fn a_file_that_is_no_text_differs() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.rs"), b"// @generated\n\xff").unwrap();
        let wanted = files(&[("a.rs", "\u{fffd}x")]);
        assert_eq!(
            plan(folder.path(), &wanted, &|_| false)
                .unwrap()
                .changes
                .len(),
            1
        );
    }

    #[test]
    fn rejects_files_that_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        for path in [
            "", "/etc/x", "../x", "a/../x", "a//x", "./x", "a\\x", "c:x", "a\nb",
        ] {
            let wanted = files(&[(path, "")]);
            let error = plan(folder.path(), &wanted, &|_| false).unwrap_err();
            assert!(
                error.to_string().contains("not a path inside the output"),
                "{path:?}: {error}"
            );
        }
        let wanted = files(&[("Users.rs", ""), ("users.rs", "")]);
        assert!(
            plan(folder.path(), &wanted, &|_| false)
                .unwrap_err()
                .to_string()
                .contains("in case alone")
        );
        let unmarked = FileSet::from([("a.rs".to_owned(), "fn a() {}\n".to_owned())]);
        assert!(
            plan(folder.path(), &unmarked, &|_| false)
                .unwrap_err()
                .to_string()
                .contains(MARKER)
        );
    }
}
