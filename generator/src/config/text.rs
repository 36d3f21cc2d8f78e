//! Finds options in the text of the configuration.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Location};
use crate::load::{FileId, Loaded, Node, load};

/// The text of a configuration, which finds the locations of options.
#[derive(Debug)]
pub struct ConfigText {
    loaded: Loaded,
}

/// The only file.
const FILE: FileId = FileId(0);

impl ConfigText {
    /// Creates the text of a file with this path.
    pub fn new(path: &str, text: &str) -> Self {
        let none = |_: &str| Err(std::io::ErrorKind::NotFound.into());
        Self {
            loaded: load(path, text.as_bytes().to_vec(), &none),
        }
    }

    /// Returns the path.
    pub fn path(&self) -> &str {
        self.loaded.sources.path(FILE)
    }

    /// Returns the text, without a byte-order mark.
    pub fn text(&self) -> &str {
        self.loaded.sources.text(FILE)
    }

    /// Returns the problems of the text as YAML.
    pub(super) fn diagnostics(&self) -> &[Diagnostic] {
        &self.loaded.diagnostics
    }

    /// Returns the line and column of a byte, both counted from one; columns are characters.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        self.loaded.sources.line_column(FILE, offset)
    }

    /// Returns the bytes of an option of an API. For a missing option, they are those of the node that would contain
    /// it. None if the location is not that of an option, or if the API does not exist.
    pub fn span(&self, api: &str, place: &Location) -> Option<Range<usize>> {
        let (pointer, is_key) = match place {
            Location::Option(pointer) => (pointer, false),
            Location::OptionKey(pointer) => (pointer, true),
            Location::Value(_) | Location::Key(_) | Location::Bytes(..) => return None,
        };
        let document = self.loaded.document.as_ref()?;
        let mut node = document.root().get("apis")?.get(api)?;
        let mut is_there = true;
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            let Some(next) = member(node, &step) else {
                is_there = false;
                break;
            };
            node = next;
        }
        // A single text may replace a list with one item.
        let is_key = if is_there { is_key } else { node.is_object() };
        let place = if is_key {
            node.key_location()
        } else {
            node.location()
        };
        document.span(&place).map(|(_, span)| span)
    }
}

/// Returns a property or an item. A keyword is stored without `r#`, and may be written with it.
fn member<'a>(node: Node<'a>, step: &str) -> Option<Node<'a>> {
    if node.is_array() {
        return node.at(step.parse().ok()?);
    }
    node.get(step).or_else(|| {
        let mut entries = node.entries();
        let found = entries.find(|(key, _)| key.replace("r#", "") == step);
        found.map(|(_, member)| member)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    const TEXT: &str = "\u{feff}apis:
  other: {document: other.yml}
  one:
    document: one.yml
    include: {tags: [Users, 'Te ams'], paths: /users}
    rename:
      a/b~c: d
      Usr.r#type: kind
    derives: &common
      Role: Eq
    formats: {}
";

    fn found(place: &Location) -> Option<(&'static str, (usize, usize))> {
        let text = ConfigText::new("codegen.yml", TEXT);
        let span = text.span("one", place)?;
        let place = text.line_column(span.start);
        Some((&TEXT.strip_prefix('\u{feff}').unwrap()[span], place))
    }

    #[test]
    fn keys_and_values_are_located() {
        for (place, expected) in [
            (
                Location::option(&["include", "tags", "1"]),
                ("'Te ams'", (5, 29)),
            ),
            (
                Location::option(&["include", "paths", "0"]),
                ("/users", (5, 47)),
            ),
            (
                Location::option_key(&["rename", "a/b~c"]),
                ("a/b~c", (7, 7)),
            ),
            (Location::option(&["rename", "a/b~c"]), ("d", (7, 14))),
            (
                Location::option_key(&["rename", "Usr.type"]),
                ("Usr.r#type", (8, 7)),
            ),
            (
                Location::option_key(&["derives", "Role"]),
                ("Role", (10, 7)),
            ),
            (Location::option_key(&["include"]), ("include", (5, 5))),
            (Location::option(&["document"]), ("one.yml", (4, 15))),
            // A missing option is found at the node that would contain it.
            (
                Location::option_key(&["formats", "date"]),
                ("formats", (11, 5)),
            ),
            (
                Location::option(&["include", "tags", "7"]),
                ("[Users, 'Te ams']", (5, 21)),
            ),
            (Location::option_key(&["credential"]), ("one", (3, 3))),
        ] {
            assert_eq!(found(&place), Some(expected), "{place:?}");
        }
    }

    #[test]
    fn unknown_options_of_an_api_are_not_located() {
        assert_eq!(found(&Location::Bytes(FILE, 0..1)), None);
        let document = Location::option(&["document"]);
        let text = ConfigText::new("codegen.yml", TEXT);
        assert_eq!(text.span("two", &document), None);
        for text in ["", "apis: [", "apis: 1", "- one"] {
            let text = ConfigText::new("codegen.yml", text);
            assert_eq!(text.span("one", &document), None);
        }
    }
}
