//! Lowers schemas to type references: named types, lists, maps, scalars or any JSON value.

pub(crate) mod compatibility;
pub(crate) mod conjunction;
pub(crate) mod docs;
pub(crate) mod drafts;
pub(crate) mod enumeration;
pub(crate) mod limits;
pub(crate) mod object;
pub(crate) mod overrides;
pub(crate) mod scalar;
pub(crate) mod types;
pub(crate) mod union;
pub(crate) mod unused_components;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use foldhash::{HashMap, HashSet};
use indexmap::IndexSet;
use serde_json::Value;

use self::conjunction::merge::{AlternativesKind, Merged};
use self::conjunction::refinement;
use self::overrides::Overrides;
use super::naming::candidate::NameCandidate;
use super::naming::words;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, codes};
use crate::ir::{Shape, Type, TypeId};
use crate::load::{Node, Origin};
use crate::openapi::Reader;
use crate::openapi::schema::Schema;

/// A lowered schema: the type reference of values other than null, and whether null is allowed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lowered {
    pub shape: Shape,
    pub nullable: bool,
}

impl Lowered {
    pub(crate) fn non_null(shape: Shape) -> Self {
        Self {
            shape,
            nullable: false,
        }
    }

    /// Returns the type reference including null, for uses without a field that could hold the nullability.
    pub(crate) fn into_nested(self) -> Shape {
        match self.shape {
            shape @ (Shape::Any | Shape::Null | Shape::Nullable(_)) => shape,
            shape if self.nullable => Shape::Nullable(Box::new(shape)),
            shape => shape,
        }
    }
}

/// The direction that a schema is lowered for, if it makes a difference: `readOnly` properties are not sent,
/// `writeOnly` properties are not received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    Neutral,
    Request,
    Response,
}

/// A type whose name is not final.
#[derive(Debug)]
pub(crate) struct Draft {
    pub ty: Type,
    pub candidate: NameCandidate,
    /// Whether it is a component, which keeps its name and does not become an alias of an equal type.
    pub is_component: bool,
    /// Whether `candidate` is derived from the type's own location. Otherwise the type was first lowered through a
    /// reference.
    pub has_own_name: bool,
}

/// What the candidate names of a type are derived from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameSource {
    /// The name of its component.
    Component,
    /// The location of its schema.
    Schema,
    /// The location of a reference to its schema.
    Reference,
}

/// The key of a type while it is being lowered: the origin of its schema, and the direction.
pub(crate) type SchemaKey = (Origin, Direction);

/// The circumstances in which a schema is lowered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SchemaContext<'n> {
    /// The names that its type may take.
    pub candidate: &'n NameCandidate,
    pub direction: Direction,
    pub key: SchemaKey,
    /// What `candidate` is derived from.
    pub name_source: NameSource,
}

impl<'n> SchemaContext<'n> {
    /// Returns the context of a type that has no schema of its own.
    pub(crate) fn synthetic(
        candidate: &'n NameCandidate,
        direction: Direction,
        key: SchemaKey,
    ) -> Self {
        Self {
            candidate,
            direction,
            key,
            name_source: NameSource::Schema,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Resolution {
    /// Being lowered; the id if one is reserved for its type.
    InProgress(Option<TypeId>),
    Resolved(Lowered),
}

/// The names of a property, cached: documents repeat the same few hundred names in thousands of locations.
#[derive(Debug, Clone)]
pub(crate) struct PropertyName {
    pub field: String,
    pub leaf: String,
}

/// The steps that a reference to a schema other than a component takes.
const FOLLOWED: usize = 50;

/// The tag values of unions, by the location of the union and whether it is a `oneOf`, the property, and the number of
/// unions around it.
pub(crate) type NestedTags = HashMap<((Origin, AlternativesKind), String, usize), Rc<[Value]>>;

/// The limit of schemas that are being lowered at the same time, each for one that refers to it. The stack that
/// lowering runs on has room for them.
pub(crate) const MAX_DEPTH: usize = 5_000;

/// The overrides of the configuration that were used.
#[derive(Debug, Default)]
pub(crate) struct UsedOverrides<'a> {
    pub formats: HashSet<&'a str>,
    /// The names of components.
    pub types: HashSet<&'a str>,
}

/// Which schemas are lowered, and which are being lowered.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    pub defined: HashMap<SchemaKey, Resolution>,
    /// The keys of conjunctions that have no location of their own in the document, by the origins of their schemas.
    pub conjunctions: HashMap<(Vec<Origin>, Direction), SchemaKey>,
    pub synthetic_count: u32,
    /// The chain of references up to the schema that is being lowered, without another schema between them.
    pub following: HashSet<Origin>,
    /// The number of schemas that are being lowered.
    pub depth: usize,
}

/// The cost of the types so far, for the limits.
#[derive(Debug, Default)]
pub(crate) struct Effort {
    /// The number of fields, variants and tag values, with a surcharge for long names.
    pub fields: usize,
    /// The number of properties of the branches of the unions that are being lowered.
    pub branch_properties: usize,
    /// Whether it was reported that the document takes too much work.
    pub is_exhaustion_reported: bool,
}

/// Results that are computed once for each schema.
#[derive(Debug, Default)]
pub(crate) struct Caches<'a> {
    /// Whether the directions of a schema differ.
    pub directional: HashMap<Origin, bool>,
    /// Whether schemas, or those that they refer to or extend, are `readOnly` (for requests) or `writeOnly` (for
    /// responses).
    pub flagged: RefCell<HashMap<(Origin, Direction), bool>>,
    /// The direct subtypes of each schema.
    pub subtypes: OnceCell<HashMap<Origin, Vec<Node<'a>>>>,
    /// Whether schemas allow null, for schemas that are referred to while they are being lowered.
    pub null_admitted: HashMap<Origin, bool>,
    /// The tag values of nested unions.
    pub nested_tags: RefCell<NestedTags>,
    pub property_names: HashMap<&'a str, PropertyName>,
}

/// The state of lowering the schemas of an API.
pub(crate) struct Schemas<'a, 'r> {
    pub reader: &'r Reader<'a>,
    pub diagnostics: &'r Diagnostics,
    pub overrides: &'r Overrides,
    pub used: UsedOverrides<'a>,
    pub drafts: Vec<Draft>,
    pub progress: Progress,
    pub effort: Effort,
    pub caches: Caches<'a>,
    pub components: HashMap<Origin, &'a str>,
    /// The components whose directions differ and that no operation or webhook uses.
    pub unused: HashSet<Origin>,
    /// The schemas that became any JSON value although they describe more, and the reasons.
    pub fallbacks: IndexSet<(Origin, &'static str)>,
    /// The unions that are made from `anyOf`.
    pub any_of_unions: Vec<TypeId>,
    /// The branches that are objects and allow only their declared properties.
    pub closed_branches: HashSet<TypeId>,
    /// The branches that are read as null although they also allow objects.
    pub null_objects: IndexSet<Node<'a>>,
}

impl<'a, 'r> Schemas<'a, 'r> {
    pub(crate) fn new(
        reader: &'r Reader<'a>,
        diagnostics: &'r Diagnostics,
        chosen: &'r Overrides,
    ) -> Self {
        Self {
            reader,
            diagnostics,
            overrides: chosen,
            used: UsedOverrides::default(),
            drafts: Vec::new(),
            progress: Progress::default(),
            effort: Effort::default(),
            caches: Caches::default(),
            components: components(reader),
            unused: HashSet::default(),
            fallbacks: IndexSet::new(),
            any_of_unions: Vec::new(),
            closed_branches: HashSet::default(),
            null_objects: IndexSet::new(),
        }
    }

    /// Returns any JSON value for a schema that describes more than that, and records the fallback.
    pub(crate) fn fallback_to_json(&mut self, node: Node<'a>, reason: &'static str) -> Shape {
        self.fallbacks.insert((node.origin(), reason));
        Shape::Any
    }

    /// Lowers a schema. Anonymous types are named after `candidate`.
    pub(crate) fn schema(
        &mut self,
        node: Node<'a>,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Lowered {
        self.inline(node, candidate, direction, NameSource::Schema)
    }

    /// Lowers a schema. Anonymous types are named after `candidate`, which is derived from `name_source`.
    pub(crate) fn inline(
        &mut self,
        node: Node<'a>,
        candidate: &NameCandidate,
        direction: Direction,
        name_source: NameSource,
    ) -> Lowered {
        if let Some(name) = self.components.get(&node.origin()) {
            let name = *name;
            return self.component(name, node, direction);
        }
        let schema = Rc::new(self.reader.schema(node));
        self.inline_schema(schema, candidate, direction, name_source)
    }

    /// Does the same for a schema that was already read.
    pub(crate) fn inline_schema(
        &mut self,
        schema: Rc<Schema<'a>>,
        candidate: &NameCandidate,
        direction: Direction,
        name_source: NameSource,
    ) -> Lowered {
        let node = schema.node;
        if let Some(name) = self.components.get(&node.origin()) {
            let name = *name;
            return self.component(name, node, direction);
        }
        if let Some(reference) = refinement::only_reference(self.reader, &schema)
            && !self.has_wider_integer(&schema)
        {
            if !self.progress.following.insert(node.origin()) {
                // Reports the reference cycle.
                self.reader.deref(node);
                return Lowered::non_null(
                    self.fallback_to_json(node, "references that lead back to themselves"),
                );
            }
            let target = self.reader.resolve(reference);
            let used = self.reference(target, schema.nullable, candidate, direction);
            self.progress.following.remove(&node.origin());
            return used;
        }
        self.define(node, Some(schema), candidate, direction, name_source)
    }

    /// Lowers the target of a reference; an unresolved one allows any JSON value.
    pub(crate) fn reference(
        &mut self,
        target: Option<Node<'a>>,
        nullable: bool,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Lowered {
        let Some(target) = target else {
            return Lowered::non_null(Shape::Any);
        };
        let mut used = if let Some(name) = self.components.get(&target.origin()) {
            let name = *name;
            self.component(name, target, direction)
        } else {
            // Each reference takes its own steps, also in a chain of references.
            self.reader.spend(FOLLOWED);
            if let Some(used) = self.check_limits(target) {
                return used;
            }
            let candidate = pointer_place(target).unwrap_or_else(|| candidate.clone());
            // Without a difference between directions, this is the same type as at the target's own location.
            let direction = self.direction(target, direction);
            self.inline(target, &candidate, direction, NameSource::Reference)
        };
        used.nullable |= nullable;
        used
    }

    /// Lowers a component.
    pub(crate) fn component(
        &mut self,
        name: &'a str,
        node: Node<'a>,
        direction: Direction,
    ) -> Lowered {
        if let Some(shape) = self.overrides.types.get(name) {
            self.used.types.insert(name);
            return Lowered {
                shape: shape.clone(),
                nullable: self.reader.schema(node).nullable,
            };
        }
        // If the component is only a reference, its target may be the same component.
        let target = self.behind_references(node);
        let node = if self.component_name(target) == Some(name) {
            target
        } else {
            node
        };
        let direction = self.direction(node, direction);
        if let Some(Resolution::Resolved(used)) =
            self.progress.defined.get(&(node.origin(), direction))
        {
            return used.clone();
        }
        let mut type_name = words::type_name(name);
        let mut derived = false;
        if direction == Direction::Request
            && !["Request", "Input", "Body"]
                .iter()
                .any(|ending| type_name.ends_with(ending))
        {
            type_name.push_str("Request");
            derived = true;
        }
        let mut place = NameCandidate::root(type_name);
        // A component with this name in the document takes precedence over a derived name.
        place.depth = usize::from(derived);
        self.define(node, None, &place, direction, NameSource::Component)
    }

    /// Returns the schema at the end of references without adjacent keywords that change their meaning.
    pub(crate) fn behind_references(&self, node: Node<'a>) -> Node<'a> {
        behind_references(self.reader, node, |_| false)
    }

    /// Lowers a schema, which is a component if `inline` is none. The result is stored, and reused for the same
    /// direction.
    fn define(
        &mut self,
        node: Node<'a>,
        inline: Option<Rc<Schema<'a>>>,
        candidate: &NameCandidate,
        direction: Direction,
        name_source: NameSource,
    ) -> Lowered {
        let key = (node.origin(), direction);
        match self.progress.defined.get_mut(&key) {
            Some(Resolution::Resolved(used)) => {
                let used = used.clone();
                if name_source != NameSource::Reference {
                    self.claim(&used, candidate);
                }
                return used;
            }
            Some(Resolution::InProgress(id)) => {
                let id = *id;
                let schema = inline.unwrap_or_else(|| Rc::new(self.reader.schema(node)));
                let id = id.unwrap_or_else(|| self.reserve(&schema, candidate, name_source));
                self.progress
                    .defined
                    .insert(key, Resolution::InProgress(Some(id)));
                return Lowered {
                    shape: Shape::Named(id),
                    nullable: self.admits_null(node),
                };
            }
            None => {}
        }
        if self.progress.depth == MAX_DEPTH {
            return self.too_deep(node);
        }
        if let Some(used) = self.check_limits(node) {
            return used;
        }
        let component = inline.is_none();
        let schema = inline.unwrap_or_else(|| Rc::new(self.reader.schema(node)));
        let reserved = component.then(|| self.reserve(&schema, candidate, name_source));
        self.progress
            .defined
            .insert(key, Resolution::InProgress(reserved));
        self.progress.depth += 1;
        // A schema inside this one may refer to it. It is then found in progress, and is not a reference cycle.
        let following = std::mem::take(&mut self.progress.following);
        let used = if component
            && let Some(target) = only_reference(self.reader, &schema)
            && !refinement::adds_under_conditions(self.reader, &schema)
            && !self.has_wider_integer(&schema)
        {
            self.reference(Some(target), schema.nullable, candidate, direction)
        } else {
            let merged = Merged::beginning_with(&schema, &[], self.reader);
            let context = SchemaContext {
                candidate,
                direction,
                key,
                name_source,
            };
            self.merged(&merged, context)
        };
        self.progress.following = following;
        self.progress.depth -= 1;
        let used = if self.reader.is_exhausted() {
            self.effort_exhausted(node)
        } else {
            used
        };
        let used = self.resolve(key, &schema, used);
        self.progress
            .defined
            .insert(key, Resolution::Resolved(used.clone()));
        used
    }

    /// Returns the name of the component at a node.
    pub(crate) fn component_name(&self, node: Node<'a>) -> Option<&'a str> {
        self.components.get(&node.origin()).copied()
    }

    /// Reports that too many schemas are nested, and returns any JSON value.
    pub(crate) fn too_deep(&mut self, node: Node<'a>) -> Lowered {
        self.report_fallback(
            codes::TOO_DEEP,
            node,
            &format!("{MAX_DEPTH} schemas refer to each other down to this one; it is represented as any JSON value"),
            "shorten the chain: refer to this schema from a component that comes earlier",
        );
        Lowered::non_null(self.fallback_to_json(node, "schemas that refer to each other too deep"))
    }

    /// Reports that a construct became more general than the document describes.
    pub(crate) fn report_fallback(
        &self,
        code: &'static Code,
        node: Node<'a>,
        message: &str,
        help: &str,
    ) {
        self.diagnostics
            .push(Diagnostic::warning(code, node.location(), message).help(help));
    }
}

/// Returns the names of the components by origin. The target of a component that is only a reference also has its name,
/// unless it has another one: a schema in another file then is that component.
fn components<'a>(reader: &Reader<'a>) -> HashMap<Origin, &'a str> {
    let schemas = reader.component_schemas();
    let mut names: HashMap<Origin, &'a str> = schemas
        .iter()
        .map(|(name, node)| (node.origin(), *name))
        .collect();
    for (name, node) in schemas {
        let target = behind_references(reader, node, |target| names.contains_key(&target));
        names.entry(target.origin()).or_insert(name);
    }
    names
}

/// Follows references without adjacent keywords that change their meaning. Stops before a target for which `ends` is
/// true.
fn behind_references<'a>(
    reader: &Reader<'a>,
    node: Node<'a>,
    ends: impl Fn(Origin) -> bool,
) -> Node<'a> {
    let mut current = node;
    // The limit also ends reference cycles.
    for _ in 0..32 {
        if current.get("$ref").is_none() {
            break;
        }
        match only_reference(reader, &reader.schema(current)) {
            Some(target) if !ends(target.origin()) => current = target,
            _ => break,
        }
    }
    current
}

/// Returns the target of a schema that is only a reference.
fn only_reference<'a>(reader: &Reader<'a>, schema: &Schema<'a>) -> Option<Node<'a>> {
    let reference = schema.reference?;
    if !docs::only_annotations(schema) || schema.nullable {
        return None;
    }
    reader.resolve(reference)
}

/// Derives a name candidate from the path of a reference's target.
fn pointer_place(node: Node<'_>) -> Option<NameCandidate> {
    let mut steps = Vec::new();
    let mut current = node;
    while let Some(parent) = current.parent() {
        match current.key() {
            Some(key) => steps.push(key),
            None => steps.push("item"),
        }
        current = parent;
    }
    steps.reverse();
    let mut place: Option<NameCandidate> = None;
    for step in steps {
        if matches!(
            step,
            "components"
                | "schemas"
                | "$defs"
                | "definitions"
                | "properties"
                | "items"
                | "paths"
                | "content"
                | "schema"
                | "responses"
                | "parameters"
                | "item"
                | "allOf"
                | "oneOf"
                | "anyOf"
        ) || step.contains('/')
        {
            continue;
        }
        place = Some(match place {
            None => NameCandidate::root(words::type_name(step)),
            Some(before) => before.property(step),
        });
    }
    place
}
