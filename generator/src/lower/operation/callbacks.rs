//! Lowers callbacks, the requests that the API sends because of an operation (`OpenAPI` 3.1.1, section
//! 4.8.18), to the types of their bodies.

use super::Operations;
use super::media_type;
use crate::diagnostic::{Diagnostic, codes};
use crate::ir::{Callback, Encoding, Shape};
use crate::lower::naming::candidate::NameCandidate;
use crate::lower::naming::words;
use crate::lower::schema::Direction;
use crate::openapi::operation as view;

impl<'a> Operations<'a, '_> {
    /// Lowers the callbacks of an operation that send JSON. Callbacks without a body have no type and are
    /// left out.
    pub(crate) fn callbacks(&mut self, view: &view::Operation<'a>, base: &str) -> Vec<Callback> {
        let mut callbacks = Vec::new();
        for (name, request) in self.schemas.reader.callbacks(view.node) {
            let Some(body) = &request.request_body else {
                continue;
            };
            let Some((media, Encoding::Json)) = media_type::preferred(&body.contents) else {
                self.diagnostics.push(
                    Diagnostic::warning(
                        codes::CALLBACK_WITHOUT_JSON,
                        request.node.key_location(),
                        format!("the callback `{name}` sends no JSON"),
                    )
                    .label("it has no type")
                    .help("give its `requestBody` the media type `application/json`"),
                );
                continue;
            };
            let place = NameCandidate::root(format!("{base}{}Callback", words::variant_name(name)));
            let shape = media.schema.map_or(Shape::Any, |schema| {
                self.schemas
                    .schema(schema, &place, Direction::Response)
                    .into_nested()
            });
            callbacks.push(Callback {
                name: name.to_owned(),
                method: request.method.clone(),
                expression: request.path.to_owned(),
                shape,
                origin: request.node.origin(),
            });
        }
        callbacks
    }
}
