//! From schemas to shapes: what becomes a type of its own, and what is a list, a map, a scalar or any JSON.

use std::rc::Rc;

use foldhash::{HashMap, HashSet};
use indexmap::IndexSet;
use serde_json::Value;

use super::chosen::Chosen;
use super::merge::{Merged, Property};
use super::place::Place;
use super::{documentation, words};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{
    Additional, Constant, Direction, Docs, Field, Home, Primitive, Shape, Struct, Type, TypeId,
    TypeKind,
};
use crate::load::{FileId, Node, Origin};
use crate::openapi::Reader;
use crate::openapi::nearest::nearest;
use crate::openapi::schema::{AdditionalProperties, Schema, Types};

/// How a schema is used: what it is when it is not null, and whether it may be null.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Use {
    pub shape: Shape,
    pub nullable: bool,
}

impl Use {
    pub(super) fn plain(shape: Shape) -> Self {
        Self {
            shape,
            nullable: false,
        }
    }

    /// The shape with null in it, where there is no field to say it.
    pub(super) fn nested(self) -> Shape {
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
pub(super) enum View {
    Neutral,
    Request,
    Response,
}

/// A type whose name is not final.
#[derive(Debug)]
pub(super) struct Draft {
    pub ty: Type,
    pub place: Place,
    /// A component keeps its name and stays itself.
    pub component: bool,
    /// Whether its place is its own, or that of a schema that was met through another first.
    pub owned: bool,
}

#[derive(Debug, Clone)]
enum Defined {
    /// Being lowered; the id if it was met again meanwhile.
    Begun(Option<TypeId>),
    Done(Use),
}

/// What a property is called: documents repeat the same few hundred names in thousands of places.
#[derive(Debug, Clone)]
struct PropertyName {
    field: String,
    leaf: String,
}

/// How many schemas may wait for one that they refer to. The stack that lowering runs on has room for them.
const WAITING: usize = 5_000;

/// The types of an API while they are made.
pub(super) struct Schemas<'a, 'r> {
    pub reader: &'r Reader<'a>,
    pub diagnostics: &'r Diagnostics,
    pub chosen: &'r Chosen,
    /// The formats whose type was chosen and used.
    pub used_formats: HashSet<&'a str>,
    /// The components whose type was chosen and used.
    pub used_types: HashSet<&'a str>,
    pub drafts: Vec<Draft>,
    defined: HashMap<(Origin, View), Defined>,
    directional: HashMap<Origin, bool>,
    components: HashMap<Origin, &'a str>,
    /// The components that extend another, by that one; once it was asked for.
    pub(super) heirs: Option<HashMap<Origin, Vec<Node<'a>>>>,
    /// The schemas that are any JSON value although they say more, and why.
    pub generalised: IndexSet<(Origin, &'static str)>,
    fresh: u32,
    /// The keys of conjunctions that stand at no single place of the document, by what they are made of.
    combined: HashMap<(Vec<Origin>, View), (Origin, View)>,
    /// The references outside of components that are being followed.
    following: Vec<Origin>,
    /// How many schemas wait for the one that is being lowered.
    waiting: usize,
    names: HashMap<&'a str, PropertyName>,
}

impl<'a, 'r> Schemas<'a, 'r> {
    pub(super) fn new(
        reader: &'r Reader<'a>,
        diagnostics: &'r Diagnostics,
        chosen: &'r Chosen,
    ) -> Self {
        let components = components(reader);
        Self {
            reader,
            diagnostics,
            chosen,
            used_formats: HashSet::default(),
            used_types: HashSet::default(),
            drafts: Vec::new(),
            defined: HashMap::default(),
            directional: HashMap::default(),
            components,
            heirs: None,
            generalised: IndexSet::new(),
            fresh: 0,
            combined: HashMap::default(),
            following: Vec::new(),
            waiting: 0,
            names: HashMap::default(),
        }
    }

    /// Any JSON value, for a schema that says more than that.
    pub(super) fn any(&mut self, node: Node<'a>, reason: &'static str) -> Shape {
        self.generalised.insert((node.origin(), reason));
        Shape::Any
    }

    /// The use of a schema at a place that names what has no name of its own.
    pub(super) fn schema(&mut self, node: Node<'a>, place: &Place, view: View) -> Use {
        self.inline(node, place, view, true)
    }

    fn inline(&mut self, node: Node<'a>, place: &Place, view: View, owned: bool) -> Use {
        if let Some(name) = self.components.get(&node.origin()) {
            let name = *name;
            return self.component(name, node, view);
        }
        let schema = Rc::new(self.reader.schema(node));
        self.inline_schema(schema, place, view, owned)
    }

    fn inline_schema(
        &mut self,
        schema: Rc<Schema<'a>>,
        place: &Place,
        view: View,
        owned: bool,
    ) -> Use {
        let node = schema.node;
        if let Some(name) = self.components.get(&node.origin()) {
            let name = *name;
            return self.component(name, node, view);
        }
        if let Some(reference) = schema.reference
            && documentation::only_annotations(&schema)
        {
            if self.following.contains(&node.origin()) {
                // Says that they lead back.
                self.reader.follow(node);
                return Use::plain(Shape::Any);
            }
            let target = self.reader.resolve(reference);
            self.following.push(node.origin());
            let used = self.reference(target, schema.nullable, place, view);
            self.following.pop();
            return used;
        }
        self.define(node, Some(schema), place, view, owned)
    }

    /// What a reference leads to.
    pub(super) fn reference(
        &mut self,
        target: Option<Node<'a>>,
        nullable: bool,
        place: &Place,
        view: View,
    ) -> Use {
        let Some(target) = target else {
            return Use::plain(Shape::Any);
        };
        let mut used = if let Some(name) = self.components.get(&target.origin()) {
            let name = *name;
            self.component(name, target, view)
        } else {
            let place = pointer_place(target).unwrap_or_else(|| place.clone());
            // The same type as where it stands, which is not used in one direction alone.
            let view = self.direction(target, view);
            self.inline(target, &place, view, false)
        };
        used.nullable |= nullable;
        used
    }

    /// The use of a component.
    pub(super) fn component(&mut self, name: &'a str, node: Node<'a>, view: View) -> Use {
        if let Some(shape) = self.chosen.types.get(name) {
            self.used_types.insert(name);
            return Use {
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
        let view = self.direction(node, view);
        if let Some(Defined::Done(used)) = self.defined.get(&(node.origin(), view)) {
            return used.clone();
        }
        let mut type_name = words::type_name(name);
        if view == View::Request
            && !["Request", "Input", "Body"]
                .iter()
                .any(|ending| type_name.ends_with(ending))
        {
            type_name.push_str("Request");
        }
        self.define(node, None, &Place::root(type_name), view, true)
    }

    /// What a schema is that only refers to another.
    pub(super) fn behind_references(&self, node: Node<'a>) -> Node<'a> {
        behind_references(self.reader, node, |_| false)
    }

    /// The view in which a schema is lowered: neutral where the direction makes no difference.
    fn direction(&mut self, node: Node<'a>, view: View) -> View {
        if view != View::Neutral && self.is_directional(node) {
            view
        } else {
            View::Neutral
        }
    }

    /// The use of a schema: of a component, or of one that has been read.
    fn define(
        &mut self,
        node: Node<'a>,
        inline: Option<Rc<Schema<'a>>>,
        place: &Place,
        view: View,
        owned: bool,
    ) -> Use {
        let key = (node.origin(), view);
        match self.defined.get_mut(&key) {
            Some(Defined::Done(used)) => {
                let used = used.clone();
                if owned {
                    self.claim(&used, place);
                }
                return used;
            }
            Some(Defined::Begun(id)) => {
                let id = *id;
                let component = inline.is_none();
                let schema = inline.unwrap_or_else(|| Rc::new(self.reader.schema(node)));
                let id = id.unwrap_or_else(|| self.reserve(&schema, place, component, owned));
                self.defined.insert(key, Defined::Begun(Some(id)));
                return Use {
                    shape: Shape::Named(id),
                    nullable: schema.nullable,
                };
            }
            None => {}
        }
        if self.waiting == WAITING {
            return self.too_deep(node);
        }
        let component = inline.is_none();
        let schema = inline.unwrap_or_else(|| Rc::new(self.reader.schema(node)));
        let reserved = component.then(|| self.reserve(&schema, place, component, owned));
        self.defined.insert(key, Defined::Begun(reserved));
        self.waiting += 1;
        let used = if component && let Some(target) = only_reference(self.reader, &schema) {
            self.reference(Some(target), schema.nullable, place, view)
        } else {
            let merged = Merged::beginning_with(&schema, &[], self.reader);
            self.merged(&merged, place, view, key, owned)
        };
        self.waiting -= 1;
        let used = self.finish(key, &schema, used);
        self.defined.insert(key, Defined::Done(used.clone()));
        used
    }

    /// What an owner finds already made under another's name takes the owner's.
    fn claim(&mut self, used: &Use, place: &Place) {
        if let Shape::Named(id) = used.shape
            && let Some(draft) = self.draft(id)
            && !draft.owned
        {
            draft.owned = true;
            draft.place = place.clone();
        }
    }

    fn draft(&mut self, id: TypeId) -> Option<&mut Draft> {
        self.drafts.get_mut(usize::try_from(id.0).ok()?)
    }

    /// A type that is not known yet.
    fn reserve(
        &mut self,
        schema: &Schema<'a>,
        place: &Place,
        component: bool,
        owned: bool,
    ) -> TypeId {
        let ty = Type {
            name: String::new(),
            wire_name: None,
            origin: schema.node.origin(),
            docs: Docs::default(),
            deprecated: schema.deprecated,
            direction: Direction::default(),
            home: Home::Shared,
            exact: false,
            derives: Vec::new(),
            kind: TypeKind::Alias(Shape::Any),
        };
        self.push(Draft {
            ty,
            place: place.clone(),
            component,
            owned,
        })
    }

    pub(super) fn push(&mut self, draft: Draft) -> TypeId {
        let id = TypeId(u32::try_from(self.drafts.len()).unwrap_or(u32::MAX));
        self.drafts.push(draft);
        id
    }

    /// Gives a reserved id what it stands for, if that did not become the type itself.
    fn finish(&mut self, key: (Origin, View), schema: &Schema<'a>, used: Use) -> Use {
        let Some(Defined::Begun(Some(id))) = self.defined.get(&key) else {
            return used;
        };
        let id = *id;
        if used.shape == Shape::Named(id) {
            return used;
        }
        let docs = documentation::of_schema(schema);
        let shape = if self.leads_to(&used.shape, id) {
            // Another name of itself and of nothing else says nothing.
            self.any(schema.node, "a schema that is only itself")
        } else {
            used.shape
        };
        if let Some(draft) = self.draft(id) {
            draft.ty.kind = TypeKind::Alias(shape);
            draft.ty.docs = docs;
        }
        Use {
            shape: Shape::Named(id),
            nullable: used.nullable,
        }
    }

    /// Whether a shape is a type under other names. Aliases end: none is made that leads to itself.
    fn leads_to(&self, shape: &Shape, id: TypeId) -> bool {
        match shape {
            Shape::Named(other) if *other == id => true,
            Shape::Named(other) => match self
                .drafts
                .get(other.0 as usize)
                .map(|draft| &draft.ty.kind)
            {
                Some(TypeKind::Alias(inner)) => self.leads_to(inner, id),
                _ => false,
            },
            Shape::Boxed(inner) | Shape::Nullable(inner) => self.leads_to(inner, id),
            _ => false,
        }
    }

    /// Makes a type of a conjunction: under the id that is reserved for it, or a new one.
    pub(super) fn named(
        &mut self,
        merged: &Merged<'a>,
        place: &Place,
        key: (Origin, View),
        owned: bool,
        kind: TypeKind,
    ) -> Shape {
        let id = match self.defined.get(&key) {
            Some(Defined::Begun(Some(id))) => *id,
            _ => self.reserve(&merged.first, place, false, owned),
        };
        let docs = documentation::of_merged(merged);
        let deprecated = merged.deprecated;
        if let Some(draft) = self.draft(id) {
            draft.ty.kind = kind;
            draft.ty.docs = docs;
            draft.ty.deprecated = deprecated;
        }
        Shape::Named(id)
    }

    /// Reserves the id of a conjunction that is about to be lowered, so that what is in it comes after it and may
    /// refer to it.
    pub(super) fn announce(
        &mut self,
        merged: &Merged<'a>,
        place: &Place,
        key: (Origin, View),
        owned: bool,
    ) {
        if !matches!(self.defined.get(&key), Some(Defined::Begun(Some(_)))) {
            let id = self.reserve(&merged.first, place, false, owned);
            self.defined.insert(key, Defined::Begun(Some(id)));
        }
    }

    /// A key for a conjunction that stands at no single place of the document; to be forgotten afterwards.
    pub(super) fn fresh_key(&mut self, view: View) -> (Origin, View) {
        self.fresh = self.fresh.wrapping_add(1);
        (
            Origin {
                file: FileId(u16::MAX),
                node: self.fresh,
            },
            view,
        )
    }

    /// Forgets a key of [`Self::fresh_key`].
    pub(super) fn forget(&mut self, key: (Origin, View)) {
        self.defined.remove(&key);
    }

    /// The name of the component that a node is.
    pub(super) fn component_name(&self, node: Node<'a>) -> Option<&'a str> {
        self.components.get(&node.origin()).copied()
    }

    /// The use of schemas that all apply to one place.
    pub(super) fn conjunction(&mut self, nodes: &[Node<'a>], place: &Place, view: View) -> Use {
        if let [node] = nodes {
            return self.inline(*node, place, view, false);
        }
        let Some(merged) = Merged::of(self.reader, nodes) else {
            return Use::plain(match nodes.first() {
                Some(&first) => self.any(first, "parts that contradict each other"),
                None => Shape::Any,
            });
        };
        self.combined(&merged, place, view)
    }

    /// The use of a conjunction that stands at no single place of the document. One that is met again on the way is
    /// itself: a part may refer to what it is a part of.
    pub(super) fn combined(&mut self, merged: &Merged<'a>, place: &Place, view: View) -> Use {
        let parts = (merged.parts(), view);
        let known = self.combined.get(&parts).copied();
        let key = known.unwrap_or_else(|| {
            let key = self.fresh_key(view);
            self.combined.insert(parts, key);
            key
        });
        match self.defined.get(&key) {
            Some(Defined::Done(used)) => return used.clone(),
            Some(Defined::Begun(id)) => {
                let id = id.unwrap_or_else(|| self.reserve(&merged.first, place, false, true));
                self.defined.insert(key, Defined::Begun(Some(id)));
                return Use {
                    shape: Shape::Named(id),
                    nullable: merged.nullable,
                };
            }
            None => {}
        }
        if self.waiting == WAITING {
            return self.too_deep(merged.first.node);
        }
        self.defined.insert(key, Defined::Begun(None));
        self.waiting += 1;
        let used = self.merged(merged, place, view, key, true);
        self.waiting -= 1;
        let used = self.finish(key, &merged.first, used);
        self.defined.insert(key, Defined::Done(used.clone()));
        used
    }

    /// Any value, for a schema that too many others wait for.
    fn too_deep(&mut self, node: Node<'a>) -> Use {
        self.generalised(
            "too-deep",
            node,
            &format!("{WAITING} schemas refer to each other down to this one; it is represented as any JSON value"),
            "refer to it by a component that stands before the others",
        );
        Use::plain(Shape::Any)
    }

    /// The use of a conjunction.
    pub(super) fn merged(
        &mut self,
        merged: &Merged<'a>,
        place: &Place,
        view: View,
        key: (Origin, View),
        owned: bool,
    ) -> Use {
        let nullable = merged.nullable;
        if let Some(node) = merged.contradiction {
            self.generalised(
                "contradiction",
                node,
                "no value is allowed by this schema and by all others that apply here",
                "what it applies to is represented as any JSON value",
            );
            return Use::plain(self.any(node, "a contradiction"));
        }
        if let Some(node) = merged.disjoint {
            self.generalised(
                "contradiction",
                node,
                "no value is listed by this schema and by all others that apply here",
                "the values that one of them lists are represented",
            );
        }
        if let Some(node) = merged.overruled {
            self.generalised(
                "contradiction",
                node,
                "the `type` of this schema contradicts what stands beside it in `$ref` or `allOf`",
                "the `type` is ignored",
            );
        }
        if merged.null_only && merged.types.count() == 0 {
            return Use {
                shape: Shape::Null,
                nullable: true,
            };
        }
        if let Some(shape) = self.only_reference(merged, place, view) {
            return Use {
                nullable: shape.nullable || nullable,
                ..shape
            };
        }
        if let Some(used) = self.heirs(merged, place, view, key, owned) {
            return used;
        }
        if !merged.alternatives.is_empty() {
            let used = self.alternatives(merged, place, view, key, owned);
            return Use {
                nullable: used.nullable || nullable,
                ..used
            };
        }
        let shape = self.single(merged, place, view, key, owned);
        Use { shape, nullable }
    }

    /// `allOf: [$ref]` beside nothing that changes what is meant is the reference.
    fn only_reference(&mut self, merged: &Merged<'a>, place: &Place, view: View) -> Option<Use> {
        let first = &merged.first;
        let [part] = first.all_of.as_slice() else {
            return None;
        };
        if first.reference.is_some() || !documentation::only_annotations_and_all_of(first) {
            return None;
        }
        let part = *part;
        let schema = self.reader.schema(part);
        let reference = schema.reference?;
        if !documentation::only_annotations(&schema) {
            return None;
        }
        let target = self.reader.resolve(reference);
        Some(self.reference(target, schema.nullable, place, view))
    }

    /// The shape of a conjunction that has no alternatives left.
    pub(super) fn single(
        &mut self,
        merged: &Merged<'a>,
        place: &Place,
        view: View,
        key: (Origin, View),
        owned: bool,
    ) -> Shape {
        if let Some(constant) = merged.constant {
            return self.constant(merged, constant, place, key, owned);
        }
        if !merged.values.is_empty() {
            return self.enumeration(merged, place, key, owned);
        }
        let types = infer(merged);
        if types.count() > 1 && !(types.count() == 2 && types.number && types.integer) {
            return self.several_types(merged, types, place, view, key, owned);
        }
        if types.object {
            return self.object(merged, place, view, key, owned);
        }
        if types.array {
            return self.array(merged, place, view);
        }
        self.scalar(merged, types)
    }

    fn scalar(&mut self, merged: &Merged<'a>, types: Types) -> Shape {
        let format = merged.format.unwrap_or_default();
        let configured = if types.count() == 0 {
            None
        } else {
            self.chosen.formats.get(format)
        };
        if let Some(shape) = configured {
            self.used_formats.insert(format);
            return shape.clone();
        }
        let primitive = if types.string {
            match format {
                "date-time" => Primitive::DateTime,
                "date" => Primitive::Date,
                "uuid" => Primitive::Uuid,
                "byte" | "base64" => Primitive::Base64,
                _ if merged.base64 => Primitive::Base64,
                // Bytes cannot stand in JSON or in a parameter: what is called `binary` there is text.
                _ => Primitive::String,
            }
        } else if types.number && !types.integer {
            if format == "float" {
                Primitive::Float
            } else {
                Primitive::Double
            }
        } else if types.integer && types.number {
            Primitive::Double
        } else if types.integer {
            integer(format, merged)
        } else if types.boolean {
            Primitive::Boolean
        } else {
            let says_more = merged.format.is_some()
                || !merged.constraints.is_empty()
                || !merged.required.is_empty();
            return if says_more {
                self.any(merged.first.node, "constraints without a type")
            } else {
                Shape::Any
            };
        };
        Shape::Primitive(primitive)
    }

    fn constant(
        &mut self,
        merged: &Merged<'a>,
        constant: Node<'a>,
        place: &Place,
        key: (Origin, View),
        owned: bool,
    ) -> Shape {
        let value = constant.to_json();
        let name = match &value {
            Value::String(text) => words::variant_name(text),
            Value::Number(_) | Value::Bool(_) => words::variant_name(&value.to_string()),
            // Nothing is asked of a caller who can only say one thing, but there is no type for it either.
            _ => return self.any(constant, "a constant that is no scalar"),
        };
        self.named(
            merged,
            place,
            key,
            owned,
            TypeKind::Constant(Constant { name, value }),
        )
    }

    fn array(&mut self, merged: &Merged<'a>, place: &Place, view: View) -> Shape {
        let item = place.item();
        if !merged.prefix_items.is_empty() {
            return self.tuple(merged, &item, view);
        }
        match merged.items.as_slice() {
            [] => Shape::List(Box::new(Shape::Any)),
            items => {
                let items = items.to_vec();
                let used = if let [only] = items.as_slice() {
                    self.inline(*only, &item, view, true)
                } else {
                    self.conjunction(&items, &item, view)
                };
                Shape::List(Box::new(used.nested()))
            }
        }
    }

    /// `prefixItems` are a tuple, unless the list may be shorter or go on (JSON Schema 2020-12, section 10.3.1.1).
    fn tuple(&mut self, merged: &Merged<'a>, item: &Place, view: View) -> Shape {
        let length = merged.prefix_items.len();
        let bound = |name: &str| {
            let found = merged
                .constraints
                .iter()
                .find(|(keyword, _)| *keyword == name);
            found
                .and_then(|(_, node)| node.as_i64())
                .and_then(|value| usize::try_from(value).ok())
        };
        let shorter = bound("minItems").is_some_and(|least| least < length);
        let rest = merged
            .items
            .iter()
            .any(|node| !self.reader.schema(*node).never);
        let longer = rest || bound("maxItems").is_some_and(|most| most > length);
        let mut shapes = Vec::with_capacity(length);
        for (index, node) in merged.prefix_items.clone().into_iter().enumerate() {
            let place = item.step(&format!("{}", index + 1));
            shapes.push(self.inline(node, &place, view, true).nested());
        }
        if !shorter && !longer {
            return Shape::Tuple(shapes);
        }
        let rest: Vec<Shape> = merged
            .items
            .clone()
            .into_iter()
            .map(|node| self.inline(node, item, view, true).nested())
            .collect();
        let mut all = shapes.into_iter().chain(rest);
        let first = all.next().unwrap_or(Shape::Any);
        let same = all.all(|shape| shape == first);
        Shape::List(Box::new(if same {
            first
        } else {
            self.any(merged.first.node, "a tuple that may be shorter or longer")
        }))
    }

    fn object(
        &mut self,
        merged: &Merged<'a>,
        place: &Place,
        view: View,
        key: (Origin, View),
        owned: bool,
    ) -> Shape {
        if merged.properties.is_empty() {
            return self.map(merged, place, view);
        }
        self.announce(merged, place, key, owned);
        let fields = self.fields(merged, place, view);
        let additional = self.additional(merged, &fields, place, view);
        self.named(
            merged,
            place,
            key,
            owned,
            TypeKind::Struct(Struct { fields, additional }),
        )
    }

    /// The properties of a conjunction.
    pub(super) fn fields(&mut self, merged: &Merged<'a>, place: &Place, view: View) -> Vec<Field> {
        self.check_required(merged);
        let mut names = super::names::Scope::default();
        let mut fields = Vec::with_capacity(merged.properties.len());
        for (&wire_name, property) in &merged.properties {
            if let Some(field) = self.field(merged, wire_name, property, place, view, &mut names) {
                fields.push(field);
            }
        }
        fields
    }

    /// A name in `required` that no property has says that the property was lost, or is misspelt. It is not asked of
    /// responses, which rarely have it.
    pub(super) fn check_required(&self, merged: &Merged<'a>) {
        let elsewhere = !merged.alternatives.is_empty()
            || !merged.patterns.is_empty()
            || matches!(merged.additional, AdditionalProperties::Schema(_));
        if elsewhere {
            return;
        }
        for &name in &merged.required {
            if merged.properties.contains_key(name) {
                continue;
            }
            let schema = merged.first.node;
            let list = schema.get("required");
            let place = list
                .and_then(|list| list.items().find(|item| item.as_str() == Some(name)))
                .unwrap_or(schema)
                .place();
            let nearest = nearest(name, merged.properties.keys().copied());
            let help = match nearest {
                Some(nearest) => format!(
                    "did you mean `{nearest}`? If not, add the property to `properties`, or take the name out of `required`"
                ),
                None => "add the property to `properties`, or take the name out of `required`"
                    .to_owned(),
            };
            self.diagnostics.push(
                Diagnostic::warning(
                    "required-without-property",
                    place,
                    format!("`{name}` is required, but there is no such property"),
                )
                .help(help),
            );
        }
    }

    pub(super) fn field(
        &mut self,
        merged: &Merged<'a>,
        wire_name: &'a str,
        property: &Property<'a>,
        place: &Place,
        view: View,
        names: &mut super::names::Scope,
    ) -> Option<Field> {
        let node = *property.nodes.first()?;
        let schema = Rc::new(self.reader.schema(node));
        let hidden = match view {
            View::Request => schema.read_only,
            View::Response => schema.write_only,
            View::Neutral => false,
        };
        if hidden {
            return None;
        }
        let name = self.property_name(wire_name);
        let place = place.step(&name.leaf);
        let used = match property.nodes.as_slice() {
            _ if property.differs => {
                Use::plain(self.any(node, "different things under conditions"))
            }
            [_] => self.inline_schema(Rc::clone(&schema), &place, view, !property.foreign),
            several => self.conjunction(several, &place, view),
        };
        Some(self.described(merged, wire_name, &schema, used, names))
    }

    /// A property of which it is known how it is used.
    pub(super) fn described(
        &mut self,
        merged: &Merged<'a>,
        wire_name: &'a str,
        schema: &Schema<'a>,
        used: Use,
        names: &mut super::names::Scope,
    ) -> Field {
        let name = self.property_name(wire_name);
        let required = merged.required.contains(wire_name);
        Field {
            name: names.claim(&name.field),
            wire_name: wire_name.to_owned(),
            preset: self.preset(&used.shape, required),
            nullable: used.nullable,
            shape: used.shape,
            required,
            docs: documentation::of_schema(schema),
            deprecated: schema.deprecated,
            origin: schema.node.origin(),
        }
    }

    fn property_name(&mut self, wire_name: &'a str) -> PropertyName {
        let name = self.names.entry(wire_name).or_insert_with(|| PropertyName {
            field: words::field_name(wire_name),
            leaf: words::type_name(wire_name),
        });
        name.clone()
    }

    /// What a caller is not asked for because there is but one thing to say.
    pub(super) fn preset(&self, shape: &Shape, required: bool) -> Option<Value> {
        let Shape::Named(id) = shape else { return None };
        match &self.drafts.get(usize::try_from(id.0).ok()?)?.ty.kind {
            TypeKind::Constant(constant) => Some(constant.value.clone()),
            TypeKind::Enum(found) if required => match found.values.as_slice() {
                [only] => Some(only.value.clone()),
                _ => None,
            },
            TypeKind::Alias(shape) => self.preset(shape, required),
            _ => None,
        }
    }

    fn additional(
        &mut self,
        merged: &Merged<'a>,
        fields: &[Field],
        place: &Place,
        view: View,
    ) -> Option<Additional> {
        let shape = self.additional_shape(merged, place, view)?;
        let mut names = super::names::Scope::default();
        for field in fields {
            names.claim(&field.name);
        }
        Some(Additional {
            name: names.claim("extra"),
            shape,
        })
    }

    /// What the properties without a name are, if the document says that there may be any.
    fn additional_shape(
        &mut self,
        merged: &Merged<'a>,
        place: &Place,
        view: View,
    ) -> Option<Shape> {
        let place = place.step("Value");
        let declared = match merged.additional {
            AdditionalProperties::Schema(node) => {
                Some(self.inline(node, &place, view, true).nested())
            }
            AdditionalProperties::Any => Some(Shape::Any),
            // Beside named properties, others than those of the patterns will come one day.
            AdditionalProperties::Unspecified
                if !merged.properties.is_empty() && !merged.patterns.is_empty() =>
            {
                Some(Shape::Any)
            }
            AdditionalProperties::None | AdditionalProperties::Unspecified => None,
        };
        let patterns: Vec<Shape> = merged
            .patterns
            .clone()
            .into_iter()
            .map(|(_, node)| self.inline(node, &place, view, true).nested())
            .collect();
        let mut shapes = declared.into_iter().chain(patterns);
        let first = shapes.next()?;
        Some(if shapes.all(|shape| shape == first) {
            first
        } else {
            self.any(merged.first.node, "patterns of names with different values")
        })
    }

    fn map(&mut self, merged: &Merged<'a>, place: &Place, view: View) -> Shape {
        Shape::Map(Box::new(
            self.additional_shape(merged, place, view)
                .unwrap_or(Shape::Any),
        ))
    }

    /// Whether it makes a difference which way values of a schema travel.
    fn is_directional(&mut self, node: Node<'a>) -> bool {
        if !self.directional.contains_key(&node.origin()) {
            self.find_directions(node);
        }
        self.directional
            .get(&node.origin())
            .copied()
            .unwrap_or(false)
    }

    /// Finds out of a schema, and of all that its references lead to, whether the direction makes a difference: it
    /// does where a property says so, and for whatever refers to such a schema.
    fn find_directions(&mut self, start: Node<'a>) {
        let mut holders: HashMap<Origin, Vec<Origin>> = HashMap::default();
        let mut found = Vec::new();
        let mut waiting = vec![start];
        self.directional.insert(start.origin(), false);
        while let Some(node) = waiting.pop() {
            let origin = node.origin();
            let mut targets = Vec::new();
            if self.names_direction(node, &mut targets) {
                found.push(origin);
            }
            for target in targets {
                let known = self.directional.get(&target.origin()).copied();
                if known == Some(true) {
                    found.push(origin);
                    continue;
                }
                holders.entry(target.origin()).or_default().push(origin);
                if known.is_none() {
                    self.directional.insert(target.origin(), false);
                    waiting.push(target);
                }
            }
        }
        while let Some(origin) = found.pop() {
            if self.directional.insert(origin, true) == Some(false) {
                found.extend(holders.get(&origin).into_iter().flatten());
            }
        }
    }

    /// Whether a property in a schema is of one direction; and what references in it lead to.
    fn names_direction(&self, node: Node<'a>, targets: &mut Vec<Node<'a>>) -> bool {
        let mut found = false;
        for (key, child) in node.entries() {
            match key {
                "readOnly" | "writeOnly" if child.as_bool() == Some(true) => found = true,
                "$ref" if child.as_str().is_some() => targets.extend(self.reader.resolve(child)),
                "example" | "examples" | "default" | "enum" | "const" => {}
                _ if child.is_empty() => {}
                _ => found |= self.names_direction(child, targets),
            }
        }
        for child in node.items().filter(|child| !child.is_empty()) {
            found |= self.names_direction(child, targets);
        }
        found
    }

    /// Says that a construct became something more general than the document says.
    pub(super) fn generalised(
        &self,
        code: &'static str,
        node: Node<'a>,
        message: &str,
        help: &str,
    ) {
        self.diagnostics
            .push(Diagnostic::warning(code, node.place(), message).help(help));
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
    if !documentation::only_annotations(schema) || schema.nullable {
        return None;
    }
    reader.resolve(reference)
}

fn integer(format: &str, merged: &Merged<'_>) -> Primitive {
    let beyond = merged.constraints.iter().any(|(keyword, node)| {
        // `i64::MAX` itself is often written as the bound of what fits.
        *keyword == "maximum"
            && node.as_i64().is_none()
            && node.as_f64().is_some_and(|bound| bound > 9.3e18)
    });
    match format {
        "int32" | "int16" | "int8" => Primitive::Int32,
        "uint32" | "uint16" | "uint8" => Primitive::Uint32,
        "uint64" => Primitive::Uint64,
        _ if beyond => Primitive::Uint64,
        _ => Primitive::Int64,
    }
}

/// The types of a conjunction: those it names, or those that its keywords speak of.
pub(super) fn infer(merged: &Merged<'_>) -> Types {
    if merged.types.count() > 0 {
        return merged.types;
    }
    let mut types = Types::default();
    if !merged.properties.is_empty()
        || !merged.patterns.is_empty()
        || matches!(
            merged.additional,
            AdditionalProperties::Schema(_) | AdditionalProperties::None
        )
    {
        types.object = true;
    } else if !merged.items.is_empty() || !merged.prefix_items.is_empty() {
        types.array = true;
    } else if merged.format.is_some_and(|format| {
        matches!(
            format,
            "date-time"
                | "date"
                | "uuid"
                | "byte"
                | "binary"
                | "email"
                | "uri"
                | "url"
                | "ipv4"
                | "ipv6"
                | "hostname"
                | "password"
        )
    }) {
        types.string = true;
    }
    types
}

/// A name for what a reference into the middle of something leads to: the component it is in and the way there.
fn pointer_place(node: Node<'_>) -> Option<Place> {
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
    let mut place: Option<Place> = None;
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
            None => Place::root(words::type_name(step)),
            Some(before) => before.property(step),
        });
    }
    place
}
