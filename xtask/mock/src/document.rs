//! The document as it was written: its files, the places in them, and where references lead.
//!
//! Nothing is understood here beyond `$ref`: what a place means is the business of those who read it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::Path;
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use untrusted::files::{self, Folder};

use crate::Error;
use crate::facts::Types;
use crate::json;

/// How many files a document may have, and how large they may be together before no more are read: folders that contain
/// themselves have endless paths.
const FILES: usize = 4_096;
const BYTES: usize = 1 << 28;

/// How many references are followed in a row before they count as a circle.
const CHAIN: usize = 32;

/// What cannot stand in the fragment of a URI (RFC 3986, section 3.5).
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

/// What cannot stand in a path, where a query would begin at `?` (RFC 3986, section 3.3).
const PATH: &AsciiSet = &FRAGMENT.add(b'?');

/// Which standard a document follows.
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
    /// Why files that references lead to were not read, by path.
    unread: BTreeMap<String, String>,
    pub(crate) dialect: Dialect,
    /// The types that schemas allow, by the address of the schema in memory.
    types: Mutex<HashMap<usize, Types>>,
}

#[derive(Debug)]
struct File {
    /// From the folder whose files may be read, with `/` between the parts.
    path: String,
    value: Value,
}

/// A value of a document, and where it is.
#[derive(Debug, Clone)]
pub(crate) struct Place<'d> {
    /// The index of the file.
    pub(crate) file: usize,
    /// What is there.
    pub(crate) value: &'d Value,
    /// The last step from the root of the file; none at the root.
    last: Option<Rc<Step<'d>>>,
}

/// A step from a value to one in it. The text of a pointer is put together only when somebody asks for it.
#[derive(Debug)]
struct Step<'d> {
    to: Key<'d>,
    before: Option<Rc<Step<'d>>>,
}

/// The name of a member, or the index of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key<'d> {
    Member(&'d str),
    Element(usize),
}

impl<'d> Place<'d> {
    /// The member of that name.
    pub(crate) fn member(&self, name: &str) -> Option<Self> {
        let (name, value) = self.value.as_object()?.get_key_value(name)?;
        Some(self.below(Key::Member(name), value))
    }

    /// The members, in order.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&'d str, Self)> + use<'d> {
        let place = self.clone();
        let members = self.value.as_object().into_iter().flatten();
        members.map(move |(name, value)| (name.as_str(), place.below(Key::Member(name), value)))
    }

    /// The elements, in order.
    pub(crate) fn elements(&self) -> impl Iterator<Item = Self> + use<'d> {
        let place = self.clone();
        let elements = self.value.as_array().into_iter().flatten().enumerate();
        elements.map(move |(index, value)| place.below(Key::Element(index), value))
    }

    /// The members or elements, in order.
    pub(crate) fn children(&self) -> impl Iterator<Item = (Key<'d>, Self)> + use<'d> {
        let members = self.members();
        let members = members.map(|(name, child)| (Key::Member(name), child));
        let elements = self.elements().enumerate();
        members.chain(elements.map(|(index, child)| (Key::Element(index), child)))
    }

    /// The elements of the member of that name.
    pub(crate) fn list(&self, name: &str) -> impl Iterator<Item = Self> + use<'d> {
        self.member(name)
            .into_iter()
            .flat_map(|list| list.elements())
    }

    /// An element of the member of that name.
    pub(crate) fn item(&self, name: &str, index: usize) -> Option<Self> {
        let list = self.member(name)?;
        let value = list.value.as_array()?.get(index)?;
        Some(list.below(Key::Element(index), value))
    }

    /// Whether there is a member of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.value.get(name).is_some()
    }

    /// The text of the member of that name.
    pub(crate) fn text(&self, name: &str) -> Option<&'d str> {
        self.value.get(name)?.as_str()
    }

    /// The member of that name, if it is a boolean.
    pub(crate) fn boolean(&self, name: &str) -> Option<bool> {
        self.value.get(name)?.as_bool()
    }

    /// Whether the member of that name is true.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.boolean(name) == Some(true)
    }

    /// Whether two places are one.
    pub(crate) fn is(&self, other: &Place<'_>) -> bool {
        std::ptr::eq(self.value, other.value)
    }

    /// The steps from the root of the file.
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

    /// The JSON pointer in the file.
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
    /// A pointer with one step more (RFC 6901, section 3).
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

    /// What is there in a value.
    pub(crate) fn of(self, value: &Value) -> Option<&Value> {
        match self {
            Self::Member(name) => value.get(name),
            Self::Element(index) => value.get(index),
        }
    }

    /// The same, to be changed.
    pub(crate) fn of_mut(self, value: &mut Value) -> Option<&mut Value> {
        match self {
            Self::Member(name) => value.get_mut(name),
            Self::Element(index) => value.get_mut(index),
        }
    }
}

/// The pointer of a member.
pub(crate) fn below(pointer: &str, name: &str) -> String {
    Key::Member(name).append_to(pointer.to_owned())
}

impl Document {
    /// Reads a document and the files that it refers to, which are in its folder or in a root. A document that is a link
    /// lies where the link leads.
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

    /// Reads a document that refers to no files.
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

    /// Reads the files that references lead to. One that cannot be read is missed by those who follow the reference.
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

    /// The types that a schema allows: what was found before, or what is found now.
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

    /// How many files there are.
    pub(crate) fn files(&self) -> usize {
        self.files.len()
    }

    /// The whole of a file.
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

    /// The place in a file that a pointer tells.
    pub(crate) fn place(&self, file: usize, pointer: &str) -> Option<Place<'_>> {
        let mut place = self.root(file);
        if !pointer.is_empty() {
            for token in pointer.strip_prefix('/')?.split('/') {
                place = if place.value.is_array() {
                    place.elements().nth(token.parse().ok()?)?
                } else {
                    place.member(&token.replace("~1", "/").replace("~0", "~"))?
                };
            }
        }
        Some(place)
    }

    /// A place by its file and the pointer behind `#`; the document itself has no file in front.
    pub(crate) fn located(&self, text: &str) -> Option<Place<'_>> {
        let (path, pointer) = text.split_once('#')?;
        let file = match path {
            "" => 0,
            path => self.files.iter().position(|file| file.path == path)?,
        };
        self.place(file, pointer)
    }

    /// The text by which [`Document::located`] finds a place.
    pub(crate) fn pointer(&self, place: &Place<'_>) -> String {
        let path = match place.file {
            0 => "",
            file => self.files.get(file).map_or("", |file| &file.path),
        };
        format!("{path}#{}", place.pointer())
    }

    /// Where a reference leads that stands in a file.
    pub(crate) fn target(&self, from: usize, reference: &str) -> Result<Place<'_>, String> {
        let missing = || format!("`$ref: {reference}` leads nowhere");
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

    /// What a place refers to in the end, or the place itself.
    pub(crate) fn follow<'d>(&'d self, place: Place<'d>) -> Result<Place<'d>, String> {
        let mut place = place;
        for _ in 0..CHAIN {
            let Some(reference) = place.text("$ref") else {
                return Ok(place);
            };
            place = self.target(place.file, reference)?;
        }
        Err(format!(
            "the reference at {} leads in a circle",
            place.pointer()
        ))
    }

    /// The address of a file, under which schemas know it.
    pub(crate) fn file_address(&self, file: usize) -> String {
        let path = self.files.get(file).map_or("", |file| &file.path);
        format!("mock://document/{}", utf8_percent_encode(path, PATH))
    }

    /// The address of a place.
    pub(crate) fn address(&self, file: usize, pointer: &str) -> String {
        format!(
            "{}#{}",
            self.file_address(file),
            utf8_percent_encode(pointer, FRAGMENT)
        )
    }
}

/// The text of a file, or why it is not read.
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
    // An example may have a number that no integer holds; in JSON it is a float.
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

/// Calls the function with the text of every `$ref`.
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

/// The path of the file that a reference leads to; none if it is in the same file or outside of the folder.
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
        assert_eq!(follow("c").unwrap_err(), "`$ref: #/none` leads nowhere");
        assert!(follow("a").unwrap_err().ends_with("leads in a circle"));
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
                "it leads out of the folder whose files may be read",
            ),
            ("fifo.yml", "it is not a regular file"),
            ("sparse.yml", "it is larger than 64 MiB"),
        ] {
            fs::write(&path, format!("openapi: 3.0.3\na: {{$ref: '{file}#/b'}}\n")).unwrap();
            let document = Document::read(&path, None).unwrap();
            let place = document.root(0).member("a").unwrap();
            let expected = format!("`$ref: {file}#/b` leads nowhere: {reason}");
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
