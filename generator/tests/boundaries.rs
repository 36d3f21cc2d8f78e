//! The boundaries between the folders of `generator/src`, and the words that the project no longer uses.
//!
//! A path such as `crate::lower::schema` in a file of `emit` is an edge from `emit` to `lower/schema`. Each edge must be
//! in [`ALLOWED`], so that a new dependency between stages is a decision and not an accident.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The folders that a folder may use. A folder may always use its own files; what is not listed may use nothing.
const ALLOWED: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("diagnostic", &["base"]),
    ("load", &["base", "diagnostic"]),
    ("config", &["base", "diagnostic", "load"]),
    ("openapi", &["base", "diagnostic", "load"]),
    ("ir", &["base"]),
    (
        "lower",
        &["base", "config", "diagnostic", "ir", "load", "openapi"],
    ),
    ("lower/naming", &["base"]),
    (
        "lower/schema",
        &[
            "base",
            "config",
            "diagnostic",
            "ir",
            "load",
            "openapi",
            "lower",
            "lower/naming",
        ],
    ),
    (
        "lower/operation",
        &[
            "base",
            "config",
            "diagnostic",
            "ir",
            "load",
            "openapi",
            "lower",
            "lower/naming",
            "lower/schema",
        ],
    ),
    (
        "lower/passes",
        &[
            "base",
            "config",
            "diagnostic",
            "ir",
            "load",
            "openapi",
            "lower",
            "lower/naming",
            "lower/schema",
        ],
    ),
    ("emit", &["base", "ir"]),
    ("emit/docs", &["ir"]),
    ("emit/analysis", &["base", "ir", "emit/docs"]),
    ("emit/print", &["ir", "emit/analysis", "emit/docs"]),
    (
        "emit/types",
        &["base", "ir", "emit/analysis", "emit/docs", "emit/print"],
    ),
    (
        "emit/operations",
        &[
            "ir",
            "emit/analysis",
            "emit/docs",
            "emit/print",
            "emit/types",
        ],
    ),
    (
        "emit/client",
        &[
            "base",
            "ir",
            "emit/analysis",
            "emit/docs",
            "emit/operations",
            "emit/print",
            "emit/types",
        ],
    ),
    (
        "emit/programs",
        &["base", "ir", "emit/analysis", "emit/types"],
    ),
    ("drift", &["base", "emit", "ir"]),
    (
        "generate",
        &[
            "base",
            "config",
            "diagnostic",
            "emit",
            "ir",
            "load",
            "lower",
            "openapi",
        ],
    ),
];

/// Cycles of files that have a reason.
const CYCLES: &[&[&str]] = &[
    // A node holds its document, which returns nodes.
    &["load::document", "load::node"],
];

/// Words that have a better one (`docs/glossary.md`), as whole words in comments.
const RETIRED: &[&str] = &[
    "slip", "slips", "mend", "mends", "mended", "heed", "heeds", "heir", "heirs", "humps",
];

/// A file of `generator/src`, as the path of its module below the crate.
type Module = Vec<String>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn module(path: &Path) -> Module {
    let path = path.strip_prefix(root()).unwrap().with_extension("");
    let mut steps: Module = path
        .components()
        .map(|step| step.as_os_str().to_str().unwrap().to_owned())
        .collect();
    if matches!(steps.last().map(String::as_str), Some("mod" | "lib")) {
        steps.pop();
    }
    steps
}

/// The modules of the crate's own code; tests may use everything.
fn sources() -> BTreeMap<Module, PathBuf> {
    let all = files(&root()).into_iter().map(|path| (module(&path), path));
    all.filter(|(module, _)| !module.iter().any(|step| step == "tests"))
        .collect()
}

/// The absolute paths that tokens name: `crate::a::b`, `super::b`, and the trees of `use`.
fn paths(tokens: TokenStream, module: &[String], nested: usize, found: &mut Vec<Module>) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < trees.len() {
        match &trees[at] {
            TokenTree::Ident(name) if name == "mod" && is_brace(trees.get(at + 2)) => {
                let is_test = at > 0 && trees[at - 1].to_string().contains("test");
                if let (false, TokenTree::Group(body)) = (is_test, &trees[at + 2]) {
                    paths(body.stream(), module, nested + 1, found);
                }
                at += 3;
            }
            TokenTree::Ident(name)
                if is_macro(&trees, at) && (name == "quote" || name == "parse_quote") =>
            {
                // Tokens of generated code.
                at += 3;
            }
            TokenTree::Ident(name) if name == "crate" || name == "super" || name == "self" => {
                if let Some(start) = start(&trees, &mut at, module, nested) {
                    tree(&trees, &mut at, start, found);
                }
            }
            TokenTree::Group(group) => {
                paths(group.stream(), module, nested, found);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

fn is_brace(tree: Option<&TokenTree>) -> bool {
    matches!(tree, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
}

fn is_macro(trees: &[TokenTree], at: usize) -> bool {
    matches!(trees.get(at + 1), Some(TokenTree::Punct(mark)) if mark.as_char() == '!')
}

fn is_colons(trees: &[TokenTree], at: usize) -> bool {
    let is_colon =
        |at: usize| matches!(trees.get(at), Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
    is_colon(at) && is_colon(at + 1)
}

/// The module that `crate`, `self` or `super::super` means; none for items of the file itself.
fn start(trees: &[TokenTree], at: &mut usize, module: &[String], nested: usize) -> Option<Module> {
    let first = trees[*at].to_string();
    *at += 1;
    if first == "crate" {
        return Some(Vec::new());
    }
    let mut up = usize::from(first == "super");
    while is_colons(trees, *at)
        && trees
            .get(*at + 2)
            .is_some_and(|tree| tree.to_string() == "super")
    {
        up += 1;
        *at += 3;
    }
    let up = up.checked_sub(nested)?;
    let kept = module.len().checked_sub(up)?;
    (is_colons(trees, *at) && (up > 0 || nested == 0)).then(|| module[..kept].to_vec())
}

/// Follows `::a::{b, c::d}` from a module.
fn tree(trees: &[TokenTree], at: &mut usize, start: Module, found: &mut Vec<Module>) {
    let mut path = start;
    while is_colons(trees, *at) {
        match trees.get(*at + 2) {
            Some(TokenTree::Ident(name)) => {
                path.push(name.to_string());
                *at += 3;
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in inner
                    .split(|tree| matches!(tree, TokenTree::Punct(mark) if mark.as_char() == ','))
                {
                    if let Some(TokenTree::Ident(name)) = part.first() {
                        let mut inside = path.clone();
                        inside.push(name.to_string());
                        tree(part, &mut 1, inside, found);
                    }
                }
                *at += 3;
                return;
            }
            _ => {
                *at += 2;
                break;
            }
        }
    }
    found.push(path);
}

/// The files that each file uses.
fn edges() -> BTreeMap<Module, BTreeSet<Module>> {
    let sources = sources();
    let mut edges = BTreeMap::new();
    for (module, path) in &sources {
        let text = fs::read_to_string(path).unwrap();
        let mut found = Vec::new();
        paths(TokenStream::from_str(&text).unwrap(), module, 0, &mut found);
        let used = found.into_iter().filter_map(|path| {
            (1..=path.len())
                .rev()
                .map(|length| path[..length].to_vec())
                .find(|path| sources.contains_key(path))
        });
        let used: BTreeSet<Module> = used.filter(|used| used != module).collect();
        edges.insert(module.clone(), used);
    }
    edges
}

/// The row of [`ALLOWED`] that a module belongs to.
fn folder(module: &[String]) -> Option<&'static str> {
    let is_of = |name: &str| {
        let steps: Vec<&str> = name.split('/').collect();
        steps.len() <= module.len() && steps.iter().zip(module).all(|(step, part)| step == part)
    };
    let rows = ALLOWED.iter().map(|(name, _)| *name);
    rows.filter(|name| is_of(name))
        .max_by_key(|name| name.len())
}

#[test]
fn stages_use_only_what_the_table_allows() {
    let mut problems = Vec::new();
    for (module, used) in edges() {
        if module.is_empty() {
            continue;
        }
        let from = folder(&module).unwrap_or_else(|| panic!("{module:?} has no row"));
        let (_, allowed) = ALLOWED.iter().find(|(name, _)| *name == from).unwrap();
        for used in used {
            let to = folder(&used).unwrap_or_else(|| panic!("{used:?} has no row"));
            // The module file of a folder declares and joins its parts.
            let is_part = to.starts_with(&format!("{from}/"));
            if to != from && !allowed.contains(&to) && !is_part {
                problems.push(format!("{} uses {}", module.join("::"), used.join("::")));
            }
        }
    }
    assert!(problems.is_empty(), "not allowed:\n{}", problems.join("\n"));
}

#[test]
fn files_of_a_stage_have_no_cycles_without_a_reason() {
    let edges = edges();
    let mut left: BTreeMap<&Module, BTreeSet<&Module>> = edges
        .iter()
        .map(|(from, used)| {
            // A folder's module file and its parts belong together.
            let is_family = |to: &&Module| to.starts_with(from) || from.starts_with(to);
            (from, used.iter().filter(|to| !is_family(to)).collect())
        })
        .collect();
    for cycle in CYCLES {
        left.retain(|module, _| !cycle.contains(&module.join("::").as_str()));
    }
    // What uses nothing that is left is in no cycle.
    loop {
        let names: BTreeSet<&Module> = left.keys().copied().collect();
        let before = left.len();
        left.retain(|_, used| used.iter().any(|to| names.contains(*to)));
        if left.len() == before {
            break;
        }
    }
    // Neither is what nothing uses.
    loop {
        let used: BTreeSet<&Module> = left.values().flatten().copied().collect();
        let before = left.len();
        left.retain(|module, _| used.contains(*module));
        if left.len() == before {
            break;
        }
    }
    let names: Vec<String> = left.keys().map(|module| module.join("::")).collect();
    assert!(names.is_empty(), "cycles among:\n{}", names.join("\n"));
}

#[test]
fn cycles_with_a_reason_exist() {
    let edges = edges();
    for cycle in CYCLES {
        for name in *cycle {
            let module: Module = name.split("::").map(str::to_owned).collect();
            let used = edges
                .get(&module)
                .unwrap_or_else(|| panic!("there is no {name}"));
            let is_in_cycle = used
                .iter()
                .any(|to| cycle.contains(&to.join("::").as_str()));
            assert!(is_in_cycle, "{name} is no longer in a cycle");
        }
    }
}

#[test]
fn retired_words_stay_retired() {
    let mut problems = Vec::new();
    for path in files(&root()) {
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let Some(comment) = line.trim_start().strip_prefix("//") else {
                continue;
            };
            let words: Vec<&str> = comment.split(|c: char| !c.is_alphabetic()).collect();
            for retired in RETIRED.iter().filter(|word| words.contains(word)) {
                problems.push(format!("{}:{}: {retired}", path.display(), number + 1));
            }
        }
    }
    assert!(
        problems.is_empty(),
        "retired words:\n{}",
        problems.join("\n")
    );
}

#[test]
fn files_that_the_docs_name_exist() {
    let root = root().join("../..");
    let mut known: Vec<PathBuf> = ["generator", "xtask", "tests", "generated", "spec"]
        .iter()
        .flat_map(|folder| files(&root.join(folder)))
        .collect();
    known.sort();
    let mut missing = Vec::new();
    for page in ["ARCHITECTURE.md", "CONTRIBUTING.md", "docs/glossary.md"] {
        let text = fs::read_to_string(root.join(page)).unwrap();
        // Code spans are the parts between backticks, every other one.
        for code in text.split('`').skip(1).step_by(2) {
            let is_rust = Path::new(code).extension() == Some("rs".as_ref());
            let is_path = is_rust && !code.contains(char::is_whitespace);
            if is_path && !known.iter().any(|file| file.ends_with(code)) {
                missing.push(format!("{page}: {code}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
