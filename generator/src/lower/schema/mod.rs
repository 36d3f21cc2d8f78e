//! From schemas to shapes: what becomes a type of its own, and what is a list, a map, a scalar or any JSON.

pub(crate) mod branches;
pub(crate) mod compatibility;
pub(crate) mod conjunction;
pub(crate) mod constraints;
pub(crate) mod direction;
pub(crate) mod discriminator;
pub(crate) mod docs;
pub(crate) mod drafts;
pub(crate) mod enumeration;
pub(crate) mod externally_tagged;
pub(crate) mod integer;
pub(crate) mod limits;
pub(crate) mod merge;
pub(crate) mod object;
pub(crate) mod overlap;
pub(crate) mod overrides;
pub(crate) mod presence;
pub(crate) mod scalar;
pub(crate) mod union;
pub(crate) mod variants;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use foldhash::{HashMap, HashSet};
use indexmap::IndexSet;
use serde_json::Value;

use super::naming::candidate::NameCandidate;
use super::naming::words;
use super::schema::merge::Merged;
use super::schema::overrides::Overrides;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{Shape, Type, TypeId};
use crate::load::{Node, Origin};
use crate::openapi::Reader;
use crate::openapi::schema::Schema;

/// How a schema is used: what it is when it is not null, and whether it may be null.
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

    /// The shape with null in it, where there is no field to say it.
    pub(crate) fn into_nested(self) -> Shape {
        match self.shape {
            shape @ (Shape::Any | Shape::Null | Shape::Nullable(_)) => shape,
            shape if self.nullable => Shape::Nullable(Box::new(shape)),
            shape => shape,
        }
    }
}

/// For which direction a schema is lowered, where that makes a difference: `readOnly` properties are not sent,
/// `writeOnly` ones do not come.
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
    /// A component keeps its name and stays itself.
    pub is_component: bool,
    /// Whether its place is its own, or that of a schema that was met through another first.
    pub has_own_name: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum Resolution {
    /// Being lowered; the id if it was met again meanwhile.
    InProgress(Option<TypeId>),
    Resolved(Lowered),
}

/// What a property is called: documents repeat the same few hundred names in thousands of places.
#[derive(Debug, Clone)]
pub(crate) struct PropertyName {
    pub field: String,
    pub leaf: String,
}

/// The steps that a reference takes to what is no component.
const FOLLOWED: usize = 50;

/// The tags of unions, by the place of the union and whether it is a `oneOf`, the property, and how many unions it stands
/// in.
pub(crate) type NestedTags = HashMap<((Origin, bool), String, usize), Rc<[Value]>>;

/// How many schemas may wait for one that they refer to. The stack that lowering runs on has room for them.
pub(crate) const MAX_DEPTH: usize = 5_000;

/// The types of an API while they are made.
pub(crate) struct Schemas<'a, 'r> {
    pub reader: &'r Reader<'a>,
    pub diagnostics: &'r Diagnostics,
    pub overrides: &'r Overrides,
    /// The formats whose type was chosen and used.
    pub used_formats: HashSet<&'a str>,
    /// The components whose type was chosen and used.
    pub used_types: HashSet<&'a str>,
    pub drafts: Vec<Draft>,
    pub(crate) defined: HashMap<(Origin, Direction), Resolution>,
    pub(crate) directional: HashMap<Origin, bool>,
    pub(crate) components: HashMap<Origin, &'a str>,
    /// The components that extend another, by that one; once it was asked for.
    pub(crate) subtypes: OnceCell<HashMap<Origin, Vec<Node<'a>>>>,
    /// The schemas that are any JSON value although they say more, and why.
    pub fallbacks: IndexSet<(Origin, &'static str)>,
    /// Whether schemas admit null that were met again before they were complete.
    pub(crate) null_admitted: HashMap<Origin, bool>,
    /// The unions that are made of `anyOf`.
    pub(crate) any_of_unions: Vec<TypeId>,
    /// The branches that are read as null although they also allow objects.
    pub(crate) null_objects: IndexSet<Node<'a>>,
    pub(crate) synthetic_count: u32,
    /// The keys of conjunctions that stand at no single place of the document, by what they are made of.
    pub(crate) merge_cache: HashMap<(Vec<Origin>, Direction), (Origin, Direction)>,
    /// The tags of unions within unions, by the place of the union, the property and how deep it stands in others.
    pub(crate) nested_tags: RefCell<NestedTags>,
    /// The references that lead from one to the next up to the schema that is being lowered, with no other schema between
    /// them.
    pub(crate) following: HashSet<Origin>,
    /// How many fields the types have that are made.
    pub(crate) fields_made: usize,
    /// Whether it was said that the document takes too much work.
    pub(crate) is_exhaustion_said: bool,
    /// How many schemas wait for the one that is being lowered.
    pub(crate) waiting: usize,
    pub(crate) names: HashMap<&'a str, PropertyName>,
}

impl<'a, 'r> Schemas<'a, 'r> {
    pub(crate) fn new(
        reader: &'r Reader<'a>,
        diagnostics: &'r Diagnostics,
        chosen: &'r Overrides,
    ) -> Self {
        let components = components(reader);
        Self {
            reader,
            diagnostics,
            overrides: chosen,
            used_formats: HashSet::default(),
            used_types: HashSet::default(),
            drafts: Vec::new(),
            defined: HashMap::default(),
            directional: HashMap::default(),
            components,
            subtypes: OnceCell::new(),
            fallbacks: IndexSet::new(),
            null_admitted: HashMap::default(),
            any_of_unions: Vec::new(),
            null_objects: IndexSet::new(),
            synthetic_count: 0,
            merge_cache: HashMap::default(),
            nested_tags: RefCell::default(),
            following: HashSet::default(),
            fields_made: 0,
            is_exhaustion_said: false,
            waiting: 0,
            names: HashMap::default(),
        }
    }

    /// Any JSON value, for a schema that says more than that.
    pub(crate) fn fallback_to_json(&mut self, node: Node<'a>, reason: &'static str) -> Shape {
        self.fallbacks.insert((node.origin(), reason));
        Shape::Any
    }

    /// The use of a schema at a place that names what has no name of its own.
    pub(crate) fn schema(
        &mut self,
        node: Node<'a>,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Lowered {
        self.inline(node, candidate, direction, true)
    }

    pub(crate) fn inline(
        &mut self,
        node: Node<'a>,
        candidate: &NameCandidate,
        direction: Direction,
        owned: bool,
    ) -> Lowered {
        if let Some(name) = self.components.get(&node.origin()) {
            let name = *name;
            return self.component(name, node, direction);
        }
        let schema = Rc::new(self.reader.schema(node));
        self.inline_schema(schema, candidate, direction, owned)
    }

    pub(crate) fn inline_schema(
        &mut self,
        schema: Rc<Schema<'a>>,
        candidate: &NameCandidate,
        direction: Direction,
        owned: bool,
    ) -> Lowered {
        let node = schema.node;
        if let Some(name) = self.components.get(&node.origin()) {
            let name = *name;
            return self.component(name, node, direction);
        }
        if let Some(reference) = schema.reference
            && docs::only_annotations(&schema)
        {
            if !self.following.insert(node.origin()) {
                // Says that they lead back.
                self.reader.deref(node);
                return Lowered::non_null(
                    self.fallback_to_json(node, "references that lead back to themselves"),
                );
            }
            let target = self.reader.resolve(reference);
            let used = self.reference(target, schema.nullable, candidate, direction);
            self.following.remove(&node.origin());
            return used;
        }
        self.define(node, Some(schema), candidate, direction, owned)
    }

    /// What a reference leads to.
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
            // The way there is gone for each reference, also where one leads to another.
            self.reader.spend(FOLLOWED);
            if let Some(used) = self.check_limits(target) {
                return used;
            }
            let candidate = pointer_place(target).unwrap_or_else(|| candidate.clone());
            // The same type as where it stands, which is not used in one direction alone.
            let direction = self.direction(target, direction);
            self.inline(target, &candidate, direction, false)
        };
        used.nullable |= nullable;
        used
    }

    /// The use of a component.
    pub(crate) fn component(
        &mut self,
        name: &'a str,
        node: Node<'a>,
        direction: Direction,
    ) -> Lowered {
        if let Some(shape) = self.overrides.types.get(name) {
            self.used_types.insert(name);
            return Lowered {
                shape: shape.clone(),
                nullable: self.reader.schema(node).nullable,
            };
        }
        // What it refers to may be the component itself.
        let target = self.behind_references(node);
        let node = if self.component_name(target) == Some(name) {
            target
        } else {
            node
        };
        let direction = self.direction(node, direction);
        if let Some(Resolution::Resolved(used)) = self.defined.get(&(node.origin(), direction)) {
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
        // A component whose own name this is keeps it.
        place.depth = usize::from(derived);
        self.define(node, None, &place, direction, true)
    }

    /// What a schema is that only refers to another.
    pub(crate) fn behind_references(&self, node: Node<'a>) -> Node<'a> {
        behind_references(self.reader, node, |_| false)
    }

    /// The use of a schema: of a component, or of one that has been read.
    fn define(
        &mut self,
        node: Node<'a>,
        inline: Option<Rc<Schema<'a>>>,
        candidate: &NameCandidate,
        direction: Direction,
        owned: bool,
    ) -> Lowered {
        let key = (node.origin(), direction);
        match self.defined.get_mut(&key) {
            Some(Resolution::Resolved(used)) => {
                let used = used.clone();
                if owned {
                    self.claim(&used, candidate);
                }
                return used;
            }
            Some(Resolution::InProgress(id)) => {
                let id = *id;
                let component = inline.is_none();
                let schema = inline.unwrap_or_else(|| Rc::new(self.reader.schema(node)));
                let id = id.unwrap_or_else(|| self.reserve(&schema, candidate, component, owned));
                self.defined.insert(key, Resolution::InProgress(Some(id)));
                return Lowered {
                    shape: Shape::Named(id),
                    nullable: self.admits_null(node),
                };
            }
            None => {}
        }
        if self.waiting == MAX_DEPTH {
            return self.too_deep(node);
        }
        if let Some(used) = self.check_limits(node) {
            return used;
        }
        let component = inline.is_none();
        let schema = inline.unwrap_or_else(|| Rc::new(self.reader.schema(node)));
        let reserved = component.then(|| self.reserve(&schema, candidate, component, owned));
        self.defined.insert(key, Resolution::InProgress(reserved));
        self.waiting += 1;
        // What is in this schema may refer to the same again: it is met again here, as a schema that has begun.
        let following = std::mem::take(&mut self.following);
        let used = if component && let Some(target) = only_reference(self.reader, &schema) {
            self.reference(Some(target), schema.nullable, candidate, direction)
        } else {
            let merged = Merged::beginning_with(&schema, &[], self.reader);
            self.merged(&merged, candidate, direction, key, owned)
        };
        self.following = following;
        self.waiting -= 1;
        let used = if self.reader.is_exhausted() {
            self.effort_exhausted(node)
        } else {
            used
        };
        let used = self.resolve(key, &schema, used);
        self.defined.insert(key, Resolution::Resolved(used.clone()));
        used
    }

    /// The name of the component that a node is.
    pub(crate) fn component_name(&self, node: Node<'a>) -> Option<&'a str> {
        self.components.get(&node.origin()).copied()
    }

    /// Any value, for a schema that too many others wait for.
    pub(crate) fn too_deep(&mut self, node: Node<'a>) -> Lowered {
        self.generalised(
            "too-deep",
            node,
            &format!("{MAX_DEPTH} schemas refer to each other down to this one; it is represented as any JSON value"),
            "refer to it by a component that stands before the others",
        );
        Lowered::non_null(self.fallback_to_json(node, "schemas that refer to each other too deep"))
    }

    /// Says that a construct became something more general than the document says.
    pub(crate) fn generalised(
        &self,
        code: &'static str,
        node: Node<'a>,
        message: &str,
        help: &str,
    ) {
        self.diagnostics
            .push(Diagnostic::warning(code, node.location(), message).help(help));
    }
}

/// The names of the components, by where they stand; also by what they refer to where that has no other name: a
/// schema of another file is the component that is made of it.
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

/// What is at the end of references that say nothing of their own, or before one that leads to where it must not.
fn behind_references<'a>(
    reader: &Reader<'a>,
    node: Node<'a>,
    ends: impl Fn(Origin) -> bool,
) -> Node<'a> {
    let mut current = node;
    // Those that lead back end here too.
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

/// What a schema refers to that says nothing of its own.
fn only_reference<'a>(reader: &Reader<'a>, schema: &Schema<'a>) -> Option<Node<'a>> {
    let reference = schema.reference?;
    if !docs::only_annotations(schema) || schema.nullable {
        return None;
    }
    reader.resolve(reference)
}

/// A name for what a reference into the middle of something leads to: the component it is in and the way there.
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
