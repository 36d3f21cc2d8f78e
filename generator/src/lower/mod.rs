//! Lowers the views of a document to [`Api`]. All decisions are taken here: which schemas become types, which
//! types are the same, what everything is called, in which directions types are sent, and how operations are
//! grouped.
//!
//! Nothing here depends on Rust syntax, except that names must be identifiers outside the prelude.

mod naming;
mod operation;
mod passes;
mod schema;

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use crate::config::{Api as Config, QueryArrayFormat};
use crate::diagnostic::{Diagnostic, Diagnostics, Location, codes};
use crate::ir::{
    Api, Constraints, Directions, Docs, Module, Operation, Origins, Resource, Shape, Type, TypeId,
    Webhooks,
};
use crate::load::{Node, Origin};
use crate::openapi::Reader;

use self::operation::{Operations, errors, filter, resources, responses, security, webhooks};
use self::passes::{dedup, graph, rename, secrets, sizes, updates, visit};
pub(crate) use self::schema::docs::constraints::constraints;
use self::schema::overrides::Overrides;
use self::schema::union::{discriminator, overlap, variants};
use self::schema::{Direction, Schemas, overrides};
use crate::lower::passes::file_names;

/// The configuration of an API, prepared for lowering.
#[derive(Debug)]
pub(crate) struct Options<'c> {
    name: String,
    query_array_brackets: bool,
    overrides: Overrides,
    config: &'c Config,
}

/// Lowers a document to the API that it describes.
pub fn lower(reader: &Reader<'_>, name: &str, config: &Config, diagnostics: &Diagnostics) -> Api {
    let options = Options {
        name: name.to_owned(),
        query_array_brackets: config.query_array_format == QueryArrayFormat::Brackets,
        overrides: Overrides::of(config),
        config,
    };
    reader.check();
    check_options_of_calls(config, diagnostics);
    let (credentials, places, origins) = security::credentials(reader, &options, diagnostics);
    let mut draft = draft(reader, &options, diagnostics, places);
    let types = run_passes(&mut draft, reader, diagnostics);
    let resources = resources(reader, draft.groups, draft.lowered);
    let operations = || resources.iter().flat_map(|resource| &resource.operations);
    let mut api = Api {
        types_only: config.is_types_only(),
        name: name.to_owned(),
        info: reader.info(),
        servers: security::servers(reader.servers()),
        base_url_environment: config.base_url_environment(name),
        headers: config
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        credentials,
        origins: Origins {
            info: reader.origin_of("info"),
            servers: reader.origin_of("servers"),
            credentials: origins,
        },
        fallbacks: draft.fallbacks,
        error_format: errors::format(&draft.error_bodies, &types),
        common_errors: errors::most_common(operations().map(|operation| &operation.errors)),
        common_security: errors::most_common(operations().map(|operation| &operation.security)),
        error_bodies: errors::name_error_bodies(draft.error_bodies, &types),
        types,
        resources,
        webhooks: draft.webhooks,
        constraints: Constraints::default(),
    };
    rename::rename(&mut api, config, diagnostics);
    file_names::name(&mut api.resources, reader, diagnostics);
    file_names::shorten_types(&mut api, diagnostics);
    file_names::report_cut(&api, diagnostics);
    responses::name_alternatives(&mut api);
    secrets::mark_secrets(&mut api, config, diagnostics);
    overrides::derive(&mut api, &config.derives, diagnostics);
    api
}

/// An API whose types are not final.
struct Draft {
    drafts: Vec<schema::Draft>,
    inclusive: Vec<TypeId>,
    closed: foldhash::HashSet<TypeId>,
    /// How many fields the passes may add.
    fields_left: usize,
    groups: Vec<resources::Group>,
    lowered: Grouped,
    error_bodies: Vec<errors::Body>,
    webhooks: Option<Webhooks>,
    fallbacks: Vec<(Origin, &'static str)>,
}

/// Lowers the components, operations and webhooks of a document.
fn draft<'a>(
    reader: &Reader<'a>,
    options: &Options<'_>,
    diagnostics: &Diagnostics,
    credentials: IndexMap<&'a str, usize>,
) -> Draft {
    let mut schemas = Schemas::new(reader, diagnostics, &options.overrides);
    // With `include` or `exclude`, only the schemas that the selected operations use are lowered.
    if options.config.include.is_empty() && options.config.exclude.is_empty() {
        // Shortest name first: earlier drafts have the better claim to a contested name, whatever the order
        // of the document.
        schemas.find_unused();
        let mut components = reader.component_schemas();
        components.sort_by_key(|(name, _)| (name.len(), *name));
        for (name, node) in components {
            schemas.component(name, node, Direction::Response);
        }
    }
    let mut operations = Operations::new(schemas, options, diagnostics, credentials);
    let (groups, lowered) = grouped(reader, &mut operations, options, diagnostics);
    operations.check_envelopes();
    operations.check_pagination();
    check_operations(reader, options, diagnostics);
    let webhooks = webhooks::webhooks(&mut operations.schemas, &reader.webhooks());
    if lowered.is_empty() && webhooks.is_none() && diagnostics.errors() == 0 {
        report_no_operations(reader, options.config, diagnostics);
    }
    operations.schemas.report_null_objects();
    options
        .overrides
        .report(&operations.schemas, reader, diagnostics);
    Draft {
        fields_left: operations.schemas.fields_left(),
        fallbacks: operations.schemas.fallbacks.into_iter().collect(),
        drafts: operations.schemas.drafts,
        inclusive: operations.schemas.any_of_unions,
        closed: operations.schemas.closed_branches,
        groups,
        lowered,
        error_bodies: operations.error_bodies.into_iter().collect(),
        webhooks,
    }
}

/// Reports that the configuration or an overlay may have removed all operations.
fn report_no_operations(reader: &Reader<'_>, config: &Config, diagnostics: &Diagnostics) {
    if config.include.is_empty() && config.exclude.is_empty() && config.overlays.is_empty() {
        return;
    }
    let root = reader.root();
    let paths = root.get("paths");
    let place = paths.map_or_else(|| root.location(), Node::key_location);
    let message = "no operation is left, so only types are generated";
    diagnostics.push(
        Diagnostic::warning(codes::NO_OPERATIONS, place, message)
            .help("check `include`, `exclude` and `overlays` of the configuration"),
    );
}

/// Reports options for operations that the document does not have.
fn check_operations(reader: &Reader<'_>, options: &Options<'_>, diagnostics: &Diagnostics) {
    let mut all = Vec::new();
    reader.selected_operations(&mut |candidate| {
        all.push(candidate.clone());
        false
    });
    let found: HashSet<_> = all.iter().flat_map(filter::keys_of_operation).collect();
    let is_called = |name: &str| {
        let keys = filter::keys_of_name(name);
        keys.iter().any(|key| found.contains(key))
    };
    for id in options.config.operations().filter(|name| !is_called(name)) {
        let message =
            format!("`operations` of the configuration names `{id}`, which matches no operation");
        let place = Location::option_key(&["operations", id]);
        let known: Vec<_> = all
            .iter()
            .filter_map(|candidate| filter::names_like(id, candidate))
            .collect();
        let known = known.iter().map(AsRef::as_ref);
        diagnostics.push(without_effect(diagnostics, place, message, id, known));
    }
    for id in options.config.empty_operations() {
        let message = format!("`operations` of the configuration sets nothing for `{id}`");
        let place = Location::option_key(&["operations", id]);
        let error = Diagnostic::error(codes::OPTION_WITHOUT_EFFECT, place, message);
        diagnostics.push(error.help("set `envelope` or `pagination`, or remove the entry"));
    }
}

/// Reports options that only concern calls, if the configuration asks for types only.
fn check_options_of_calls(config: &Config, diagnostics: &Diagnostics) {
    if !config.must_concern_types() {
        return;
    }
    for path in config.options_of_calls() {
        let option = path.join(".");
        let message = format!(
            "`{option}` of the configuration concerns calls, and with `types-only` there are none"
        );
        let place = Location::option_key(&path);
        let error = Diagnostic::error(codes::OPTION_WITHOUT_EFFECT, place, message);
        diagnostics.push(error.help("remove the option, or `types-only`"));
    }
}

/// Creates the error for an entry of an option that names nothing in the document, and suggests the closest
/// known name.
fn without_effect<'n>(
    diagnostics: &Diagnostics,
    place: Location,
    message: String,
    name: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Diagnostic {
    let mut error = Diagnostic::error(codes::OPTION_WITHOUT_EFFECT, place, message);
    let nearest = diagnostics.nearest(name, known);
    error.help = nearest.map(|nearest| format!("did you mean `{nearest}`?"));
    error
}

/// Runs the passes that need all types, and applies their results to operations and webhooks.
fn run_passes(draft: &mut Draft, reader: &Reader<'_>, diagnostics: &Diagnostics) -> Vec<Type> {
    let mut drafts = std::mem::take(&mut draft.drafts);
    discriminator::mark_tag_writers(&mut drafts);
    variants::order(&mut drafts);
    graph::fill_in_tags(&mut drafts);
    graph::propagate_directions(&mut drafts, &directions(draft));
    let room = overlap::Room::new(draft.fields_left, reader.size());
    let (inclusive, closed) = (&draft.inclusive, &draft.closed);
    variants::mark_closed(&mut drafts, closed);
    let skipped = overlap::add_overlap_variants(&mut drafts, inclusive, closed, room);
    for node in skipped.into_iter().filter_map(|origin| reader.node(origin)) {
        diagnostics.push(
            Diagnostic::warning(
                codes::TOO_MANY_FIELDS,
                node.location(),
                "the types of the document have too many fields; of a value that is several of these branches at once, \
                 only the properties of one are kept",
            )
            .help(
                "the fields and their comparisons are limited (limit `fields`); refer to equal unions instead of repeating \
                 them",
            ),
        );
    }
    let dedup::Deduplicated {
        mut types,
        moved,
        mut names,
    } = dedup::deduplicate(drafts);
    remap_types(draft, &moved);
    for operation in operations_of(&mut draft.lowered) {
        if let Some(parameters) = &mut operation.parameters {
            parameters.name = names.claim(&parameters.name);
        }
    }
    errors::unite(&mut draft.error_bodies, &mut draft.lowered);
    graph::end_alias_cycles(&mut types);
    graph::box_cycles(&mut types);
    sizes::box_large(&mut types);
    graph::mark_eq_hash(&mut types);
    updates::mark_updates(&mut types, draft.lowered.iter().flatten());
    graph::assign_modules(&mut types, &modules(draft));
    types
}

/// Replaces the ids of drafts with the final ids in operations, error bodies and webhooks.
fn remap_types(draft: &mut Draft, moved: &[TypeId]) {
    let now = |id: TypeId| moved.get(id.index()).copied().unwrap_or(id);
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

/// Builds the resources from groups and operations, with the documentation of their tags.
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
                description: operation::text(tag.and_then(|tag| tag.description.as_deref())),
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

/// The operations of each group, in the order of the groups.
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
    let mut views = filter::operations(reader, options.config, diagnostics);
    views.retain(|view| {
        let left_out = options.config.skip_invalid && view.is_invalid;
        if left_out {
            let message = format!("`{} {}` is left out", view.method, view.path);
            diagnostics.push(
                Diagnostic::warning(codes::OPERATION_LEFT_OUT, view.node.key_location(), message)
                    .help("correct the reference, in the document or with an overlay"),
            );
        }
        !left_out
    });
    // The operation with the shortest name is lowered first: it has the better claim to a contested name,
    // whatever the order of the document.
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
        operation.servers = security::servers(servers.collect());
        let (method, path) = (&*view.method, view.path);
        let method_names = resources::MethodNames {
            method: resources::method_words(&words.short, &group, method, path),
            full: words.full.clone(),
            item: naming::words::singular_words(&group.words),
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

/// Sorts groups and operations into the order of the document.
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

/// Returns the shapes that operations, error bodies and webhooks use, with their directions.
fn directions(draft: &mut Draft) -> Vec<(Shape, Directions)> {
    let request = Directions {
        request: true,
        response: false,
    };
    let response = Directions {
        request: false,
        response: true,
    };
    let errors = draft.error_bodies.iter().map(|body| &body.content.shape);
    let mut used: Vec<(Shape, Directions)> =
        errors.map(|shape| (shape.clone(), response)).collect();
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

/// Returns the shapes that each resource uses, with its module. Error bodies are shared, events belong to
/// webhooks.
fn modules(draft: &mut Draft) -> Vec<(Shape, Module)> {
    let errors = draft.error_bodies.iter().map(|body| &body.content.shape);
    let mut used: Vec<(Shape, Module)> = errors
        .map(|shape| (shape.clone(), Module::Shared))
        .collect();
    let event = draft.webhooks.as_ref().map(|found| found.event);
    used.extend(event.map(|event| (Shape::Named(event), Module::Webhooks)));
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
        let home = Module::Resource(group.name.clone());
        used.extend(found.into_iter().map(|shape| (shape, home.clone())));
    }
    used
}
