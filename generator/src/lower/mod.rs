//! From views of a document to [`Api`]: all decisions are taken here. What becomes a type, which types are the same,
//! what everything is called, which way it travels, how operations are grouped.
//!
//! Nothing here knows what Rust code looks like, but that names must be identifiers.

mod access;
mod bounds;
mod branches;
mod callbacks;
mod chosen;
mod common;
mod conjunctions;
mod content;
mod directions;
mod documentation;
mod drafts;
mod enums;
mod envelope;
mod errors;
mod files;
mod graph;
mod integers;
mod keyed;
mod likeness;
mod limits;
mod merge;
mod names;
mod objects;
mod operations;
mod outputs;
mod pagination;
mod parts;
mod place;
mod pointer;
mod rename;
mod resources;
mod rules;
mod scalars;
mod schemas;
mod secrets;
mod select;
mod several;
mod share;
mod sizes;
mod tagging;
mod unions;
mod updates;
mod value_names;
mod variants;
mod visit;
mod webhooks;
mod words;

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::config::{Api as Config, Credential, QueryArrayFormat};
use crate::diagnostic::{Diagnostic, Diagnostics, OPTION_WITHOUT_EFFECT, Place};
use crate::ir::{
    Api, Direction, Docs, Home, Limits, Operation, Places, Resource, Shape, Type, TypeId, Webhooks,
};
use crate::load::Origin;
use crate::openapi::Reader;
use crate::openapi::nearest::nearest;
use chosen::Chosen;
pub(crate) use limits::limits;
use operations::Operations;
use schemas::{Schemas, View};

/// What the configuration says of an API.
#[derive(Debug)]
pub(crate) struct Options<'c> {
    name: String,
    query_array_brackets: bool,
    chosen: Chosen,
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
        chosen: Chosen::of(config),
        config,
    };
    reader.check();
    let (credentials, places, origins) = access::credentials(reader, &options, diagnostics);
    let mut draft = draft(reader, &options, diagnostics, places);
    let types = settle(&mut draft);
    let resources = resources(reader, draft.groups, draft.lowered);
    let operations = || resources.iter().flat_map(|resource| &resource.operations);
    let mut api = Api {
        types_only: config.types_only,
        name: name.to_owned(),
        info: reader.info(),
        servers: access::servers(reader.servers()),
        base_url_environment: config.base_url_environment(name),
        headers: config
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        credentials,
        places: Places {
            info: reader.place_of("info"),
            servers: reader.place_of("servers"),
            credentials: origins,
        },
        generalised: draft.generalised,
        error_format: errors::format(&draft.error_bodies, &types),
        common_errors: errors::most_common(operations().map(|operation| &operation.errors)),
        common_security: errors::most_common(operations().map(|operation| &operation.security)),
        error_bodies: operations::name_error_bodies(draft.error_bodies, &types),
        types,
        resources,
        webhooks: draft.webhooks,
        limits: Limits::default(),
    };
    rename::rename(&mut api, &config.rename, diagnostics);
    files::name(&mut api.resources, reader, diagnostics);
    files::shorten_types(&mut api, diagnostics);
    files::report_cut(&api, diagnostics);
    outputs::name_alternatives(&mut api);
    secrets::conceal(&mut api, &config.secrets, diagnostics);
    chosen::derive(&mut api, &config.derives, diagnostics);
    api
}

/// An API whose types are not settled.
struct Draft {
    drafts: Vec<schemas::Draft>,
    inclusive: Vec<TypeId>,
    groups: Vec<resources::Group>,
    lowered: Grouped,
    error_bodies: Vec<errors::Body>,
    webhooks: Option<Webhooks>,
    generalised: Vec<(Origin, &'static str)>,
}

/// Lowers everything that the document has.
fn draft<'a>(
    reader: &Reader<'a>,
    options: &Options<'_>,
    diagnostics: &Diagnostics,
    credentials: IndexMap<&'a str, usize>,
) -> Draft {
    let mut schemas = Schemas::new(reader, diagnostics, &options.chosen);
    // Of an API that is not wanted whole, the schemas that it uses are found on the way.
    if options.config.include.is_empty() && options.config.exclude.is_empty() {
        // By name: who comes first has the names that others want, too.
        let mut components = reader.component_schemas();
        components.sort_by_key(|(name, _)| (name.len(), *name));
        for (name, node) in components {
            schemas.component(name, node, View::Response);
        }
    }
    let mut operations = Operations::new(schemas, options, diagnostics, credentials);
    let (groups, lowered) = grouped(reader, &mut operations, options, diagnostics);
    operations.check_envelopes();
    operations.check_pagination();
    check_operations(reader, options, diagnostics);
    let webhooks = webhooks::webhooks(&mut operations.schemas, &reader.webhooks());
    operations.schemas.report_null_objects();
    options
        .chosen
        .report(&operations.schemas, reader, diagnostics);
    Draft {
        generalised: operations.schemas.generalised.into_iter().collect(),
        drafts: operations.schemas.drafts,
        inclusive: operations.schemas.inclusive,
        groups,
        lowered,
        error_bodies: operations.error_bodies.into_iter().collect(),
        webhooks,
    }
}

/// Says which operations have options and are not there.
fn check_operations(reader: &Reader<'_>, options: &Options<'_>, diagnostics: &Diagnostics) {
    let mut all = Vec::new();
    reader.chosen_operations(&mut |candidate| {
        all.push(candidate.clone());
        false
    });
    let is_called = |name: &str| {
        all.iter()
            .any(|candidate| select::is_called(candidate, name))
    };
    for id in options.config.operations().filter(|name| !is_called(name)) {
        let message = format!("`operations` of the configuration names `{id}`, and no operation");
        let place = Place::option_key(&["operations", id]);
        let known = all.iter().filter_map(|candidate| candidate.id);
        diagnostics.push(without_effect(place, message, id, known));
    }
}

/// An entry of an option that names nothing, with the known name that is nearest to it.
fn without_effect<'n>(
    place: Place,
    message: String,
    name: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Diagnostic {
    let mut error = Diagnostic::error(OPTION_WITHOUT_EFFECT, place, message);
    error.help = nearest(name, known).map(|nearest| format!("did you mean `{nearest}`?"));
    error
}

/// Decides what can only be decided of all types together, and puts what was decided everywhere.
fn settle(draft: &mut Draft) -> Vec<Type> {
    let mut drafts = std::mem::take(&mut draft.drafts);
    tagging::settle(&mut drafts);
    variants::order(&mut drafts);
    graph::preset_tags(&mut drafts);
    graph::direct(&mut drafts, &directions(draft));
    several::combine(&mut drafts, &draft.inclusive);
    let share::Shared {
        mut types,
        moved,
        mut names,
    } = share::share(drafts);
    move_types(draft, &moved);
    for operation in operations_of(&mut draft.lowered) {
        if let Some(parameters) = &mut operation.parameters {
            parameters.name = names.claim(&parameters.name);
        }
    }
    errors::unite(&mut draft.error_bodies, &mut draft.lowered);
    graph::end_alias_cycles(&mut types);
    graph::box_cycles(&mut types);
    sizes::box_large(&mut types);
    graph::find_exact(&mut types);
    updates::mark(&mut types, draft.lowered.iter().flatten());
    graph::settle_homes(&mut types, &homes(draft));
    types
}

/// Puts the final ids everywhere.
fn move_types(draft: &mut Draft, moved: &[TypeId]) {
    let now = |id: TypeId| moved.get(id.0 as usize).copied().unwrap_or(id);
    for operation in operations_of(&mut draft.lowered) {
        visit::shapes_of_operation(
            operation,
            &mut |shape| visit::replace(shape, &now),
            &mut |shape| visit::replace(shape, &now),
        );
    }
    for body in &mut draft.error_bodies {
        visit::replace(&mut body.content.shape, &now);
    }
    if let Some(webhooks) = &mut draft.webhooks {
        webhooks.event = now(webhooks.event);
        for event in &mut webhooks.events {
            visit::replace(&mut event.shape, &now);
        }
    }
}

/// The groups with their operations and what their tags say.
fn resources(
    reader: &Reader<'_>,
    groups: Vec<resources::Group>,
    lowered: Grouped,
) -> Vec<Resource> {
    let tags: HashMap<String, openapiv3::Tag> = reader
        .tags()
        .into_iter()
        .map(|tag| (tag.name.clone(), tag))
        .collect();
    let resource = |(group, operations): (resources::Group, Vec<Operation>)| {
        let tag = tags.get(&group.title);
        Resource {
            docs: Docs {
                description: operations::text(tag.and_then(|tag| tag.description.as_deref())),
                external: tag
                    .and_then(|tag| tag.external_docs.as_ref())
                    .map(|docs| docs.url.clone()),
                ..Docs::default()
            },
            name: group.name,
            file: String::new(),
            type_name: group.type_name,
            title: group.title,
            operations,
        }
    };
    groups.into_iter().zip(lowered).map(resource).collect()
}

/// The operations of each group.
type Grouped = Vec<Vec<Operation>>;

fn operations_of(lowered: &mut Grouped) -> impl Iterator<Item = &mut Operation> {
    lowered.iter_mut().flatten()
}

fn grouped<'a>(
    reader: &Reader<'a>,
    operations: &mut Operations<'a, '_>,
    options: &Options<'_>,
    diagnostics: &Diagnostics,
) -> (Vec<resources::Group>, Grouped) {
    let mut views = select::operations(reader, options.config, diagnostics);
    views.retain(|view| {
        let left_out = options.config.skip_invalid && view.is_invalid;
        if left_out {
            let message = format!("`{} {}` is left out", view.method, view.path);
            diagnostics.push(
                Diagnostic::warning("operation-left-out", view.node.key_place(), message)
                    .help("mend what is said of it elsewhere, here or with an overlay"),
            );
        }
        !left_out
    });
    // Who comes first has the names that others want, too: the one with the shortest name, whatever the order of the
    // document is.
    let words = resources::all_words(&views);
    let named = |at: usize| Some((views.get(at)?, words.get(at)?));
    let mut order: Vec<usize> = (0..views.len()).collect();
    order.sort_by_cached_key(|&at| named(at).map(|(view, words)| resources::claim(view, words)));
    let mut groups = resources::Groups::new();
    let mut lowered: Vec<Vec<(usize, Operation)>> = Vec::new();
    let mut methods: Vec<Vec<resources::MethodNames>> = Vec::new();
    for at in order {
        let Some((view, words)) = named(at) else {
            continue;
        };
        let (index, group) = groups.of(view);
        let mut operation = operations.operation(view, &words.short, &group);
        let servers = view.servers.iter().filter_map(|&node| reader.server(node));
        operation.servers = access::servers(servers.collect());
        let (method, path) = (view.method, view.path);
        let method_names = resources::MethodNames {
            method: resources::method_words(&words.short, &group, method, path),
            full: words.full.clone(),
            is_list: resources::gets_collection(&words.short, &group, method, path)
                && operations.returns_list(&operation, &group),
        };
        if index == lowered.len() {
            lowered.push(Vec::new());
            methods.push(Vec::new());
        }
        if let (Some(list), Some(methods)) = (lowered.get_mut(index), methods.get_mut(index)) {
            list.push((at, operation));
            methods.push(method_names);
        }
    }
    for (operations, methods) in lowered.iter_mut().zip(&methods) {
        for ((_, operation), name) in operations.iter_mut().zip(resources::method_names(methods)) {
            operation.name = name;
        }
    }
    in_document_order(groups.into_vec(), lowered)
}

/// Groups and operations as the document has them.
fn in_document_order(
    groups: Vec<resources::Group>,
    lowered: Vec<Vec<(usize, Operation)>>,
) -> (Vec<resources::Group>, Grouped) {
    let mut all: Vec<_> = groups.into_iter().zip(lowered).collect();
    for (_, operations) in &mut all {
        operations.sort_by_key(|(at, _)| *at);
    }
    all.sort_by_key(|(_, operations)| operations.first().map(|(at, _)| *at));
    let bare = |operations: Vec<(usize, Operation)>| {
        operations
            .into_iter()
            .map(|(_, operation)| operation)
            .collect()
    };
    all.into_iter()
        .map(|(group, operations)| (group, bare(operations)))
        .unzip()
}

/// What operations and webhooks use, and which way it travels.
fn directions(draft: &mut Draft) -> Vec<(Shape, Direction)> {
    let request = Direction {
        request: true,
        response: false,
    };
    let response = Direction {
        request: false,
        response: true,
    };
    let errors = draft.error_bodies.iter().map(|body| &body.content.shape);
    let mut used: Vec<(Shape, Direction)> = errors.map(|shape| (shape.clone(), response)).collect();
    let event = draft.webhooks.as_ref().map(|found| found.event);
    used.extend(event.map(|event| (Shape::Named(event), response)));
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for operation in operations_of(&mut draft.lowered) {
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
fn homes(draft: &mut Draft) -> Vec<(Shape, Home)> {
    let errors = draft.error_bodies.iter().map(|body| &body.content.shape);
    let mut used: Vec<(Shape, Home)> = errors.map(|shape| (shape.clone(), Home::Shared)).collect();
    let event = draft.webhooks.as_ref().map(|found| found.event);
    used.extend(event.map(|event| (Shape::Named(event), Home::Webhooks)));
    for (group, operations) in draft.groups.iter().zip(&mut draft.lowered) {
        let (mut found, mut received) = (Vec::new(), Vec::new());
        for operation in operations {
            visit::shapes_of_operation(
                operation,
                &mut |shape| found.push(shape.clone()),
                &mut |shape| received.push(shape.clone()),
            );
        }
        found.append(&mut received);
        let home = Home::Resource(group.name.clone());
        used.extend(found.into_iter().map(|shape| (shape, home.clone())));
    }
    used
}
