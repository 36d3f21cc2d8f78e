//! Text that the emitter writes itself has the layout of `prettyplease`, which prints all other items. The test prints
//! the complete output for the Whop document with `prettyplease` and compares it with the emitted text.
//!
//! `prettyplease` omits empty lines and comments that are not docs, so these are not compared. It has no layout for
//! tokens in the call of an unknown macro, so the content of each call is compared as the item that it looks like:
//!
//! - Enums and unions are compared as they are.
//! - Structs are compared without what only the macro accepts: the arguments of `new`, the presence of a field, its
//!   name on the wire and its setter. The emitter never breaks the type of a field, so broken types are joined.
//! - The content of `page!` looks like no item and is not compared.
#![allow(clippy::panic, clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use generator::{Input, config};

/// The presence of a field, which only the macros of structs accept.
const PRESENCE: [&str; 5] = [
    "required ",
    "required_numeric ",
    "optional ",
    "optional_numeric ",
    "..",
];

/// A part of a file.
enum Part {
    /// Items outside of macro calls.
    Items(String),
    /// The call of a macro: its name, and its content without the indentation.
    Call(String, String),
}

#[test]
fn text_has_the_layout_of_prettyplease() {
    let mut compared: BTreeMap<String, usize> = BTreeMap::new();
    for (path, text) in whop() {
        for part in parts(&text) {
            let (name, text, printed) = match part {
                Part::Items(text) => ("items".to_owned(), text.clone(), printed(&path, &text)),
                Part::Call(name, _) if name == "page" => continue,
                Part::Call(name, content) if content.contains("pub struct ") => {
                    let text = as_struct(&content);
                    let printed = with_joined_types(&printed(&path, &text));
                    (name, text, printed)
                }
                Part::Call(name, content) => {
                    let printed = printed(&path, &content);
                    (name, content, printed)
                }
            };
            assert_eq!(without_empty_lines(&text), printed, "{path}: {name}");
            *compared.entry(name).or_default() += 1;
        }
    }
    // All forms that the emitter writes as text are among the compared ones.
    for name in [
        "constant",
        "items",
        "object",
        "parameters",
        "request_object",
        "string_enum",
    ] {
        assert!(compared.contains_key(name), "no {name}: {compared:?}");
    }
}

/// Returns the files of the bindings.
fn whop() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let options = fs::read_to_string(folder.join("codegen.yml")).unwrap();
    let config = config::parse(&options).unwrap();
    let api = config.apis.get("whop").unwrap();
    let outcome = generator::generate(Input {
        name: "whop",
        api,
        path: &api.document,
        origin: &api.document,
        command: generator::CODEGEN,
        bytes: fs::read(folder.join(&api.document)).unwrap(),
        overlays: &[],
        read: &|path| fs::read(folder.join(path)),
        root: None,
    });
    outcome.unwrap().files.unwrap()
}

/// Splits a file into the calls of macros and the items between them.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut items = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("// ") {
            continue;
        }
        let Some(name) = line.strip_suffix("! {").filter(|name| is_name(name)) else {
            items.push_str(line);
            items.push('\n');
            continue;
        };
        let content: Vec<&str> = lines.by_ref().take_while(|line| *line != "}").collect();
        let content = content.iter().map(|line| {
            let line = line.strip_prefix("    ").unwrap_or(line);
            format!("{line}\n")
        });
        parts.push(Part::Call(name.to_owned(), content.collect()));
    }
    parts.push(Part::Items(items));
    parts
}

fn is_name(text: &str) -> bool {
    text.chars()
        .all(|character| character.is_alphanumeric() || character == '_' || character == ':')
}

/// Returns the content of a macro call as a Rust struct, without the syntax that only the macro accepts.
fn as_struct(content: &str) -> String {
    let (head, fields) = content.split_once(" {\n").unwrap();
    let at = head.find("pub struct ").unwrap();
    let (before, declaration) = head.split_at(at);
    let name = declaration.split('(').next().unwrap();
    let mut text = format!("{before}{name} {{\n");
    for line in fields.lines() {
        let code = line.trim_start();
        let is_setter = code.starts_with("=> ");
        if is_setter {
            continue;
        }
        if code.is_empty() || code == "}" || code.starts_with(['#', '/']) {
            text.push_str(line);
        } else {
            let field = PRESENCE.iter().find_map(|word| code.strip_prefix(word));
            let field = field.unwrap_or(code);
            let end = [" = \"", " => "].iter().filter_map(|end| field.find(end));
            let end = end.min().unwrap_or(field.len());
            let field = field.get(..end).unwrap();
            text.push_str(&format!("    {},", field.trim_end_matches(',')));
        }
        text.push('\n');
    }
    text
}

fn printed(path: &str, text: &str) -> String {
    match syn::parse_file(text) {
        Ok(file) => without_empty_lines(&prettyplease::unparse(&file)),
        Err(error) => panic!("{path}: {error}\n{text}"),
    }
}

/// Joins types that are broken within `<` and `>`.
fn with_joined_types(text: &str) -> String {
    let mut joined = String::new();
    for line in text.lines() {
        let code = line.trim_start();
        let is_end = code.starts_with('>');
        if is_end {
            joined.truncate(joined.trim_end_matches(',').len());
        }
        let is_continued = is_end || joined.ends_with('<');
        if !is_continued && !joined.is_empty() {
            joined.push('\n');
        }
        joined.push_str(if is_continued { code } else { line });
    }
    joined + "\n"
}

fn without_empty_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    lines.join("\n") + "\n"
}
