//! The unchanged document: its files, the locations in them, and the targets of references.
//!
//! This module interprets only `$ref`. Its callers interpret the values.

pub(crate) mod facts;
pub(crate) mod json;
pub(crate) mod structure;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::Path;
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use untrusted::files::{self, Folder};

use crate::Error;
use crate::document::facts::Types;

/// Maximum number of files, and maximum total size before no more files are read. Folders that contain themselves have
/// an unlimited number of paths.
const FILES: usize = 4_096;
const BYTES: usize = 1 << 28;

/// Maximum number of consecutive references, beyond which they count as a cycle.
const CHAIN: usize = 32;

/// Characters that the fragment of a URI cannot contain (RFC 3986, section 3.5).
const FRAGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Characters that a path cannot contain; `?` would begin a query (RFC 3986, section 3.3).
const PATH: &AsciiSet = &FRAGMENT.add(b'?');

/// The standard of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `OpenAPI` 3.0: schemas are almost JSON Schema.
    OpenApi30,
    /// `OpenAPI` 3.1 and later: schemas are JSON Schema 2020-12.
    OpenApi31,
}

/// A document with the files that it refers to.
#[derive(Debug)]
pub(crate) struct Document {
    files: Vec<File>,
    /// Reasons why referenced files could not be read, by path.
    unread: BTreeMap<String, String>,
    pub(crate) dialect: Dialect,
    /// Cache of the types that schemas allow, by the address of the schema in memory.
    types: Mutex<HashMap<usize, Types>>,
}

#[derive(Debug)]
struct File {
    /// Path from the folder whose files may be read, with `/` as separator.
    path: String,
    value: Value,
}

/// A value of a document and its location.
#[derive(Debug, Clone)]
pub(crate) struct Place<'d> {
    /// Index of the file.
    pub(crate) file: usize,
    pub(crate) value: &'d Value,
    /// Last step from the root of the file. None at the root.
    last: Option<Rc<Step<'d>>>,
}

/// A step from a value to a nested one. The text of a pointer is only built on demand.
#[derive(Debug)]
struct Step<'d> {
    to: Key<'d>,
    before: Option<Rc<Step<'d>>>,
}

/// Name of a property, or index of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key<'d> {
    Member(&'d str),
    Element(usize),
}

impl<'d> Place<'d> {
    /// Returns the property with a name.
    pub(crate) fn member(&self, name: &str) -> Option<Self> {
        let (name, value) = self.value.as_object()?.get_key_value(name)?;
        Some(self.below(Key::Member(name), value))
    }

    /// Returns the properties in order.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&'d str, Self)> + use<'d> {
        let place = self.clone();
        let members = self.value.as_object().into_iter().flatten();
        members.map(move |(name, value)| (name.as_str(), place.below(Key::Member(name), value)))
    }

    /// Returns the items in order.
    pub(crate) fn elements(&self) -> impl Iterator<Item = Self> + use<'d> {
        let place = self.clone();
        let elements = self.value.as_array().into_iter().flatten().enumerate();
        elements.map(move |(index, value)| place.below(Key::Element(index), value))
    }

    /// Returns the item of an array with an index.
    pub(crate) fn element(&self, index: usize) -> Option<Self> {
        let value = self.value.as_array()?.get(index)?;
        Some(self.below(Key::Element(index), value))
    }

    /// Returns the properties or items in order.
    pub(crate) fn children(&self) -> impl Iterator<Item = (Key<'d>, Self)> + use<'d> {
        let members = self.members();
        let members = members.map(|(name, child)| (Key::Member(name), child));
        let elements = self.elements().enumerate();
        members.chain(elements.map(|(index, child)| (Key::Element(index), child)))
    }

    /// Returns the items of the property with a name.
    pub(crate) fn list(&self, name: &str) -> impl Iterator<Item = Self> + use<'d> {
        self.member(name)
            .into_iter()
            .flat_map(|list| list.elements())
    }

    /// Returns an item of the property with a name.
    pub(crate) fn item(&self, name: &str, index: usize) -> Option<Self> {
        self.member(name)?.element(index)
    }

    /// Returns true if there is a property with a name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.value.get(name).is_some()
    }

    /// Returns the text of the property with a name.
    pub(crate) fn text(&self, name: &str) -> Option<&'d str> {
        self.value.get(name)?.as_str()
    }

    /// Returns the property with a name if it is a boolean.
    pub(crate) fn boolean(&self, name: &str) -> Option<bool> {
        self.value.get(name)?.as_bool()
    }

    /// Returns true if the property with a name is true.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.boolean(name) == Some(true)
    }

    /// Returns true if two locations are the same.
    pub(crate) fn is(&self, other: &Place<'_>) -> bool {
        std::ptr::eq(self.value, other.value)
    }

    /// Returns the steps from the root of the file.
    pub(crate) fn keys(&self) -> Vec<Key<'d>> {
        let mut keys = Vec::new();
        let mut last = self.last.as_ref();
        while let Some(step) = last {
            keys.push(step.to);
            last = step.before.as_ref();
        }
        keys.reverse();
        keys
    }

    /// Returns the JSON pointer within the file.
    pub(crate) fn pointer(&self) -> String {
        let keys = self.keys().into_iter();
        keys.fold(String::new(), |pointer, key| key.append_to(pointer))
    }

    fn below(&self, to: Key<'d>, value: &'d Value) -> Self {
        let before = self.last.clone();
        Self {
            file: self.file,
            value,
            last: Some(Rc::new(Step { to, before })),
        }
    }
}

impl Key<'_> {
    /// Appends a step to a pointer (RFC 6901, section 3).
    pub(crate) fn append_to(self, mut pointer: String) -> String {
        match self {
            Self::Member(name) => {
                pointer.push('/');
                for character in name.chars() {
                    match character {
                        '~' => pointer.push_str("~0"),
                        '/' => pointer.push_str("~1"),
                        other => pointer.push(other),
                    }
                }
            }
            Self::Element(index) => pointer.push_str(&format!("/{index}")),
        }
        pointer
    }

    /// Returns the nested value, mutable.
    pub(crate) fn of_mut(self, value: &mut Value) -> Option<&mut Value> {
        match self {
            Self::Member(name) => value.get_mut(name),
            Self::Element(index) => value.get_mut(index),
        }
    }
}

/// Returns the pointer of a property.
pub(crate) fn below(pointer: &str, name: &str) -> String {
    Key::Member(name).append_to(pointer.to_owned())
}

impl Document {
    /// Reads a document and the files that it refers to, in its folder or in a root. A linked document is in the folder
    /// of its target.
    pub(crate) fn read(path: &Path, root: Option<&Path>) -> Result<Self, Error> {
        let read = || {
            let folder = root.map_or_else(|| Folder::of(path), Folder::new)?;
            let inside = folder.inside(path).ok_or_else(|| {
                io::Error::other("the document is not in the folder whose files it may refer to")
            })?;
            let text = files::read_to_string(path)?;
            Ok((folder, inside.to_string_lossy().replace('\\', "/"), text))
        };
        let (folder, inside, text) = read().map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        Self::from_root(&inside, &text, Some(&folder))
    }

    /// Parses a document without references to files.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        Self::from_root("document", text, None)
    }

    fn from_root(path: &str, text: &str, folder: Option<&Folder>) -> Result<Self, Error> {
        let value = parse(path, text)?;
        let mut document = Self {
            dialect: dialect(&value)?,
            files: vec![File {
                path: path.to_owned(),
                value,
            }],
            unread: BTreeMap::new(),
            types: Mutex::default(),
        };
        if let Some(folder) = folder {
            document.read_others(folder, text.len())?;
        }
        Ok(document)
    }

    /// Reads the referenced files. An unreadable file is reported where the reference is resolved.
    fn read_others(&mut self, folder: &Folder, mut bytes: usize) -> Result<(), Error> {
        let mut known: BTreeSet<String> = self.files.iter().map(|file| file.path.clone()).collect();
        let mut at = 0;
        while let Some(file) = self.files.get(at) {
            let mut wanted = BTreeSet::new();
            references(&file.value, &mut |reference| {
                wanted.extend(file_of(&file.path, reference));
            });
            for path in wanted {
                if !known.insert(path.clone()) {
                    continue;
                }
                let text = if known.len() > FILES || bytes > BYTES {
                    Err("the document has too many files".to_owned())
                } else {
                    text(folder, &path)
                };
                match text {
                    Ok(text) => {
                        bytes += text.len();
                        let value = parse(&path, &text)?;
                        self.files.push(File { path, value });
                    }
                    Err(reason) => drop(self.unread.insert(path, reason)),
                }
            }
            at += 1;
        }
        Ok(())
    }

    /// Returns the types that a schema allows, from the cache or from `find`.
    pub(crate) fn types_of(&self, schema: &Place<'_>, find: impl FnOnce() -> Types) -> Types {
        let key = std::ptr::from_ref(schema.value).addr();
        let lock = || self.types.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&key).copied() {
            return known;
        }
        let types = find();
        lock().insert(key, types);
        types
    }

    /// Returns the number of files.
    pub(crate) fn files(&self) -> usize {
        self.files.len()
    }

    /// Returns the root of a file.
    pub(crate) fn root(&self, file: usize) -> Place<'_> {
        Place {
            file,
            value: self
                .files
                .get(file)
                .map_or(&Value::Null, |file| &file.value),
            last: None,
        }
    }

    /// Returns the location that a pointer leads to.
    pub(crate) fn place(&self, file: usize, pointer: &str) -> Option<Place<'_>> {
        let mut place = self.root(file);
        if !pointer.is_empty() {
            for token in pointer.strip_prefix('/')?.split('/') {
                place = if place.value.is_array() {
                    place.element(token.parse().ok()?)?
                } else {
                    place.member(&token.replace("~1", "/").replace("~0", "~"))?
                };
            }
        }
        Some(place)
    }

    /// Returns the location for a file and a pointer after `#`. The document itself has no file name.
    pub(crate) fn located(&self, text: &str) -> Option<Place<'_>> {
        let (path, pointer) = text.split_once('#')?;
        let file = match path {
            "" => 0,
            path => self.files.iter().position(|file| file.path == path)?,
        };
        self.place(file, pointer)
    }

    /// Returns the text for [`Document::located`].
    pub(crate) fn pointer(&self, place: &Place<'_>) -> String {
        let path = match place.file {
            0 => "",
            file => self.files.get(file).map_or("", |file| &file.path),
        };
        format!("{path}#{}", place.pointer())
    }

    /// Returns the target of a reference in a file.
    pub(crate) fn target(&self, from: usize, reference: &str) -> Result<Place<'_>, String> {
        let missing = || format!("`$ref: {reference}` does not resolve");
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let file = if path.is_empty() {
            from
        } else {
            let base = self.files.get(from).map_or("", |file| &file.path);
            let path = file_of(base, reference).ok_or_else(missing)?;
            let found = self.files.iter().position(|file| file.path == path);
            found.ok_or_else(|| match self.unread.get(&path) {
                Some(reason) => format!("{}: {reason}", missing()),
                None => missing(),
            })?
        };
        let pointer = percent_decode_str(fragment)
            .decode_utf8()
            .map_err(|_| missing())?;
        self.place(file, &pointer).ok_or_else(missing)
    }

    /// Follows references from a location to the final target.
    pub(crate) fn follow<'d>(&'d self, place: Place<'d>) -> Result<Place<'d>, String> {
        let mut place = place;
        for _ in 0..CHAIN {
            let Some(reference) = place.text("$ref") else {
                return Ok(place);
            };
            place = self.target(place.file, reference)?;
        }
        Err(format!(
            "the reference at {} is part of a cycle",
            place.pointer()
        ))
    }

    /// Returns the address of a file in JSON Schema.
    pub(crate) fn file_address(&self, file: usize) -> String {
        let path = self.files.get(file).map_or("", |file| &file.path);
        format!("mock://document/{}", utf8_percent_encode(path, PATH))
    }

    /// Returns the address of a location.
    pub(crate) fn address(&self, file: usize, pointer: &str) -> String {
        format!(
            "{}#{}",
            self.file_address(file),
            utf8_percent_encode(pointer, FRAGMENT)
        )
    }
}

/// Reads the text of a file, or returns the reason why it cannot be read.
fn text(folder: &Folder, path: &str) -> Result<String, String> {
    let bytes = folder
        .read(Path::new(path))
        .map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
}

fn parse(path: &str, text: &str) -> Result<Value, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with('{')
        && let Ok(value) = serde_json::from_str(text)
    {
        return Ok(value);
    }
    let read = serde_yaml::from_str(text);
    // An example may contain a number beyond all integer types; in JSON it is a float.
    let read = read.or_else(|error| json::loose(text).map_err(|_| error));
    read.map_err(|source| Error::Parse {
        path: path.to_owned(),
        source,
    })
}

fn dialect(value: &Value) -> Result<Dialect, Error> {
    let version = value.get("openapi").and_then(Value::as_str);
    match version {
        Some(version) if version.starts_with("3.0") => Ok(Dialect::OpenApi30),
        Some(version) if version.starts_with("3.") => Ok(Dialect::OpenApi31),
        _ => Err(Error::Version {
            version: version.map(str::to_owned),
        }),
    }
}

/// Calls a function with the text of every `$ref`.
fn references(value: &Value, found: &mut impl FnMut(&str)) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match value.as_str() {
                    Some(reference) if name == "$ref" => found(reference),
                    _ => references(value, found),
                }
            }
        }
        Value::Array(elements) => {
            for element in elements {
                references(element, found);
            }
        }
        _ => {}
    }
}

/// Returns the path of the referenced file. None if it is the same file or outside of the folder.
fn file_of(base: &str, reference: &str) -> Option<String> {
    let path = reference.split('#').next()?;
    if path.is_empty() || path.starts_with('/') || path.contains(':') {
        return None;
    }
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn document(text: &str) -> Document {
        Document::parse(&format!("openapi: 3.1.0\n{text}")).unwrap()
    }

    #[test]
    fn references_are_decoded() {
        let document = document("paths:\n  /a~b/{id}:\n    get: {summary: found}\n");
        let target = document
            .target(0, "#/paths/~1a~0b~1%7Bid%7D/get/summary")
            .unwrap();
        assert_eq!(target.value, "found");
        assert_eq!(target.pointer(), "/paths/~1a~0b~1{id}/get/summary");
        assert_eq!(
            document.address(0, &target.pointer()),
            "mock://document/document#/paths/~1a~0b~1%7Bid%7D/get/summary"
        );
    }

    #[test]
    fn references_that_lead_nowhere_are_told() {
        let document = document("a: {$ref: '#/b'}\nb: {$ref: '#/a'}\nc: {$ref: '#/none'}\n");
        let follow = |name| document.follow(document.root(0).member(name).unwrap());
        assert_eq!(follow("c").unwrap_err(), "`$ref: #/none` does not resolve");
        assert!(follow("a").unwrap_err().ends_with("is part of a cycle"));
    }

    #[test]
    fn files_stay_in_the_folder() {
        assert_eq!(file_of("a/b.yml", "../c.yml#/d").as_deref(), Some("c.yml"));
        assert_eq!(
            file_of("a/b.yml", "./c%20d.yml").as_deref(),
            Some("a/c d.yml")
        );
        for outside in ["../../c.yml", "/c.yml", "https://x/c.yml", "#/d"] {
            assert_eq!(file_of("a/b.yml", outside), None, "{outside}");
        }
    }

    #[test]
    fn other_files_are_read_once() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("api.yml", "openapi: 3.0.3\na: {$ref: 'parts/b.yml#/b'}\n");
        write(
            "parts/b.yml",
            "b: {$ref: 'c.json'}\nd: {$ref: '../api.yml#/openapi'}\n",
        );
        write("parts/c.json", "{\"e\": 1}");
        let document = Document::read(&folder.path().join("api.yml"), None).unwrap();
        assert_eq!(document.files(), 3);
        assert_eq!(document.dialect, Dialect::OpenApi30);
        let end = document
            .follow(document.root(0).member("a").unwrap())
            .unwrap();
        assert_eq!(end.value, &serde_json::json!({"e": 1}));
        assert_eq!(
            document.target(1, "../api.yml#/openapi").unwrap().value,
            "3.0.3"
        );
    }

    #[test]
    fn a_root_has_files_beside_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let specs = folder.path().join("specs");
        fs::create_dir(&specs).unwrap();
        let path = specs.join("api.yml");
        fs::write(&path, "openapi: 3.0.3\na: {$ref: '../common.yml#/b'}\n").unwrap();
        fs::write(folder.path().join("common.yml"), "b: 1\n").unwrap();
        let follow = |document: &Document| {
            let place = document.root(0).member("a").unwrap();
            document.follow(place).map(|found| found.value.clone())
        };
        let alone = Document::read(&path, None).unwrap();
        assert!(follow(&alone).is_err());
        let rooted = Document::read(&path, Some(folder.path())).unwrap();
        assert_eq!(follow(&rooted).unwrap(), 1);
        assert!(Document::read(&path, Some(&folder.path().join("other"))).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn only_regular_files_of_the_folder_are_read() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let specs = folder.path().join("specs");
        fs::create_dir(&specs).unwrap();
        fs::write(folder.path().join("secret.yml"), "b: secret\n").unwrap();
        symlink("../secret.yml", specs.join("link.yml")).unwrap();
        let mut made = std::process::Command::new("mkfifo");
        assert!(made.arg(specs.join("fifo.yml")).status().unwrap().success());
        let sparse = fs::File::create(specs.join("sparse.yml")).unwrap();
        sparse.set_len(10 << 30).unwrap();
        let path = specs.join("api.yml");
        for (file, reason) in [
            (
                "link.yml",
                "it is outside of the folder whose files may be read",
            ),
            ("fifo.yml", "it is not a regular file"),
            ("sparse.yml", "it is larger than 64 MiB"),
        ] {
            fs::write(&path, format!("openapi: 3.0.3\na: {{$ref: '{file}#/b'}}\n")).unwrap();
            let document = Document::read(&path, None).unwrap();
            let place = document.root(0).member("a").unwrap();
            let expected = format!("`$ref: {file}#/b` does not resolve: {reason}");
            assert_eq!(document.follow(place).unwrap_err(), expected);
        }
        fs::remove_file(&path).unwrap();
        symlink("fifo.yml", &path).unwrap();
        assert!(Document::read(&path, None).is_err());
    }

    #[test]
    fn other_versions_are_refused() {
        let error = Document::parse("swagger: '2.0'").unwrap_err();
        assert!(error.to_string().contains("OpenAPI"), "{error}");
    }
}
