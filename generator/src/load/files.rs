//! Finds and loads the files of a document: follows each `$ref` to a file, inside the folder of the document or the
//! one that the caller passes.

use super::document::{Links, NotLoaded};
use std::collections::HashMap;
use std::sync::Arc;

use super::parse::{decode, parse};
use super::source::{Source, Sources};
use super::tree::NodeKind;
use super::tree::{Tree, wide};
use super::{Document, FileId, Loaded, Overlay, ReadFile, Root, overlay};
use crate::diagnostic::{Code, Diagnostic, Location, Severity, codes};

/// The number of files of a document, and the bytes after which no more files are read. Folders that contain
/// themselves have an unlimited number of paths.
const FILES: usize = 4_096;
const BYTES: usize = 1 << 28;

/// The codes of errors whose messages do not quote the file.
const PLAIN: &[&Code] = &[
    codes::EMPTY_DOCUMENT,
    codes::FILE_TOO_LARGE,
    codes::NOT_UTF8,
    codes::SEVERAL_DOCUMENTS,
];

/// Loads a document and the files that it refers to.
pub(super) fn load(
    path: &str,
    bytes: Vec<u8>,
    overlays: &[Overlay],
    read: &ReadFile<'_>,
    root: Option<Root<'_>>,
) -> Loaded {
    let name_starts = path.rfind(['/', '\\']).map_or(0, |separator| separator + 1);
    let (folder, name) = match root {
        Some(root) => (root.folder, root.document),
        None => path.split_at_checked(name_starts).unwrap_or(("", path)),
    };
    let mut loader = Loader {
        folder,
        read,
        sources: Sources::default(),
        diagnostics: Vec::new(),
        known: HashMap::new(),
        files: 0,
        bytes: 0,
    };
    let root = loader
        .add(path.to_owned(), name.to_owned(), bytes)
        .and_then(|file| loader.tree(file));
    let Some(mut root) = root else {
        return Loaded {
            sources: loader.sources,
            document: None,
            diagnostics: loader.diagnostics,
        };
    };
    let mut others: Vec<Option<Tree>> = Vec::new();
    for overlay in overlays {
        root = loader.overlaid(root, overlay);
        // An overlay has a file number, but is not a part of the document.
        others.push(None);
    }
    let mut links: Links = vec![loader.links(&root)];
    links.extend(others.iter().map(|_| HashMap::new()));
    // Files are added while others are read. All files have been read when there is none after the last one read.
    while let Some(file) = u16::try_from(others.len() + 1)
        .ok()
        .map(FileId)
        .filter(|file| loader.sources.get(*file).is_some())
    {
        let tree = loader.referenced(file);
        links.push(
            tree.as_ref()
                .map(|tree| loader.links(tree))
                .unwrap_or_default(),
        );
        others.push(tree);
    }
    for link in links.iter_mut().flat_map(HashMap::values_mut) {
        if let Ok(file) = link
            && let Some(index) = usize::from(file.0).checked_sub(1)
            && others.get(index).is_none_or(Option::is_none)
        {
            *link = Err(NotLoaded::Invalid);
        }
    }
    let document = Document {
        root,
        others,
        links,
    };
    Loaded {
        sources: loader.sources,
        document: Some(document),
        diagnostics: loader.diagnostics,
    }
}

struct Loader<'p, 'r> {
    /// The folder whose files may be read, as a path for diagnostics.
    folder: &'p str,
    read: &'r ReadFile<'r>,
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
    /// The result for each path relative to that folder.
    known: HashMap<String, Result<FileId, NotLoaded>>,
    files: usize,
    bytes: usize,
}

impl Loader<'_, '_> {
    /// Returns the document's own tree with an overlay applied; the same tree if the overlay cannot be read.
    fn overlaid(&mut self, root: Tree, overlay: &Overlay) -> Tree {
        let (text, problem) = decode(overlay.bytes.clone());
        let relative = String::new();
        let Some(file) = self.sources.add(overlay.path.clone(), relative, text) else {
            return root;
        };
        if let Some(problem) = problem {
            self.diagnostics.push(problem.at(file));
            return root;
        }
        match self.tree(file) {
            Some(tree) => overlay::apply(root, tree, file, &mut self.diagnostics),
            None => root,
        }
    }

    fn add(&mut self, path: String, relative: String, bytes: Vec<u8>) -> Option<FileId> {
        self.files += 1;
        self.bytes += bytes.len();
        let (text, problem) = decode(bytes);
        let file = self.sources.add(path, relative.clone(), text)?;
        if let Some(problem) = problem {
            self.diagnostics.push(problem.at(file));
            self.known.insert(relative, Err(NotLoaded::Invalid));
        } else {
            self.known.insert(relative, Ok(file));
        }
        Some(file)
    }

    /// Parses a file; returns none if that fails, which has then been reported.
    fn tree(&mut self, file: FileId) -> Option<Tree> {
        let source = Arc::clone(self.sources.get(file)?);
        if self.known.get(&source.relative) == Some(&Err(NotLoaded::Invalid)) {
            return None;
        }
        let values = parse(file, &source, &mut self.diagnostics)?;
        Some(Tree { source, values })
    }

    /// Reads the tree of a referenced file. If the file is not part of a document, drops its text. It may be any file
    /// of the folder, even one with secrets, and diagnostics quote text at their locations.
    fn referenced(&mut self, file: FileId) -> Option<Tree> {
        let tree = self.tree(file).filter(|tree| {
            let root = tree.values.entries.first();
            root.is_some_and(|root| !matches!(root.kind, NodeKind::String | NodeKind::Number))
        });
        if tree.is_none() {
            self.conceal(file);
        }
        tree
    }

    /// Reduces the diagnostics of a file to the first error without quotes, and the text to the lines before it as
    /// blanks.
    fn conceal(&mut self, file: FileId) {
        let mut first: Option<Diagnostic> = None;
        self.diagnostics.retain(|found| {
            let is_here = matches!(found.location, Location::Bytes(at, _) if at == file);
            if is_here && found.severity == Severity::Error && first.is_none() {
                first = Some(found.clone());
            }
            !is_here
        });
        let (code, message) = match &first {
            Some(found) if PLAIN.contains(&found.code) => (found.code, found.message.clone()),
            Some(found) => (
                found.code,
                "the file cannot be read as YAML or JSON".to_owned(),
            ),
            None => (
                codes::NOT_AN_OBJECT,
                "the file contains a single scalar, not an object".to_owned(),
            ),
        };
        let start = match first.map(|found| found.location) {
            Some(Location::Bytes(_, span)) => span.start,
            _ => 0,
        };
        let at = self.sources.conceal(file, start);
        self.diagnostics.push(
            Diagnostic::error(code, Location::Bytes(file, at..at), message)
                .label("the text of the file is not shown")
                .help("a reference names this file; refer to a file that contains an object"),
        );
    }

    /// Resolves the paths of all references in a file, and adds the files that they name.
    fn links(&mut self, tree: &Tree) -> HashMap<String, Result<FileId, NotLoaded>> {
        let mut links = HashMap::new();
        for path in linked_paths(tree) {
            if !links.contains_key(path) {
                let found = self.link(&tree.source, path);
                links.insert(path.to_owned(), found);
            }
        }
        links
    }

    fn link(&mut self, from: &Source, path: &str) -> Result<FileId, NotLoaded> {
        let relative = resolve_path(&from.relative, path)?;
        if let Some(known) = self.known.get(&relative) {
            return known.clone();
        }
        if self.files >= FILES || self.bytes >= BYTES {
            return Err(NotLoaded::TooMany);
        }
        let found = match (self.read)(&relative) {
            Ok(bytes) => self
                .add(
                    format!("{}{relative}", self.folder),
                    relative.clone(),
                    bytes,
                )
                .ok_or(NotLoaded::TooMany),
            Err(error) => Err(NotLoaded::Unreadable(error.to_string())),
        };
        self.known.entry(relative).or_insert_with(|| found.clone());
        found
    }
}

/// Returns the paths of all references of a file that have one.
fn linked_paths(tree: &Tree) -> impl Iterator<Item = &str> {
    let (values, source) = (&tree.values, tree.source.text.as_str());
    let key = |index: u32| values.text(source, values.entry(index).key);
    values
        .entries
        .iter()
        .filter(|entry| entry.kind == NodeKind::String)
        .filter_map(move |entry| {
            let name = values.text(source, entry.key);
            let names_file = name == "$ref"
                || (key(entry.parent) == "mapping"
                    && key(values.entry(entry.parent).parent) == "discriminator");
            if !names_file
                || values
                    .entries
                    .get(wide(entry.parent))
                    .is_none_or(|parent| parent.kind != NodeKind::Object)
            {
                return None;
            }
            let reference = values.text(source, entry.content);
            let path = reference.split('#').next().unwrap_or("");
            (!path.is_empty()).then_some(path)
        })
}

/// Resolves the path of a reference in a file to a path relative to the folder whose files may be read.
fn resolve_path(from: &str, path: &str) -> Result<String, NotLoaded> {
    let path = percent_decode(path).replace('\\', "/");
    let scheme = path.split_once(':').map_or("", |(scheme, _)| scheme);
    if scheme.len() > 1 && !scheme.contains(['/', '.']) {
        return Err(if scheme.eq_ignore_ascii_case("file") {
            NotLoaded::Outside
        } else {
            NotLoaded::Remote
        });
    }
    if path.starts_with("//") {
        return Err(NotLoaded::Remote);
    }
    if path.starts_with('/') || !scheme.is_empty() {
        return Err(NotLoaded::Outside);
    }
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    if ["md", "markdown", "txt", "html"]
        .iter()
        .any(|prose| extension.eq_ignore_ascii_case(prose))
    {
        return Err(NotLoaded::Prose);
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop().ok_or(NotLoaded::Outside)?;
            }
            _ => steps.push(step),
        }
    }
    Ok(steps.join("/"))
}

/// Decodes percent-encoding such as `%20`; anything else stays as it is.
pub(crate) fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if let (b'%', [high, low, after @ ..]) = (first, tail)
            && let (Some(high), Some(low)) = (
                char::from(*high).to_digit(16),
                char::from(*low).to_digit(16),
            )
        {
            bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
            rest = after;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
