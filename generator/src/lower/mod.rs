//! From views of a document to [`Api`]: all decisions are taken here. What becomes a type, which types are the same,
//! what everything is called, which way it travels, how operations are grouped.
//!
//! Nothing here knows what Rust code looks like, but that names must be identifiers.

mod access;
mod content;
mod documentation;
mod enums;
mod errors;
mod graph;
mod merge;
mod names;
mod operations;
mod place;
mod resources;
mod schemas;
mod share;
mod unions;
mod visit;
mod webhooks;
mod words;

use std::collections::HashMap;

use crate::config::{Api as Config, Credential, QueryArrayFormat};
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Direction, Docs, Home, Operation, Resource, Shape, TypeId, TypeKind};
use crate::openapi::Reader;
use operations::Operations;
use schemas::{Schemas, View};

/// The Rust types that the configuration chooses for formats, by format.
pub(crate) type Formats = HashMap<String, Shape>;

/// What the configuration says of an API.
#[derive(Debug)]
pub(crate) struct Options<'c> {
    name: String,
    query_array_brackets: bool,
    formats: Formats,
    config: &'c Config,
}

impl Options<'_> {
    fn credential(&self, scheme: &str, only: bool) -> Option<&Credential> {
        self.config.credential(scheme, only)
    }
}

/// Lowers a document to the API it describes.
pub fn lower(reader: &Reader<'_>, name: &str, config: &Config, diagnostics: &Diagnostics) -> Api {
    let options = Options {
        name: name.to_owned(),
        query_array_brackets: config.query_array_format == QueryArrayFormat::Brackets,
        formats: Formats::new(),
        config,
    };
    let mut schemas = Schemas::new(reader, diagnostics, &options.formats);
    for (name, node) in reader.component_schemas() {
        schemas.component(name, node, View::Response);
    }
    let (credentials, places) = access::credentials(reader, &options);
    let mut operations = Operations::new(schemas, &options, diagnostics, places);
    let (groups, mut lowered) = grouped(reader, &mut operations);
    let webhooks = webhooks::webhooks(&mut operations.schemas, &reader.webhooks());
    let Operations { schemas: Schemas { mut drafts, .. }, error_bodies, .. } = operations;

    graph::preset_tags(&mut drafts);
    let mut error_contents: Vec<_> = error_bodies.into_iter().map(|(content, _)| content).collect();
    let webhook_shapes: Vec<Shape> = webhooks.iter().map(|found| Shape::Named(found.event)).collect();
    graph::direct(&mut drafts, &directions(&mut lowered, &error_contents, &webhook_shapes));
    let share::Shared { mut types, moved, mut names } = share::share(drafts);
    let now = |id: TypeId| moved.get(id.0 as usize).copied().unwrap_or(id);

    for operation in lowered.iter_mut().flat_map(|(_, operations)| operations) {
        visit::shapes_of_operation(operation, &mut |shape| visit::replace(shape, &now), &mut |shape| visit::replace(shape, &now));
        if let Some(parameters) = &mut operation.parameters {
            parameters.name = names.claim(&parameters.name);
        }
    }
    for content in &mut error_contents {
        visit::replace(&mut content.shape, &now);
    }
    let webhooks = webhooks.map(|mut found| {
        found.event = now(found.event);
        for event in &mut found.events {
            visit::replace(&mut event.shape, &now);
        }
        found
    });
    errors::unite(&mut error_contents, &mut lowered);
    graph::end_alias_cycles(&mut types);
    graph::box_cycles(&mut types);
    graph::find_exact(&mut types);
    let homes = homes(&groups, &mut lowered, &error_contents, webhooks.as_ref().map(|found| found.event));
    graph::settle_homes(&mut types, &homes);
    for ty in &mut types {
        if let TypeKind::ResponseChoice(_) | TypeKind::BodyChoice(_) | TypeKind::Multipart(_) = ty.kind {
            ty.exact = false;
        }
    }

    let tags: HashMap<String, openapiv3::Tag> = reader.tags().into_iter().map(|tag| (tag.name.clone(), tag)).collect();
    let resources = groups
        .into_iter()
        .zip(lowered)
        .map(|(group, (_, operations))| {
            let tag = tags.get(&group.title);
            Resource {
                docs: Docs {
                    description: operations::text(tag.and_then(|tag| tag.description.as_deref())),
                    external: tag.and_then(|tag| tag.external_docs.as_ref()).map(|docs| docs.url.clone()),
                    ..Docs::default()
                },
                name: group.name,
                type_name: group.type_name,
                title: group.title,
                operations,
            }
        })
        .collect::<Vec<_>>();
    let error_format = errors::format(&error_contents, &types);
    let common_errors = errors::most_common(resources.iter().flat_map(|resource| &resource.operations).map(|operation| &operation.errors));
    let common_security = errors::most_common(resources.iter().flat_map(|resource| &resource.operations).map(|operation| &operation.security));
    Api {
        name: name.to_owned(),
        info: reader.info(),
        servers: access::servers(reader.servers()),
        base_url_environment: config.base_url_environment(name),
        headers: config.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        credentials,
        error_bodies: Operations::name_error_bodies(error_contents, &types),
        error_format,
        common_errors,
        common_security,
        types,
        resources,
        webhooks,
    }
}

type Grouped = Vec<(usize, Vec<Operation>)>;

fn grouped<'a>(reader: &Reader<'a>, operations: &mut Operations<'a, '_>) -> (Vec<resources::Group>, Grouped) {
    let mut groups = resources::Groups::new();
    let mut lowered: Grouped = Vec::new();
    for view in reader.operations() {
        let (index, group) = groups.of(&view);
        let mut operation = operations.operation(&view, &group);
        operation.servers = access::servers(view.servers.iter().filter_map(|&node| reader.server(node)).collect());
        if index == lowered.len() {
            lowered.push((index, Vec::new()));
        }
        if let Some((_, list)) = lowered.get_mut(index) {
            list.push(operation);
        }
    }
    (groups.into_vec(), lowered)
}

/// What operations and webhooks use, and which way it travels.
fn directions(lowered: &mut Grouped, errors: &[crate::ir::Content], webhooks: &[Shape]) -> Vec<(Shape, Direction)> {
    let request = Direction { request: true, response: false };
    let response = Direction { request: false, response: true };
    let mut used: Vec<(Shape, Direction)> = errors.iter().map(|content| (content.shape.clone(), response)).collect();
    used.extend(webhooks.iter().map(|shape| (shape.clone(), response)));
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for operation in lowered.iter_mut().flat_map(|(_, operations)| operations) {
        visit::shapes_of_operation(
            operation,
            &mut |shape| sent.push((shape.clone(), request)),
            &mut |shape| received.push((shape.clone(), response)),
        );
    }
    used.append(&mut sent);
    used.append(&mut received);
    used
}

/// What each resource uses.
fn homes(groups: &[resources::Group], lowered: &mut Grouped, errors: &[crate::ir::Content], event: Option<TypeId>) -> Vec<(Shape, Home)> {
    let mut used: Vec<(Shape, Home)> = errors.iter().map(|content| (content.shape.clone(), Home::Shared)).collect();
    used.extend(event.map(|event| (Shape::Named(event), Home::Webhooks)));
    for (group, (_, operations)) in groups.iter().zip(lowered) {
        let mut found = Vec::new();
        for operation in operations {
            let mut received = Vec::new();
            visit::shapes_of_operation(operation, &mut |shape| found.push(shape.clone()), &mut |shape| received.push(shape.clone()));
            found.append(&mut received);
        }
        used.extend(found.into_iter().map(|shape| (shape, Home::Resource(group.name.clone()))));
    }
    used
}
