//! What an API sends on its own: one event type over all of it.

use std::collections::HashSet;

use serde_json::Value;

use super::names::{Scope, UNKNOWN, described};
use super::operations::text;
use super::place::Place;
use super::schemas::{Draft, Schemas, View};
use super::tagging::is_tag;
use super::{content, words};
use crate::diagnostic::Diagnostic;
use crate::ir::{
    Direction, Docs, Encoding, Home, Shape, Tagging, Type, TypeId, TypeKind, Union, Variant,
    Webhook, Webhooks,
};
use crate::openapi::operation::Operation;

/// The properties by which events are told apart when several would do, best first.
const PREFERRED: &[&str] = &["type", "event", "event_type", "eventType", "action", "name"];

/// Lowers webhooks; none if the document has none that send a body.
pub(super) fn webhooks<'a>(
    schemas: &mut Schemas<'a, '_>,
    views: &[Operation<'a>],
) -> Option<Webhooks> {
    let mut events = Vec::new();
    let mut variants = Vec::new();
    let mut names = Scope::reserving([UNKNOWN]);
    for view in views {
        let media = view
            .request_body
            .as_ref()
            .and_then(|body| content::preferred(&body.contents));
        let Some((media, Encoding::Json)) = media else {
            schemas.diagnostics.push(
                Diagnostic::warning(
                    "webhook-without-body",
                    view.node.place(),
                    format!("the webhook `{}` sends no JSON", view.path),
                )
                .help("give it a `requestBody` with `application/json`, or expect no event for it"),
            );
            continue;
        };
        let name = described(words::variant_name(view.path), "Event");
        let name = names.claim(&name);
        let place = Place::root(format!("{name}Event"));
        let shape = media.schema.map_or(Shape::Any, |schema| {
            schemas.schema(schema, &place, View::Response).nested()
        });
        let docs = Docs {
            summary: text(view.summary),
            description: text(view.description),
            notes: Vec::new(),
            external: view.external_docs.map(str::to_owned),
        };
        variants.push(Variant {
            name,
            shape: shape.clone(),
            tags: Vec::new(),
            writes_tag: false,
            docs: docs.clone(),
        });
        events.push(Webhook {
            name: view.path.to_owned(),
            shape,
            docs,
            origin: view.node.origin(),
        });
    }
    let first = events.first()?.origin;
    let tagging = tag(schemas, &mut variants);
    let ty = Type {
        name: String::new(),
        wire_name: None,
        origin: first,
        docs: Docs {
            summary: Some("An event that the API sends to a webhook.".to_owned()),
            ..Docs::default()
        },
        deprecated: false,
        direction: Direction::default(),
        updates: false,
        home: Home::Webhooks,
        exact: false,
        derives: Vec::new(),
        own: None,
        kind: TypeKind::Union(Union {
            tagging,
            variants,
            unknown: UNKNOWN.to_owned(),
        }),
    };
    let event = schemas.push(Draft {
        ty,
        place: Place::root("WebhookPayload"),
        component: false,
        owned: true,
    });
    Some(Webhooks { event, events })
}

/// Finds the property that tells events apart, and gives each variant its value.
fn tag(schemas: &Schemas<'_, '_>, variants: &mut [Variant]) -> Tagging {
    let constants: Vec<Vec<(String, Value)>> = variants
        .iter()
        .map(|variant| constants(schemas, &variant.shape))
        .collect();
    let Some(first) = constants.first() else {
        return Tagging::Untagged;
    };
    let mut candidates: Vec<&String> = first.iter().map(|(name, _)| name).collect();
    candidates.sort_by_key(|name| {
        PREFERRED
            .iter()
            .position(|preferred| preferred == name)
            .unwrap_or(PREFERRED.len())
    });
    for property in candidates {
        let values: Vec<&Value> = constants
            .iter()
            .filter_map(|all| {
                all.iter()
                    .find(|(name, _)| name == property)
                    .map(|(_, value)| value)
            })
            .collect();
        let distinct: HashSet<String> = values.iter().map(ToString::to_string).collect();
        if values.len() == variants.len() && distinct.len() == variants.len() {
            for (variant, value) in variants.iter_mut().zip(values) {
                variant.tags = vec![value.clone()];
            }
            return Tagging::Property {
                wire_name: property.clone(),
            };
        }
    }
    Tagging::Untagged
}

/// The properties of a type that can have but one value.
fn constants(schemas: &Schemas<'_, '_>, shape: &Shape) -> Vec<(String, Value)> {
    let Shape::Named(TypeId(id)) = schemas.resolved(shape) else {
        return Vec::new();
    };
    match schemas.drafts.get(*id as usize).map(|draft| &draft.ty.kind) {
        Some(TypeKind::Struct(found)) => found
            .fields
            .iter()
            .filter(|field| field.required)
            .filter_map(|field| Some((field.wire_name.clone(), field.preset.clone()?)))
            .filter(|(_, value)| is_tag(value))
            .collect(),
        _ => Vec::new(),
    }
}
