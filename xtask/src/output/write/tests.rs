//! Tests of the folder's state after every possible failure and kill.

use std::cell::Cell;
use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::*;
use crate::output::plan::{FileSet, list, plan};
use crate::output::staging::NAME;

const UNTOUCHED: [&str; 3] = ["whop/same.rs", "by_hand.rs", "other/kept.rs"];

fn generated(text: &str) -> String {
    format!("// @generated\n{text}\n")
}

fn new_files() -> FileSet {
    [
        ("lib.rs", "new"),
        ("whop/same.rs", "same"),
        ("whop/changed.rs", "new"),
        ("whop/deep/er/added.rs", "new"),
    ]
    .map(|(path, text)| (path.to_owned(), generated(text)))
    .into()
}

/// Creates an output of one hour ago with one entry of each kind.
fn old_output(folder: &Path) -> PathBuf {
    let root = folder.join("src");
    for (path, text) in [
        ("lib.rs", generated("old")),
        ("whop/same.rs", generated("same")),
        ("whop/changed.rs", generated("old")),
        ("whop/stale/only.rs", generated("old")),
        ("other/kept.rs", generated("kept")),
        ("by_hand.rs", "// by hand\n".to_owned()),
    ] {
        let path = root.join(path);
        make_parent(&path).unwrap();
        fs::write(&path, text).unwrap();
        let file = File::options().append(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(3600))
            .unwrap();
    }
    root
}

fn contents(root: &Path) -> FileSet {
    list(root)
        .unwrap()
        .into_iter()
        .map(|path| (path.clone(), fs::read_to_string(root.join(path)).unwrap()))
        .collect()
}

fn new_contents() -> FileSet {
    let mut files = new_files();
    files.insert("by_hand.rs".to_owned(), "// by hand\n".to_owned());
    files.insert("other/kept.rs".to_owned(), generated("kept"));
    files
}

fn times(root: &Path) -> Vec<SystemTime> {
    UNTOUCHED
        .map(|path| fs::metadata(root.join(path)).unwrap().modified().unwrap())
        .into()
}

/// Updates like `codegen`, without the lock.
fn update(root: &Path, exchange: Exchange, checkpoint: Checkpoint<'_>) -> anyhow::Result<()> {
    update_in(
        root,
        &crate::output::staging::find(root)?,
        exchange,
        checkpoint,
    )
}

fn update_in(
    root: &Path,
    workplace: &Path,
    exchange: Exchange,
    checkpoint: Checkpoint<'_>,
) -> anyhow::Result<()> {
    recover(root, workplace)?;
    let files = new_files();
    let plan = plan(root, &files, &|path| path.starts_with("other/"))?;
    apply_with((root, workplace), &plan, exchange, checkpoint)
}

fn workplace(root: &Path) -> PathBuf {
    root.with_file_name(NAME)
}

fn unsupported(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn assert_finished(root: &Path) {
    assert_eq!(contents(root), new_contents());
    assert!(
        !root.join("whop/stale").exists(),
        "the empty folder should be gone"
    );
    let left = list(&workplace(root)).unwrap();
    assert!(left.is_empty(), "{left:?} should be gone");
}

#[test]
fn only_changed_files_are_written() {
    for exchange in [exchange, unsupported] {
        let folder = tempfile::tempdir().unwrap();
        let root = old_output(folder.path());
        let before = times(&root);
        update(&root, exchange, &|_| Ok(())).unwrap();
        assert_finished(&root);
        assert_eq!(times(&root), before);

        let second = new_files();
        let plan = plan(&root, &second, &|path| path.starts_with("other/")).unwrap();
        assert!(plan.is_empty(), "{plan:?}");
        update(&root, exchange, &|step| {
            panic!("nothing should be done, not even {step}")
        })
        .unwrap();
    }
}

#[test]
fn missing_folder_is_created() {
    for exchange in [exchange, unsupported] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("generated/src");
        update(&root, exchange, &|_| Ok(())).unwrap();
        assert_eq!(contents(&root), new_files());
    }
}

/// Fails at the first step, then at the second, and so on, until a run succeeds.
#[test]
fn a_failure_at_any_step_leaves_a_whole_output() {
    let mut failed = Vec::new();
    for at in 0.. {
        let folder = tempfile::tempdir().unwrap();
        let root = old_output(folder.path());
        let old = contents(&root);
        let count = Cell::new(0);
        let outcome = update(&root, exchange, &|step| {
            count.set(count.get() + 1);
            if count.get() > at {
                Err(io::Error::other(format!("failed at {step}")))
            } else {
                Ok(())
            }
        });
        let found = contents(&root);
        let Err(error) = outcome else { break };
        failed.push(error.root_cause().to_string());
        assert!(
            found == old || found == new_contents(),
            "mixed after {error:#}: {found:?}"
        );
        update(&root, exchange, &|_| Ok(())).unwrap();
        assert_finished(&root);
    }
    failed.dedup();
    let steps = ["stage", "flush", "link", "exchange", "retire", "remove"];
    assert_eq!(failed, steps.map(|step| format!("failed at {step}")));
}

/// Folders cannot be exchanged here: the next run completes a mixed output.
#[test]
fn next_run_completes_a_failed_journal() {
    let mut failed = Vec::new();
    for at in 0.. {
        let folder = tempfile::tempdir().unwrap();
        let root = old_output(folder.path());
        let old = contents(&root);
        let before = times(&root);
        let count = Cell::new(0);
        let outcome = update(&root, unsupported, &|step| {
            count.set(count.get() + 1);
            if count.get() > at {
                Err(io::Error::other(format!("failed at {step}")))
            } else {
                Ok(())
            }
        });
        let Err(error) = outcome else { break };
        failed.push(error.root_cause().to_string());
        if !workplace(&root).join(JOURNAL).exists() {
            assert_eq!(contents(&root), old, "after {error:#}");
        }
        recover(&root, &workplace(&root)).unwrap();
        let found = contents(&root);
        assert!(
            found == old || found == new_contents(),
            "mixed after {error:#}: {found:?}"
        );
        assert_eq!(times(&root), before);
        update(&root, unsupported, &|_| Ok(())).unwrap();
        assert_finished(&root);
    }
    failed.dedup();
    let steps = [
        "stage", "flush", "link", "exchange", "journal", "replay", "forget",
    ];
    assert_eq!(failed, steps.map(|step| format!("failed at {step}")));
}

const KILLED_IN: &str = "XTASK_TEST_KILLED_IN";
const KILLED_AT: &str = "XTASK_TEST_KILLED_AT";
const KILLED_EXCHANGES: &str = "XTASK_TEST_KILLED_EXCHANGES";

/// Runs in a process of the next test, which ends without any clean-up.
#[test]
fn killed_half_way() {
    let Some(root) = env::var_os(KILLED_IN).map(PathBuf::from) else {
        return;
    };
    let at: usize = env::var(KILLED_AT).unwrap().parse().unwrap();
    let exchange = if env::var_os(KILLED_EXCHANGES).is_some() {
        exchange
    } else {
        unsupported
    };
    let count = Cell::new(0);
    update(&root, exchange, &|_| {
        count.set(count.get() + 1);
        if count.get() > at {
            std::process::abort();
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_kill_at_any_step_leaves_a_whole_output() {
    // The names of tests do not contain the name of the crate.
    let (_, module) = module_path!().split_once("::").unwrap();
    for exchanges in [true, false] {
        let mut kills = 0;
        for at in 0.. {
            let folder = tempfile::tempdir().unwrap();
            let root = old_output(folder.path());
            let old = contents(&root);
            let before = times(&root);
            let mut child = Command::new(env::current_exe().unwrap());
            child
                .args(["--exact", &format!("{module}::killed_half_way")])
                .env(KILLED_IN, &root)
                .env(KILLED_AT, at.to_string());
            if exchanges {
                child.env(KILLED_EXCHANGES, "1");
            }
            let has_finished = child.output().unwrap().status.success();
            if !exchanges {
                recover(&root, &workplace(&root)).unwrap();
            }
            let found = contents(&root);
            assert!(
                found == old || found == new_contents(),
                "mixed after a kill at {at}: {found:?}"
            );
            assert_eq!(times(&root), before);
            update(&root, exchange, &|_| Ok(())).unwrap();
            assert_finished(&root);
            if has_finished {
                break;
            }
            kills += 1;
        }
        assert!(kills >= 7, "only {kills} kills");
    }
}

#[test]
fn files_that_are_edited_meanwhile_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let root = old_output(folder.path());
    update(&root, exchange, &|step| {
        if step == "exchange" {
            // Editors save like this: a new file takes the name of the old one.
            fs::write(root.join("by_hand.tmp"), "// by hand, later\n")?;
            fs::rename(root.join("by_hand.tmp"), root.join("by_hand.rs"))?;
            fs::write(root.join("more_by_hand.rs"), "// more\n")?;
        }
        Ok(())
    })
    .unwrap();
    assert_eq!(
        fs::read_to_string(root.join("by_hand.rs")).unwrap(),
        "// by hand, later\n"
    );
    assert_eq!(
        fs::read_to_string(root.join("more_by_hand.rs")).unwrap(),
        "// more\n"
    );
    assert_eq!(contents(&root).len(), new_contents().len() + 1);
}

#[test]
fn files_that_are_edited_after_a_kill_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let root = old_output(folder.path());
    let killed = |step: &str| {
        if step == "remove" {
            Err(io::Error::other("killed"))
        } else {
            Ok(())
        }
    };
    update(&root, exchange, &killed).unwrap_err();
    fs::write(root.join("by_hand.tmp"), "// by hand, later\n").unwrap();
    fs::rename(root.join("by_hand.tmp"), root.join("by_hand.rs")).unwrap();
    recover(&root, &workplace(&root)).unwrap();
    assert_eq!(
        fs::read_to_string(root.join("by_hand.rs")).unwrap(),
        "// by hand, later\n"
    );
}

#[cfg(unix)]
#[test]
fn links_survive() {
    let folder = tempfile::tempdir().unwrap();
    let root = old_output(folder.path());
    std::os::unix::fs::symlink("by_hand.rs", root.join("link.rs")).unwrap();
    update(&root, exchange, &|_| Ok(())).unwrap();
    assert_eq!(
        fs::read_link(root.join("link.rs")).unwrap(),
        Path::new("by_hand.rs")
    );
    assert_eq!(
        fs::read_to_string(root.join("whop/changed.rs")).unwrap(),
        generated("new")
    );
}

#[cfg(unix)]
#[test]
fn unwritable_folder_stays_unchanged() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let root = old_output(folder.path());
    let old = contents(&root);
    // A file in place of the staging folder fails for root, too, whom permissions do not stop.
    fs::write(workplace(&root), "in the way").unwrap();
    let error = update(&root, exchange, &|_| Ok(())).unwrap_err();
    assert!(format!("{error:#}").contains(".codegen"), "{error:#}");
    assert_eq!(contents(&root), old);
    assert!(fs::metadata(&root).unwrap().permissions().mode() & 0o700 == 0o700);
}

#[test]
fn a_file_is_replaced_whole_and_nothing_else_changes() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("api.yml");
    fs::write(&target, "old").unwrap();
    let own = format!("{NAME}.{}.0.new", std::process::id());
    for name in ["api.yml.new", &own] {
        fs::write(folder.path().join(name), "mine").unwrap();
    }
    replace(&target, b"new").unwrap();
    assert_eq!(fs::read_to_string(&target).unwrap(), "new");
    for name in ["api.yml.new", &own] {
        let there = fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(there, "mine", "{name}");
    }
    // The same after a failure.
    fs::remove_file(&target).unwrap();
    fs::create_dir(&target).unwrap();
    assert!(replace(&target, b"new").is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[cfg(unix)]
#[test]
fn a_link_is_replaced_and_not_its_target() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("kept"), "kept").unwrap();
    for link in ["link", "link.new"] {
        std::os::unix::fs::symlink("kept", at(link)).unwrap();
    }
    replace(&at("link"), b"new").unwrap();
    assert_eq!(fs::read_to_string(at("kept")).unwrap(), "kept");
    assert!(fs::symlink_metadata(at("link")).unwrap().is_file());
}

/// The staging folder is inside an output that is a mount point.
#[test]
fn staging_folder_may_be_inside_the_output() {
    let folder = tempfile::tempdir().unwrap();
    for fails_at in [
        None,
        Some("stage"),
        Some("journal"),
        Some("replay"),
        Some("forget"),
    ] {
        let root = old_output(&folder.path().join(fails_at.unwrap_or("none")));
        let old = contents(&root);
        let workplace = root.join(NAME);
        fs::create_dir(&workplace).unwrap();
        let checkpoint = |step: &str| match fails_at {
            Some(at) if at == step => Err(io::Error::other("failed")),
            _ => Ok(()),
        };
        let result = update_in(&root, &workplace, exchange, &checkpoint);
        assert_eq!(result.is_err(), fails_at.is_some(), "{fails_at:?}");
        if matches!(fails_at, Some("stage" | "journal")) {
            assert_eq!(contents(&root), old);
        }
        update_in(&root, &workplace, exchange, &|_| Ok(())).unwrap();
        assert_eq!(contents(&root), new_contents());
        assert!(!root.join("whop/stale").exists());
        assert_eq!(fs::read_dir(&workplace).unwrap().count(), 0);
    }
}

#[test]
fn files_of_the_user_are_not_replaced_by_folders_or_the_other_way_around() {
    for (in_the_way, reason) in [
        ("whop", "is in the way of a folder"),
        ("whop/deep", "is in the way of a folder"),
        ("lib.rs/mine.rs", "is a folder with files of yours"),
        ("lib.rs", "is in the way of one"),
    ] {
        for exchange in [exchange, unsupported] {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().join("src");
            let path = root.join(in_the_way);
            make_parent(&path).unwrap();
            fs::write(&path, "mine\n").unwrap();
            let old = contents(&root);
            let error = update(&root, exchange, &|_| Ok(())).unwrap_err();
            assert!(format!("{error:#}").contains(reason), "{error:#}");
            assert_eq!(contents(&root), old);
        }
    }
}

/// A generated file may be replaced by a folder, and the other way around.
#[test]
fn generated_files_and_folders_change_places() {
    for exchange in [exchange, unsupported] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("src");
        for path in ["whop", "lib.rs/old.rs"] {
            let path = root.join(path);
            make_parent(&path).unwrap();
            fs::write(path, generated("old")).unwrap();
        }
        fs::create_dir_all(root.join("lib.rs/empty/folder")).unwrap();
        update(&root, exchange, &|_| Ok(())).unwrap();
        assert_eq!(contents(&root), new_files());
    }
}

#[cfg(unix)]
#[test]
fn other_entries_of_the_output_are_neither_read_nor_changed() {
    use std::os::unix::fs::symlink;
    for exchange in [exchange, unsupported] {
        let folder = tempfile::tempdir().unwrap();
        let root = old_output(folder.path());
        // The lock file of an editor is a dangling link.
        symlink("user@host.1:2", root.join(".#lib.rs")).unwrap();
        symlink("/dev/zero", root.join("zero.rs")).unwrap();
        symlink(folder.path(), root.join("loop")).unwrap();
        let mut made = Command::new("mkfifo");
        assert!(made.arg(root.join("fifo.rs")).status().unwrap().success());
        let sparse = File::create(root.join("sparse.rs")).unwrap();
        sparse.set_len(10 << 30).unwrap();
        update(&root, exchange, &|_| Ok(())).unwrap();
        for name in [".#lib.rs", "zero.rs", "loop"] {
            assert!(fs::read_link(root.join(name)).is_ok(), "{name}");
        }
        assert_eq!(
            fs::metadata(root.join("sparse.rs")).unwrap().len(),
            10 << 30
        );
        assert!(
            !fs::symlink_metadata(root.join("fifo.rs"))
                .unwrap()
                .is_file()
        );
        let changed = fs::read_to_string(root.join("whop/changed.rs")).unwrap();
        assert_eq!(changed, generated("new"));
    }
}

/// A link in place of a generated file or its folder is not written through.
#[cfg(unix)]
#[test]
fn generated_files_are_not_written_through_links() {
    use std::os::unix::fs::symlink;
    for exchange in [exchange, unsupported] {
        for (link, leads_to) in [("lib.rs", "elsewhere/lib.rs"), ("whop", "elsewhere")] {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().join("src");
            let elsewhere = folder.path().join("elsewhere");
            fs::create_dir_all(&root).unwrap();
            fs::create_dir(&elsewhere).unwrap();
            fs::write(elsewhere.join("lib.rs"), generated("old")).unwrap();
            symlink(folder.path().join(leads_to), root.join(link)).unwrap();
            let before = contents(&elsewhere);
            assert!(update(&root, exchange, &|_| Ok(())).is_err());
            assert_eq!(contents(&elsewhere), before);
        }
    }
}

/// A pull request may contain a journal.
#[test]
fn journal_that_leads_out_of_the_output_is_rejected() {
    for line in [
        "remove ../kept.rs",
        "remove /kept.rs",
        "remove whop/../../kept.rs",
        "put ../kept.rs",
        "put whop/./x.rs",
        "remove .codegen/lock",
        "remove",
        "move a.rs",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let root = old_output(folder.path());
        fs::write(folder.path().join("kept.rs"), generated("kept")).unwrap();
        let workplace = workplace(&root);
        fs::create_dir_all(workplace.join(STAGED)).unwrap();
        fs::write(workplace.join(STAGED).join("lib.rs"), generated("bad")).unwrap();
        // The valid steps before it are not executed either.
        fs::write(workplace.join(JOURNAL), format!("put lib.rs\n{line}\n")).unwrap();
        let before = contents(&root);
        let error = update(&root, exchange, &|_| Ok(())).unwrap_err();
        assert!(format!("{error:#}").contains("not ours"), "{error:#}");
        assert_eq!(contents(&root), before);
        assert!(folder.path().join("kept.rs").exists());
        // The next run starts from scratch.
        update(&root, exchange, &|_| Ok(())).unwrap();
        assert_finished(&root);
    }
}

#[test]
fn oversized_journal_is_removed_and_not_executed() {
    let folder = tempfile::tempdir().unwrap();
    let root = old_output(folder.path());
    fs::create_dir(workplace(&root)).unwrap();
    let journal = File::create(workplace(&root).join(JOURNAL)).unwrap();
    journal.set_len(LARGEST_JOURNAL + 1).unwrap();
    let before = contents(&root);
    let error = update(&root, exchange, &|_| Ok(())).unwrap_err();
    assert!(format!("{error:#}").contains("larger than"), "{error:#}");
    assert_eq!(contents(&root), before);
    update(&root, exchange, &|_| Ok(())).unwrap();
    assert_finished(&root);
}

#[test]
fn journal_changes_only_generated_files() {
    let folder = tempfile::tempdir().unwrap();
    let root = old_output(folder.path());
    let workplace = workplace(&root);
    fs::create_dir_all(workplace.join(STAGED)).unwrap();
    fs::write(workplace.join(JOURNAL), "remove by_hand.rs\n").unwrap();
    update(&root, exchange, &|_| Ok(())).unwrap();
    assert_finished(&root);
    fs::create_dir_all(workplace.join(STAGED)).unwrap();
    fs::write(workplace.join(STAGED).join("by_hand.rs"), "bad").unwrap();
    fs::write(workplace.join(JOURNAL), "put by_hand.rs\n").unwrap();
    assert!(update(&root, exchange, &|_| Ok(())).is_err());
    assert_eq!(contents(&root), new_contents());
}

#[cfg(unix)]
#[test]
fn links_in_the_staging_folder_are_not_followed() {
    use std::os::unix::fs::symlink;
    let prepare = || {
        let folder = tempfile::tempdir().unwrap();
        let root = old_output(folder.path());
        let elsewhere = folder.path().join("elsewhere");
        fs::create_dir_all(elsewhere.join("below")).unwrap();
        fs::write(elsewhere.join("mine.rs"), "mine").unwrap();
        fs::write(elsewhere.join("below/gone.rs"), generated("kept")).unwrap();
        fs::create_dir(workplace(&root)).unwrap();
        (folder, root, elsewhere)
    };
    // The folders of the staging folder are links.
    for name in [STAGED, RETIRED, DRAFT] {
        let (_folder, root, elsewhere) = prepare();
        let before = contents(&elsewhere);
        symlink(&elsewhere, workplace(&root).join(name)).unwrap();
        update(&root, exchange, &|_| Ok(())).unwrap();
        assert_finished(&root);
        assert_eq!(contents(&elsewhere), before, "{name}");
    }
    // The journal is a link, or leads through one on either side.
    for (link, leads_to, journal) in [
        (".codegen/journal", "elsewhere/mine.rs", None),
        ("src/link", "elsewhere", Some("remove link/below/gone.rs\n")),
        (
            ".codegen/staged/link",
            "elsewhere",
            Some("put link/mine.rs\n"),
        ),
        ("src/link", "elsewhere", Some("put link/new.rs\n")),
    ] {
        let (folder, root, elsewhere) = prepare();
        let before = contents(&elsewhere);
        fs::create_dir_all(workplace(&root).join(STAGED).join("link")).unwrap();
        fs::write(workplace(&root).join(STAGED).join("link/new.rs"), "bad").unwrap();
        if link.ends_with("staged/link") {
            fs::remove_dir_all(folder.path().join(link)).unwrap();
        }
        symlink(folder.path().join(leads_to), folder.path().join(link)).unwrap();
        if let Some(journal) = journal {
            fs::write(workplace(&root).join(JOURNAL), journal).unwrap();
        }
        assert!(update(&root, exchange, &|_| Ok(())).is_err(), "{link}");
        assert_eq!(contents(&elsewhere), before, "{link}");
    }
}

/// A pull request may contain links in place of the folders and files that a journal moves.
#[cfg(unix)]
#[test]
fn journal_moves_only_regular_files_of_real_folders() {
    use std::os::unix::fs::symlink;
    for (link, leads_to) in [
        (".codegen/staged", "elsewhere"),
        (".codegen/staged/mine.rs", "elsewhere/mine.rs"),
        (".codegen/retired", "elsewhere"),
        (".codegen/retired/mine.rs", "elsewhere/mine.rs"),
        (".codegen", "elsewhere"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let root = old_output(folder.path());
        let elsewhere = folder.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        for name in ["mine.rs", JOURNAL] {
            fs::write(elsewhere.join(name), "put mine.rs\n").unwrap();
        }
        let before = contents(&elsewhere);
        let place = folder.path().join(link);
        make_parent(&place).unwrap();
        if link != ".codegen" {
            fs::write(workplace(&root).join(JOURNAL), "put mine.rs\n").unwrap();
        }
        symlink(folder.path().join(leads_to), &place).unwrap();
        let recovered = recover(&root, &workplace(&root));
        assert_eq!(recovered.is_err(), !link.contains("retired"), "{link}");
        assert!(
            fs::symlink_metadata(root.join("mine.rs")).is_err(),
            "{link}"
        );
        assert_eq!(contents(&elsewhere), before, "{link}");
        if link != ".codegen" {
            update(&root, exchange, &|_| Ok(())).unwrap();
            assert_finished(&root);
            assert_eq!(contents(&elsewhere), before, "{link}");
        }
    }
}
