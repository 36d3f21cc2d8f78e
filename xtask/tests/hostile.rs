//! Tests of hostile pull requests: folders that try to make a command read, block or write where it must not.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Terminal sequences, and characters that change the order of text.
const EFFECTS: &str = "\u{1b}]0;title\u{7}\u{1b}[2J\u{1b}[31m\u{202e}back\u{2066}\u{9b}31m\r\u{8}\n::error::x\u{2028}\u{200f}";
/// Text that must never be printed.
const SECRET: &str = "hunter2";
/// Time limit for a command that has nothing to generate, on a busy machine.
const AT_ONCE: Duration = Duration::from_secs(20);

/// A folder with a document that refers to `part.yml`, and a configuration.
struct Folder {
    folder: TempDir,
}

impl Folder {
    fn new() -> Self {
        let made = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(made.path("specs")).unwrap();
        made.write(
            "specs/api.yml",
            "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    A: {$ref: 'part.yml#/A'}\n    B: {type: string}\n",
        );
        made.write(
            "specs/codegen.yml",
            "apis:\n  pets:\n    document: api.yml\n    overlays: [overlay.yml]\n",
        );
        made.write("specs/overlay.yml", "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions: [{target: $.info, update: {title: U}}]\n");
        made.write("specs/part.yml", "A: {type: integer}\n");
        made.write("secrets.yml", &format!("token: {SECRET}\n"));
        made
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    fn link(&self, path: &str, target: impl AsRef<Path>) {
        let _ = fs::remove_file(self.path(path));
        symlink(target, self.path(path)).unwrap();
    }

    fn fifo(&self, path: &str) {
        let _ = fs::remove_file(self.path(path));
        let mut made = Command::new("mkfifo");
        assert!(made.arg(self.path(path)).status().unwrap().success());
    }

    /// Runs a command in the folder. It must end quickly and must not print the secret. Returns its status and output.
    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.path("printed");
        let printed = File::create(&output).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("SECRET_TOKEN", SECRET)
            .stdin(Stdio::null())
            .stdout(printed.try_clone().unwrap())
            .stderr(printed)
            .spawn()
            .unwrap();
        let until = Instant::now() + AT_ONCE;
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if Instant::now() > until {
                child.kill().unwrap();
                child.wait().unwrap();
                panic!("{arguments:?} does not end");
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        let printed = String::from_utf8_lossy(&fs::read(&output).unwrap()).into_owned();
        assert!(!printed.contains(SECRET), "{arguments:?}\n{printed}");
        (status.code().unwrap(), printed)
    }

    fn export(&self) -> (i32, String) {
        let document = ["--document", "specs/api.yml", "--crate-name", "pets"];
        self.run(
            &[
                &["export", "--types-only", "--out", "out"],
                document.as_slice(),
            ]
            .concat(),
        )
    }

    fn codegen(&self) -> (i32, String) {
        self.run(&[
            "codegen",
            "--config",
            "specs/codegen.yml",
            "--output",
            "generated/src",
        ])
    }
}

/// A function that replaces a file.
type Replace = fn(&Folder, &str);

/// Returns the possible replacements for a file, each with its message.
fn replacements() -> [(&'static str, Replace); 5] {
    [
        ("outside of", |folder, path| {
            folder.link(path, "/proc/self/environ");
        }),
        ("outside of", |folder, path| {
            folder.link(path, "../secrets.yml");
        }),
        ("is not a regular file", |folder, path| folder.fifo(path)),
        ("", |folder, path| folder.link(path, "/dev/zero")),
        ("is larger than 64 MiB", |folder, path| {
            let _ = fs::remove_file(folder.path(path));
            let file = File::create(folder.path(path)).unwrap();
            file.set_len(10 << 30).unwrap();
        }),
    ]
}

#[test]
fn other_kinds_of_files_are_diagnostics_without_delay() {
    for (reason, replace) in replacements() {
        let folder = Folder::new();
        replace(&folder, "specs/part.yml");
        let (status, printed) = folder.export();
        assert_eq!(status, 0, "{printed}");
        assert!(
            printed.contains("this file cannot be read: it "),
            "{printed}"
        );
        assert!(printed.contains(reason), "{printed}");
        for file in ["api.yml", "overlay.yml", "codegen.yml"] {
            let folder = Folder::new();
            replace(&folder, &format!("specs/{file}"));
            let (status, printed) = folder.codegen();
            assert_eq!(status, 2, "{printed}");
            assert!(printed.contains(&format!("specs/{file}")), "{printed}");
            assert!(printed.contains(reason), "{printed}");
        }
    }
}

/// A reference may name any file of the root. Only files that are part of the document are quoted.
#[test]
fn referenced_files_are_quoted_only_if_they_are_part_of_the_document() {
    let folder = Folder::new();
    fs::create_dir_all(folder.path("specs/.git")).unwrap();
    folder.write(
        "specs/.env",
        &format!("AWS_SECRET={SECRET}\nAWS_TOKEN={SECRET}\n"),
    );
    folder.write(
        "specs/.git/config",
        &format!("[remote \"origin\"]\n\turl = https://user:{SECRET}@host/\n"),
    );
    folder.write("specs/secrets.yml", &format!("db:\n  password: {SECRET}\n"));
    folder.write("specs/broken.yml", &format!("password: {SECRET}: x\n"));
    folder.write("specs/unused.env", "never read");
    folder.fifo("specs/unused.fifo");
    fs::create_dir(folder.path("specs/v1")).unwrap();
    folder.write(
        "specs/codegen.yml",
        "apis:\n  pets:\n    document: v1/api.yml\n    root: .\n",
    );
    for (reference, expected) in [
        ("../.env", "single scalar"),
        ("../.git/config", "specs/.git/config:"),
        ("../.git/config#/remote", "specs/.git/config:"),
        ("../secrets.yml#/nowhere", "nowhere"),
        ("../secrets.yml#/db/nowhere", "nowhere"),
        ("../broken.yml", "specs/broken.yml:1:"),
        ("../../secrets.yml", "it is outside of the folder"),
    ] {
        folder.write(
            "specs/v1/api.yml",
            &format!(
                "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    A: {{$ref: '{reference}'}}\n"
            ),
        );
        // No command prints the secret.
        let (status, printed) = folder.codegen();
        assert_eq!(status, 1, "{reference}: {printed}");
        assert!(printed.contains(expected), "{reference}: {printed}");
    }
}

/// A configuration may name any file of the repository. Only documents and overlays are quoted.
#[test]
fn configured_files_are_quoted_only_if_they_are_documents() {
    let folder = Folder::new();
    fs::create_dir(folder.path(".git")).unwrap();
    folder.write(".npmrc", &format!("//host/:_authToken={SECRET}\n"));
    folder.write(".env", &format!("TOKEN={SECRET}: [\n"));
    for file in [".npmrc", ".env", "secrets.yml", ".git/../secrets.yml"] {
        for options in [
            format!("document: ../{file}"),
            format!("document: api.yml\n    overlays: [../{file}]"),
        ] {
            let config = format!("apis:\n  pets:\n    {options}\n");
            folder.write("specs/codegen.yml", &config);
            let (status, printed) = folder.codegen();
            assert_eq!(status, 1, "{printed}");
            assert!(printed.contains(":1:"), "{printed}");
            assert!(printed.contains("its text is not shown"), "{printed}");
            let against = ["--against", "specs/api.yml"];
            let drift = ["drift", "--config", "specs/codegen.yml"];
            let (status, printed) = folder.run(&[drift.as_slice(), &against].concat());
            assert_eq!(status, 3, "{printed}");
        }
    }
}

/// A configuration gives no access to files outside of its repository.
#[test]
fn the_root_of_a_configuration_is_in_its_repository() {
    let folder = Folder::new();
    fs::create_dir_all(folder.path("repository/.git")).unwrap();
    fs::rename(folder.path("specs"), folder.path("repository/specs")).unwrap();
    folder.write(
        "repository/specs/api.yml",
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    A: {$ref: '../../secrets.yml#/token'}\n",
    );
    folder.link("repository/out", "..");
    let codegen = |root: &str| {
        folder.write(
            "repository/specs/codegen.yml",
            &format!("apis:\n  pets:\n    document: api.yml\n    root: {root}\n"),
        );
        let output = ["--output", "generated/src"];
        let config = ["codegen", "--config", "repository/specs/codegen.yml"];
        folder.run(&[config, ["--check", output[0], output[1]]].concat())
    };
    for root in ["../..", "../out"] {
        let (status, printed) = codegen(root);
        assert_eq!(status, 2, "{printed}");
        assert!(printed.contains("codegen.yml:4:11: the root"), "{printed}");
        assert!(printed.contains("outside of the repository"), "{printed}");
    }
    let (status, printed) = codegen("..");
    assert_ne!(status, 2, "{printed}");
    assert!(printed.contains("it is outside of the folder"), "{printed}");
    // The other document is less deep in its project than the root requires.
    fs::create_dir(folder.path("other")).unwrap();
    folder.write("other/api.yml", "openapi: 3.1.0\npaths: {}\n");
    let drift = ["drift", "--config", "repository/specs/codegen.yml"];
    let against = ["--against", "other/api.yml"];
    let (status, printed) = folder.run(&[drift.as_slice(), &against].concat());
    assert_eq!(status, 3, "{printed}");
    assert!(printed.contains("outside of any project"), "{printed}");
}

/// Each row of a corpus reports the problem of a file.
#[test]
fn corpus_has_rows_for_unreadable_files() {
    let folder = Folder::new();
    fs::create_dir_all(folder.path("corpus/below")).unwrap();
    for (number, (_, replace)) in replacements().into_iter().enumerate() {
        replace(&folder, &format!("corpus/{number}.yml"));
    }
    folder.fifo("corpus/below/api.yml");
    let target = folder.path("target");
    let (status, printed) = {
        // The folder of the crates is in cargo's target folder.
        let printed = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["corpus", "corpus", "--json"])
            .current_dir(folder.folder.path())
            .env("CARGO_TARGET_DIR", target)
            .env("SECRET_TOKEN", SECRET)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&printed.stdout).into_owned();
        (printed.status.code().unwrap(), text)
    };
    assert_eq!(status, 0, "{printed}");
    assert!(!printed.contains(SECRET), "{printed}");
    assert_eq!(
        printed.matches("\"outcome\": \"invalid\"").count(),
        6,
        "{printed}"
    );
}

/// If the document is a link, its references are relative to the target.
#[test]
fn linked_document_is_read_with_the_files_next_to_its_target() {
    let folder = Folder::new();
    fs::rename(folder.path("specs"), folder.path("real")).unwrap();
    fs::create_dir(folder.path("specs")).unwrap();
    folder.link("specs/api.yml", "../real/api.yml");
    let (status, printed) = folder.export();
    assert_eq!(status, 0, "{printed}");
    assert!(!printed.contains("warning["), "{printed}");
}

#[test]
fn export_does_not_write_through_links() {
    let folder = Folder::new();
    fs::create_dir(folder.path("out")).unwrap();
    for file in ["Cargo.toml", "README.md", "LICENSE-MIT"] {
        folder.write(file, "# @generated, by another program\n");
        folder.link(&format!("out/{file}"), format!("../{file}"));
    }
    folder.link("out/LICENSE-APACHE", "../dangling");
    folder.link("out/.gitignore", "../dangling");
    let (status, printed) = folder.export();
    assert_eq!(status, 0, "{printed}");
    assert!(
        printed.contains("out/LICENSE-MIT is a link and stays as it is"),
        "{printed}"
    );
    for file in ["Cargo.toml", "README.md", "LICENSE-MIT"] {
        let text = fs::read_to_string(folder.path(file)).unwrap();
        assert_eq!(text, "# @generated, by another program\n");
        assert!(fs::read_link(folder.path(&format!("out/{file}"))).is_ok());
    }
    assert!(!folder.path("dangling").exists());
    // The folder of the sources is a link.
    fs::remove_dir_all(folder.path("out/src")).unwrap();
    fs::create_dir(folder.path("elsewhere")).unwrap();
    folder.link("out/src", "../elsewhere");
    let (status, printed) = folder.export();
    assert_eq!(status, 2, "{printed}");
    assert_eq!(fs::read_dir(folder.path("elsewhere")).unwrap().count(), 0);
}

#[test]
fn the_default_output_does_not_lead_out_of_the_workspace() {
    let folder = Folder::new();
    fs::create_dir_all(folder.path("workspace/spec")).unwrap();
    fs::create_dir_all(folder.path("workspace/generated")).unwrap();
    fs::create_dir(folder.path("elsewhere")).unwrap();
    for file in ["codegen.yml", "api.yml", "part.yml", "overlay.yml"] {
        let to = format!("workspace/spec/{file}");
        fs::copy(folder.path(&format!("specs/{file}")), folder.path(&to)).unwrap();
    }
    folder.link("workspace/generated/src", "../../elsewhere");
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .arg("codegen")
            .args(arguments)
            .current_dir(folder.path("workspace"))
            .env_remove("CARGO_MANIFEST_DIR")
            .output()
            .unwrap()
    };
    let refused = run(&[]);
    let printed = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{printed}");
    assert!(printed.contains("leads out of the workspace"), "{printed}");
    assert_eq!(fs::read_dir(folder.path("elsewhere")).unwrap().count(), 0);
    assert!(!folder.path(".codegen").exists());
    // The parent folder of the output must not be a link either.
    fs::remove_dir_all(folder.path("workspace/generated")).unwrap();
    folder.link("workspace/generated", "../elsewhere");
    assert_eq!(run(&[]).status.code(), Some(2));
    assert_eq!(fs::read_dir(folder.path("elsewhere")).unwrap().count(), 0);
    // An output that the command line names is accepted.
    assert!(run(&["--output", "generated/src"]).status.success());
    assert!(folder.path("elsewhere/src/lib.rs").exists());
}

/// Returns a document with such characters in every text.
fn with_effects(number: usize) -> String {
    let text = serde_json::to_string(&format!("{EFFECTS}{number}")).unwrap();
    let name = serde_json::to_string(EFFECTS).unwrap();
    let document = r##"{
        "openapi": "3.1.0", NAME: 1,
        "info": {"title": TEXT, "version": TEXT, "description": TEXT},
        "servers": [{"url": "https://a.example", "description": TEXT}],
        "tags": [{"name": TEXT, "description": TEXT}],
        "security": [{NAME: []}],
        "paths": {
            "/x": {"post": {
                "operationId": TEXT, "summary": TEXT, "tags": [TEXT], NAME: 1,
                "parameters": [
                    {"name": TEXT, "in": "query", "required": true, "description": TEXT, "schema": {"enum": [TEXT, "b"]}},
                    {"name": "p", "in": TEXT}
                ],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}},
                "responses": {"200": {"description": TEXT, "content": {"application/json": {"schema": {"$ref": TEXT}}}}}
            }},
            "/y": {"get": {"operationId": TEXT, "responses": {"200": {"description": TEXT}}}}
        },
        "components": {
            "securitySchemes": {NAME: {"type": "apiKey", "in": "header", "name": "X-Key", "description": TEXT}},
            "schemas": {"A": {
                "type": "object", "description": TEXT, "required": [TEXT, "none"],
                "properties": {TEXT: {"type": TEXT}, "a": {"enum": [1, TEXT, TEXT]}, "b": {"const": TEXT}}
            }}
        }
    }"##;
    document.replace("TEXT", &text).replace("NAME", &name)
}

fn assert_plain(what: &str, text: &str) {
    let found = text.find(|c| untrusted::text::is_effect(c) && c != '\n' && c != '\t');
    assert_eq!(found, None, "{what}: {text:?}");
    // A workflow command of GitHub begins a line.
    let is_command = |line: &str| line.trim_start().starts_with("::error::x");
    assert!(!text.lines().any(is_command), "{what}: {text}");
}

/// Applies to messages, reports and files, for text of a document and for file names.
#[test]
fn terminal_sequences_are_escaped_in_all_output() {
    let folder = Folder::new();
    let name = format!("{}.json", EFFECTS.replace('/', ""));
    fs::create_dir(folder.path("named")).unwrap();
    let named = format!("named/{name}");
    folder.write(&named, &with_effects(1));
    folder.write("named/broken.yml", &format!("a: {EFFECTS} b: c"));
    folder.write("specs/api.yml", &with_effects(1));
    folder.write("specs/other.yml", &with_effects(2));
    folder.write(
        "specs/codegen.yml",
        "apis:\n  pets:\n    document: api.yml\n    skip-invalid: true\n",
    );
    let run = |arguments: &[&str]| {
        let (_, printed) = folder.run(arguments);
        assert!(!printed.is_empty());
        assert_plain(&format!("{arguments:?}"), &printed);
        printed
    };
    let places = ["--config", "specs/codegen.yml", "--output", "generated/src"];
    run(&[
        "export",
        "--crate-name",
        "pets",
        "--out",
        "out",
        "--document",
        &named,
    ]);
    run(&[
        "export",
        "--crate-name",
        "pets",
        "--out",
        "no",
        "--document",
        "named/broken.yml",
    ]);
    run(&[&["codegen"], places.as_slice()].concat());
    folder.write("specs/api.yml", &with_effects(2));
    let changed = run(&[&["codegen", "--check"], places.as_slice()].concat());
    assert!(changed.contains("\\u{1b}"), "{changed}");
    folder.write("specs/api.yml", &with_effects(1));
    for format in ["terminal", "json", "markdown", "github"] {
        let drift = ["drift", "--against", "specs/other.yml", "--format", format];
        let printed = run(&[&drift, places.as_slice()].concat());
        assert!(printed.contains("1b"), "{printed}");
        if format == "json" {
            let report = printed.split_once('{').map(|(_, rest)| format!("{{{rest}"));
            let report: serde_json::Value = serde_json::from_str(&report.unwrap()).unwrap();
            assert!(report["apis"][0]["changes"].is_array(), "{report}");
        }
    }
    run(&[
        &["drift", "--against", "specs/other.yml", "--changelog"],
        places.as_slice(),
    ]
    .concat());
    let mut folders = vec![folder.path("out"), folder.path("generated")];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                assert_plain(&path.to_string_lossy(), &fs::read_to_string(&path).unwrap());
            }
        }
    }
}
