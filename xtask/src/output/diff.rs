//! Shows the changes that generation would make to the output: all files, the changed lines, and the command that
//! updates it.

use std::fmt::Write as _;
use std::time::Duration;

use similar::{ChangeTag, TextDiff};
use untrusted::text;

use super::plan::{Change, Plan};
use crate::render::counted;
use crate::terminal::{ADDITION, ERROR, PLACE, REMOVAL, STRONG, WARNING, styled};

/// Maximum number of listed files.
const FILES: usize = 40;
/// Time limit for finding the shortest difference of one file.
const DIFF_TIME_LIMIT: Duration = Duration::from_millis(500);

/// A change of a file.
struct Difference<'a> {
    change: &'a Change<'a>,
    diff: TextDiff<'a, 'a, str>,
    added: usize,
    removed: usize,
    /// True if only the first line differs, which names the source of the generated file.
    is_header_alone: bool,
}

/// Returns the report with styles, which the output stream removes if necessary. `lines` is the maximum number of lines
/// of differences. `remedy` is the command that updates the output.
pub(crate) fn report(plan: &Plan<'_>, folder: &str, lines: usize, remedy: &str) -> String {
    let mut differences: Vec<Difference<'_>> = plan.changes.iter().map(difference).collect();
    // Changes of headers matter least.
    differences.sort_by_key(|difference| difference.is_header_alone);
    let mut text = String::new();
    let headline = format!("{folder} is out of date");
    let _ = writeln!(
        text,
        "{}: {}",
        styled(ERROR, "error"),
        styled(STRONG, headline)
    );
    list(&mut text, folder, &differences);
    text.push('\n');
    show(&mut text, folder, &differences, lines);
    let _ = writeln!(text, "To fix it: {}", styled(STRONG, remedy));
    text
}

fn difference<'a>(change: &'a Change<'a>) -> Difference<'a> {
    let old = change.old.as_deref().unwrap_or_default();
    let new = change.new.unwrap_or_default();
    let diff = TextDiff::configure()
        .timeout(DIFF_TIME_LIMIT)
        .diff_lines(old, new);
    let count = |tag| {
        diff.iter_all_changes()
            .filter(|line| line.tag() == tag)
            .count()
    };
    let body = |text: &'a str| text.split_once('\n').map(|(_, body)| body);
    Difference {
        change,
        added: count(ChangeTag::Insert),
        removed: count(ChangeTag::Delete),
        is_header_alone: change.old.is_some() && change.new.is_some() && body(old) == body(new),
        diff,
    }
}

/// Lists the files that differ.
fn list(text: &mut String, folder: &str, differences: &[Difference<'_>]) {
    let in_body: Vec<&Difference<'_>> = differences
        .iter()
        .filter(|found| !found.is_header_alone)
        .collect();
    for Difference {
        change,
        added,
        removed,
        ..
    } in in_body.iter().take(FILES)
    {
        let kind = match (&change.old, change.new) {
            (None, _) => styled(ADDITION, "missing"),
            (_, None) => styled(REMOVAL, "stale  "),
            _ => styled(WARNING, "differs"),
        };
        let counts = format!(
            "{} {}",
            styled(ADDITION, format!("+{added}")),
            styled(REMOVAL, format!("-{removed}"))
        );
        let _ = writeln!(text, "  {kind} {folder}/{} {counts}", change.path);
    }
    if in_body.len() > FILES {
        let _ = writeln!(
            text,
            "  … and {}",
            counted(in_body.len() - FILES, "more file")
        );
    }
    let headers = differences.len() - in_body.len();
    if headers > 0 {
        let differ = if headers == 1 { "differs" } else { "differ" };
        let _ = writeln!(
            text,
            "  {} {differ} only in the first line",
            counted(headers, "file")
        );
    }
}

/// Shows the lines that differ, up to `limit`.
fn show(text: &mut String, folder: &str, differences: &[Difference<'_>], limit: usize) {
    let mut room = limit;
    let mut cut_lines = 0;
    let mut cut_files = 0;
    for found in differences {
        // If only headers differ, the first one serves as an example.
        if found.is_header_alone && room < limit {
            continue;
        }
        let mut lines = unified(found, folder).into_iter();
        let mut shown = false;
        for line in lines.by_ref().take(room) {
            text.push_str(&line);
            text.push('\n');
            room -= 1;
            shown = true;
        }
        let left = lines.count();
        if left > 0 {
            cut_lines += left;
            cut_files += 1;
        }
        if shown {
            text.push('\n');
        }
    }
    if cut_lines > 0 {
        let cut = format!(
            "… {} in {}",
            counted(cut_lines, "more line"),
            counted(cut_files, "file")
        );
        let _ = writeln!(text, "{cut} not shown (--diff-lines N shows more)\n");
    }
}

/// Returns a unified diff with three lines of context.
fn unified(found: &Difference<'_>, folder: &str) -> Vec<String> {
    let path = &found.change.path;
    let name = |side: &str, is_there: bool| {
        if is_there {
            format!("{side}/{}/{path}", folder.trim_start_matches('/'))
        } else {
            "/dev/null".to_owned()
        }
    };
    let mut lines = vec![
        styled(
            STRONG,
            format!("--- {}", name("a", found.change.old.is_some())),
        ),
        styled(
            STRONG,
            format!("+++ {}", name("b", found.change.new.is_some())),
        ),
    ];
    for hunk in found.diff.unified_diff().context_radius(3).iter_hunks() {
        lines.push(styled(PLACE, hunk.header()));
        for change in hunk.iter_changes() {
            let line = text::lines(change.value().trim_end_matches(['\n', '\r']));
            lines.push(match change.tag() {
                ChangeTag::Insert => styled(ADDITION, format!("+{line}")),
                ChangeTag::Delete => styled(REMOVAL, format!("-{line}")),
                ChangeTag::Equal => format!(" {line}"),
            });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change<'a>(path: &str, old: Option<&str>, new: Option<&'a str>) -> Change<'a> {
        Change {
            path: path.to_owned(),
            old: old.map(str::to_owned),
            new,
        }
    }

    fn shown(changes: Vec<Change<'_>>, lines: usize) -> String {
        let plan = Plan {
            changes,
            ..Plan::default()
        };
        let text = report(&plan, "generated/src", lines, "cargo xtask codegen");
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn report_has_files_lines_and_the_fix_command() {
        let old = "// @generated\npub enum Roles {\n    Owner,\n    Admin,\n}\n";
        let new = "// @generated\npub enum Roles {\n    Owner,\n    Advertiser,\n    Admin,\n}\n";
        let changes = vec![
            change("whop/new.rs", None, Some("// @generated\n")),
            change("whop/roles.rs", Some(old), Some(new)),
            change("whop/stale.rs", Some("// @generated\nfn old() {}\n"), None),
        ];
        assert_eq!(
            shown(changes, 100),
            "\
error: generated/src is out of date
  missing generated/src/whop/new.rs +1 -0
  differs generated/src/whop/roles.rs +1 -0
  stale   generated/src/whop/stale.rs +0 -2

--- /dev/null
+++ b/generated/src/whop/new.rs
@@ -0,0 +1 @@
+// @generated

--- a/generated/src/whop/roles.rs
+++ b/generated/src/whop/roles.rs
@@ -1,5 +1,6 @@
 // @generated
 pub enum Roles {
     Owner,
+    Advertiser,
     Admin,
 }

--- a/generated/src/whop/stale.rs
+++ /dev/null
@@ -1,2 +0,0 @@
-// @generated
-fn old() {}

To fix it: cargo xtask codegen
"
        );
    }

    #[test]
    fn omitted_lines_are_counted() {
        let text = "// @generated\n".to_owned() + &"line\n".repeat(100);
        let changes = vec![
            change("a.rs", None, Some(&text)),
            change("b.rs", None, Some(&text)),
        ];
        let report = shown(changes, 10);
        assert_eq!(report.matches("\n+line").count(), 6);
        assert!(
            report
                .contains("\n… 198 more lines in 2 files not shown (--diff-lines N shows more)\n"),
            "{report}"
        );

        let many: Vec<String> = (0..50).map(|index| format!("{index:02}.rs")).collect();
        let changes = many
            .iter()
            .map(|path| change(path, None, Some("// @generated\n")))
            .collect();
        let report = shown(changes, 0);
        assert_eq!(report.matches("missing").count(), 40);
        assert!(report.contains("\n  … and 10 more files\n"), "{report}");
        assert!(
            report.contains("\n… 200 more lines in 50 files not shown"),
            "{report}"
        );
    }

    #[test]
    fn headers_are_shown_last() {
        let old = |body: &str| format!("// @generated from 1\n{body}\n");
        let new: Vec<String> = ["a", "b", "changed"]
            .map(|body| format!("// @generated from 2\n{body}\n"))
            .into();
        let [a, b, c] = new.as_slice() else {
            panic!("there are three")
        };
        let changes = vec![
            change("a.rs", Some(&old("a")), Some(a)),
            change("b.rs", Some(&old("b")), Some(b)),
            change("c.rs", Some(&old("c")), Some(c)),
        ];
        let report = shown(changes, 100);
        assert!(
            report.contains(
                "  differs generated/src/c.rs +2 -2\n  2 files differ only in the first line\n"
            ),
            "{report}"
        );
        assert_eq!(report.matches("--- a/").count(), 1, "{report}");

        // If nothing else differs, one of them is shown.
        let changes = vec![
            change("a.rs", Some(&old("a")), Some(a)),
            change("b.rs", Some(&old("b")), Some(b)),
        ];
        let report = shown(changes, 100);
        assert_eq!(report.matches("--- a/").count(), 1, "{report}");
    }

    #[test]
    fn line_ends_and_missing_line_ends_are_differences() {
        let report = shown(
            vec![change(
                "a.rs",
                Some("// @generated\nx"),
                Some("// @generated\nx\n"),
            )],
            100,
        );
        assert!(report.contains("-x") && report.contains("+x"), "{report}");
        let report = shown(
            vec![change(
                "a.rs",
                Some("// @generated\r\nx\r\n"),
                Some("// @generated\nx\n"),
            )],
            100,
        );
        assert!(report.contains("+2 -2"), "{report}");
    }
}
