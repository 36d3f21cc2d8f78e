//! Lowers the bodies of requests and responses.

use foldhash::HashSet;

use super::{Operations, media_type, text};
use crate::diagnostic::codes;
use crate::ir::{BodyChoice, Content, Docs, Encoding, Primitive, RequestBody, Shape, TypeKind};
use crate::load::Node;
use crate::lower::naming::candidate::NameCandidate;
use crate::lower::naming::scope::NameScope;
use crate::lower::schema::{Direction, types};
use crate::openapi::operation as view;

impl<'a> Operations<'a, '_> {
    pub(super) fn body(&mut self, view: &view::RequestBody<'a>, base: &str) -> Option<RequestBody> {
        let root = format!("{base}Request");
        let kinds = media_type::choices(&view.contents, |schema| self.schemas.has_files(schema));
        for media in media_type::left_out(&view.contents, &kinds) {
            let message = format!(
                "the request body has no schema for `{}`; it is sent as one of its other media types",
                media.name
            );
            self.schemas.report_fallback(
                codes::REQUEST_WITHOUT_SCHEMA,
                media.node,
                &message,
                "give the media type a `schema`, or remove it",
            );
        }
        let mut contents: Vec<(String, Content)> = Vec::new();
        let mut seen: HashSet<Content> = HashSet::default();
        let several = kinds.len() > 1;
        for (media, encoding) in kinds {
            let name = media_type::choice_name(media, encoding);
            let place = NameCandidate::root(&root);
            let place = if several { place.child(&name) } else { place };
            let lowered = self.content(media, encoding, &place, Direction::Request);
            if seen.insert(lowered.clone()) {
                contents.push((name, lowered));
            }
        }
        let docs = Docs {
            description: text(view.description),
            ..Docs::default()
        };
        match contents.as_slice() {
            [] => None,
            [(_, only)] => Some(RequestBody {
                required: view.required,
                content: only.clone(),
                choice: false,
                docs,
            }),
            [(_, first), ..] => {
                let (media_type, encoding) = (first.media_type.clone(), first.encoding);
                let mut names = NameScope::default();
                let choices = contents
                    .into_iter()
                    .map(|(name, content)| BodyChoice {
                        name: names.claim(&name),
                        content,
                    })
                    .collect();
                let shape = self.synthetic(view.node, &root, TypeKind::BodyChoice(choices));
                let content = Content {
                    media_type,
                    encoding,
                    shape,
                    styles: Vec::new(),
                    other_media_type: None,
                };
                Some(RequestBody {
                    required: view.required,
                    content,
                    choice: true,
                    docs,
                })
            }
        }
    }

    pub(crate) fn content(
        &mut self,
        media: &view::MediaType<'a>,
        encoding: Encoding,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Content {
        let item = match (encoding, direction) {
            (Encoding::Stream, Direction::Response) => self.stream_item(media),
            _ => None,
        };
        let is_stream_read = encoding == Encoding::Stream && direction == Direction::Response;
        if let Some(item) = media.item_schema.filter(|_| !is_stream_read) {
            self.schemas.report_fallback(
                codes::UNSUPPORTED_FIELD,
                item,
                "`itemSchema` is not represented: only the items of streams that are received have a type",
                "describe the whole body with `schema` too",
            );
        }
        let encoding = if let Some((encoding, _)) = item {
            encoding
        } else if encoding == Encoding::Multipart && direction == Direction::Response {
            self.schemas.report_fallback(
                codes::MULTIPART_RESPONSE,
                media.node,
                "a multipart response is represented as bytes",
                "offer the response as `application/json` too",
            );
            Encoding::Binary
        } else if let Some(schema) = media.schema.filter(|schema| {
            matches!(encoding, Encoding::Multipart | Encoding::Form)
                && !self.schemas.has_parts(*schema)
        }) {
            self.without_properties(media, schema, encoding)
        } else if encoding == Encoding::Text
            && direction != Direction::Response
            && media_type::is_range(media)
        {
            // The caller chooses a media type in the range.
            Encoding::Binary
        } else if encoding == Encoding::TextOrJson && direction != Direction::Response {
            Encoding::Text
        } else {
            encoding
        };
        if matches!(encoding, Encoding::Form | Encoding::Multipart) {
            self.schemas.check_encodings(media);
        }
        let shape = match encoding {
            Encoding::Text | Encoding::TextOrJson => {
                self.text(media, encoding, candidate, direction)
            }
            Encoding::Binary | Encoding::Stream => Shape::Primitive(Primitive::Binary),
            Encoding::Multipart => self.multipart(media, candidate),
            Encoding::Json
            | Encoding::Form
            | Encoding::Events
            | Encoding::Lines
            | Encoding::Records => match item.map(|(_, schema)| schema).or(media.schema) {
                Some(schema) => self
                    .schemas
                    .schema(schema, candidate, direction)
                    .into_nested(),
                None => Shape::Any,
            },
        };
        Content {
            media_type: if direction == Direction::Response {
                media_type::method_suffix(media.name, encoding)
            } else {
                media_type::sent_as(media.name, encoding)
            },
            encoding,
            shape,
            styles: if encoding == Encoding::Form {
                media_type::styles(media)
            } else {
                Vec::new()
            },
            other_media_type: None,
        }
    }

    /// Lowers a response in one of its media types.
    pub(crate) fn received(
        &mut self,
        contents: &[view::MediaType<'a>],
        (media, encoding): (&view::MediaType<'a>, Encoding),
        candidate: &NameCandidate,
    ) -> Content {
        let mut content = self.content(media, encoding, candidate, Direction::Response);
        if content.encoding == Encoding::Json
            && let Some(text) = media_type::text_beside(contents, media)
            && types::is_text(&self.schemas.drafts, &content.shape)
        {
            content.encoding = Encoding::TextOrJson;
            content.other_media_type = Some(media_type::method_suffix(text.name, Encoding::Text));
        }
        if let Some(file) = media_type::file_beside(contents, media) {
            content.other_media_type = Some(file.name.trim().to_owned());
        }
        content
    }

    /// Returns the type of a text body: the schema's type if that is a string in JSON, such as a date or an enum;
    /// otherwise a string.
    fn text(
        &mut self,
        media: &view::MediaType<'a>,
        encoding: Encoding,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Shape {
        let string = Shape::Primitive(Primitive::String);
        let Some(schema) = media.schema.filter(|_| media.string_format.is_some()) else {
            return string;
        };
        let used = self.schemas.schema(schema, candidate, direction);
        let is_sent = direction != Direction::Response;
        if !types::is_text(&self.schemas.drafts, &used.shape)
            || is_sent && !types::is_displayed(&self.schemas.drafts, &used.shape)
        {
            return string;
        }
        // Text has no null, but JSON has.
        match encoding {
            Encoding::TextOrJson => used.into_nested(),
            _ => used.shape,
        }
    }

    /// Returns the encoding of a form or multipart body whose schema is not an object, and reports the fallback.
    fn without_properties(
        &mut self,
        media: &view::MediaType<'a>,
        schema: Node<'a>,
        encoding: Encoding,
    ) -> Encoding {
        let (code, message, encoding) = if encoding == Encoding::Form {
            (
                codes::FORM_WITHOUT_PROPERTIES,
                "the schema of this form is not an object; the body is represented as text",
                Encoding::Text,
            )
        } else if media_type::is_form_data(media) {
            (
                codes::MULTIPART_WITHOUT_PROPERTIES,
                "the schema of this body is not an object; the caller names the parts",
                Encoding::Multipart,
            )
        } else {
            (
                codes::MULTIPART_WITHOUT_PROPERTIES,
                "the schema of this body is not an object; the body is represented as bytes, and the caller sends the \
                 boundary in the header `content-type`",
                Encoding::Binary,
            )
        };
        let help = "describe the body as an object with `properties`";
        self.schemas.report_fallback(code, schema, message, help);
        encoding
    }

    fn multipart(&mut self, media: &view::MediaType<'a>, candidate: &NameCandidate) -> Shape {
        let (properties, additional) = self.schemas.parts(media, candidate);
        let parts = properties
            .into_iter()
            .map(|field| media_type::part(media, field, &self.schemas))
            .collect();
        self.synthetic(
            media.node,
            &candidate.name,
            TypeKind::Multipart(crate::ir::Multipart { parts, additional }),
        )
    }
}
