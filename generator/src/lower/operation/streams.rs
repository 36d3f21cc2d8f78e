//! Streams of items: server-sent events, JSON lines and JSON records. Finds the schema of an item.

use super::Operations;
use super::media_type;
use crate::diagnostic::codes;
use crate::ir::Encoding;
use crate::load::Node;
use crate::lower::schema::conjunction::inferred_types::infer;
use crate::lower::schema::conjunction::merge::Merged;
use crate::openapi::operation as view;

/// The fields of a server-sent event (HTML standard, section 9.2.6).
const EVENT: [&str; 4] = ["data", "event", "id", "retry"];

impl<'a> Operations<'a, '_> {
    /// Returns how the items of a stream are read, and the schema of an item; none if the document describes none.
    ///
    /// `itemSchema` describes an item, and `schema` the list of all items (`OpenAPI` 3.2.0, section 4.14.2). Before 3.2,
    /// documents describe one item in `schema`.
    pub(crate) fn stream_item(
        &mut self,
        media: &view::MediaType<'a>,
    ) -> Option<(Encoding, Node<'a>)> {
        let name = media_type::essence(media).to_ascii_lowercase();
        let whole = || {
            // A text is the whole body, not an item.
            let schema = media.schema.filter(|_| media.string_format.is_none())?;
            Some(self.item_of_list(schema).unwrap_or(schema))
        };
        let item = media.item_schema.or_else(whole)?;
        if name == "text/event-stream" {
            return Some((Encoding::Events, self.data_of_event(media, item)?));
        }
        let encoding = if name.ends_with("json-seq") {
            Encoding::Records
        } else {
            Encoding::Lines
        };
        Some((encoding, item))
    }

    /// Returns the only schema of the items of a list.
    fn item_of_list(&self, schema: Node<'a>) -> Option<Node<'a>> {
        let merged = Merged::of(self.schemas.reader, &[schema])?;
        let types = infer(&merged);
        match merged.array.items.as_slice() {
            [item] if types.array && types.count() == 1 => Some(*item),
            _ => None,
        }
    }

    /// Returns the schema of the JSON in the data of an event; none if the data is text, or if its type is unknown. The
    /// schema of an event is one of its data, or of an object with the fields of an event.
    fn data_of_event(&mut self, media: &view::MediaType<'a>, event: Node<'a>) -> Option<Node<'a>> {
        let reader = self.schemas.reader;
        let merged = Merged::of(reader, &[event])?;
        let branches = merged.unions.alternatives.iter();
        let mut branches = branches.flat_map(|alternatives| &alternatives.branches);
        if branches.any(|branch| self.is_event(*branch)) {
            self.untyped_events(media, "the events have data of different types");
            return None;
        }
        let is_json = |schema: &Node<'a>| reader.string_format(*schema).is_none();
        if !self.is_event(event) {
            // A schema that allows everything also allows data that is not JSON.
            let is_described = infer(&merged).count() > 0 || !merged.unions.alternatives.is_empty();
            return Some(event).filter(|event| is_described && is_json(event));
        }
        let data = &merged.object.properties.get("data")?.nodes;
        let mut contents = data.iter().filter_map(|data| {
            let data = self.schemas.behind_references(*data);
            data.get("contentSchema")
        });
        if let Some(content) = contents.next() {
            return Some(content);
        }
        if data.iter().any(|data| !is_json(data)) {
            return None;
        }
        if media.item_schema.is_none() {
            // JSON with a property `data`, or an event whose data is JSON.
            self.untyped_events(media, "`schema` describes events or their data");
            return None;
        }
        data.first().copied()
    }

    fn untyped_events(&self, media: &view::MediaType<'a>, reason: &str) {
        self.schemas.report_fallback(
            codes::UNTYPED_EVENTS,
            media.node,
            &format!("{reason}: the stream is represented as bytes"),
            "read it with `events()`, and decode the data of each event",
        );
    }

    /// Returns whether a schema describes an object with data and, at most, the other fields of an event.
    fn is_event(&self, schema: Node<'a>) -> bool {
        let Some(merged) = Merged::of(self.schemas.reader, &[schema]) else {
            return false;
        };
        let mut names = merged.object.properties.keys();
        merged.object.properties.contains_key("data") && names.all(|name| EVENT.contains(name))
    }
}
