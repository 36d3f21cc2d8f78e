//! Generates requests from the document.

use serde_json::{Map, Value};

use crate::document::Place;
use crate::http::service::Service;
use crate::request::media;
use crate::request::operation::{Match, Operation};
use crate::sample::{Fill, fitting};
use crate::schemas::convert::Direction;
use crate::validation::parameters::declared;

/// A valid request for an operation, generated from the schemas of the document.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SampleRequest {
    /// The values of the parameters, like [`RecordedRequest::parameters`](crate::RecordedRequest::parameters): an
    /// object by location of objects by name. Null is an omitted parameter.
    pub parameters: Value,
    /// The JSON body. None if the operation takes none, or if it is optional and only required values are requested.
    pub body: Option<Value>,
}

impl SampleRequest {
    /// Generates a request in a sample mode.
    pub(crate) fn of(service: &Service, operation: &Operation, fill: Fill) -> Self {
        let is_wanted = |required: bool| required || fill != Fill::Required;
        let value = |schema: &Place<'_>| {
            let direction = Direction::Request;
            fitting(&service.document, &service.schemas, direction, fill, schema)
                .ok()
                .flatten()
        };
        let found = Match {
            operation,
            values: Vec::new(),
        };
        let mut parameters = Map::new();
        let (declared, _) = declared(&service.document, &found);
        for parameter in declared {
            let schema = parameter.schemas.first();
            let sampled = schema.filter(|_| is_wanted(parameter.required));
            if let Some(sampled) = sampled.and_then(value) {
                let location = parameter.location.to_string();
                let values = parameters
                    .entry(location)
                    .or_insert_with(|| Value::Object(Map::new()));
                if let Value::Object(values) = values {
                    values.insert(parameter.name, sampled);
                }
            }
        }
        let body = operation
            .place(&service.document)
            .and_then(|operation| operation.member("requestBody"))
            .and_then(|body| service.document.follow(body).ok())
            .filter(|body| is_wanted(body.flag("required")));
        Self {
            parameters: Value::Object(parameters),
            body: body
                .and_then(|body| json_schema(&body))
                .and_then(|schema| value(&schema)),
        }
    }
}

/// Returns the names of the webhooks (`OpenAPI` 3.1.1, section 4.8.1), each with a body that the API sends. Null if it
/// sends none.
pub(crate) fn webhooks(service: &Service, fill: Fill) -> Vec<(String, Value)> {
    let document = &service.document;
    let webhooks = document.root(0).member("webhooks");
    let webhooks = webhooks.iter().flat_map(Place::members);
    let body = |webhook| {
        let item = document.follow(webhook).ok()?;
        let body = item.member("post")?.member("requestBody")?;
        let schema = json_schema(&document.follow(body).ok()?)?;
        // The API sends the request of a webhook, so its direction is that of responses.
        let direction = Direction::Response;
        fitting(document, &service.schemas, direction, fill, &schema)
            .ok()
            .flatten()
    };
    webhooks
        .map(|(name, webhook)| (name.to_owned(), body(webhook).unwrap_or_default()))
        .collect()
}

/// Returns the schema of a JSON body.
fn json_schema<'d>(body: &Place<'d>) -> Option<Place<'d>> {
    let content = body.member("content");
    let mut content = content.iter().flat_map(Place::members);
    content
        .find(|(media_type, _)| media::is_json(media_type))
        .and_then(|(_, media_type)| media_type.member("schema"))
}
