//! Adds variants to unions of `anyOf` for values that are valid for several branches: objects that may have properties
//! of several.
//!
//! Two objects are separate if one has all properties of the other, if one allows no other properties, or if one requires
//! a property of which no value is valid for both. Otherwise a further variant has the properties of both.

use std::cell::Cell;
use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};

use super::variants;
use super::variants::AFTER_STRUCTS;
use crate::ir::{
    Docs, Field, Shape, Struct, TagWriter, Tagging, Type, TypeId, TypeKind, Union, Variant,
};
use crate::load::Origin;
use crate::lower::naming::scope::NameScope;
use crate::lower::schema::Draft;
use crate::lower::schema::compatibility;
use crate::lower::schema::compatibility::Index;
use crate::lower::schema::types;

/// The maximum number of objects of a union that are compared.
const WIDTH: usize = 24;

/// The depth to which properties are compared.
const DEPTH: usize = 3;

/// The fields and values that are compared in any document.
const STEPS: usize = 20_000_000;

/// The further ones for each byte of a document.
const STEPS_PER_BYTE: usize = 8;

/// The limits of the variants that are added.
pub(crate) struct Room {
    /// How many fields they may have together.
    pub fields: usize,
    /// How many fields and values may be compared.
    pub steps: usize,
}

impl Room {
    /// Returns the limits for a document of this many bytes.
    pub(crate) fn new(fields: usize, bytes: usize) -> Self {
        Self {
            fields,
            steps: STEPS + STEPS_PER_BYTE * bytes,
        }
    }
}

/// An object that a variant can be.
struct Object {
    name: String,
    /// The index of the variant, which can be a union of several objects.
    variant: usize,
    /// The index of its draft.
    draft: usize,
    /// Whether it has no other properties than the declared ones.
    is_closed: bool,
}

/// Adds a variant to each of the given unions for values that are several of its objects at once. Returns the unions for
/// which there is no room.
pub(crate) fn add_overlap_variants(
    drafts: &mut Vec<Draft>,
    inclusive: &[TypeId],
    closed: &HashSet<TypeId>,
    mut room: Room,
) -> Vec<Origin> {
    let mut skipped = Vec::new();
    for id in inclusive {
        let index = id.index();
        let Some(draft) = drafts.get(index) else {
            continue;
        };
        let TypeKind::Union(union) = &draft.ty.kind else {
            continue;
        };
        let origin = draft.ty.origin;
        if union.tagging != Tagging::Untagged {
            continue;
        }
        let steps = Cell::new(room.steps);
        let objects = objects(drafts, union, closed, &steps);
        if objects.len() < 2 {
            room.steps = steps.get();
            continue;
        }
        let groups = groups(drafts, &objects, &steps);
        if steps.get() == 0 {
            room.steps = 0;
            skipped.push(origin);
            continue;
        }
        let mut names = NameScope::default();
        for variant in &union.variants {
            names.claim(&variant.name);
        }
        let mut all: Vec<Overlap> = Vec::new();
        for group in groups {
            let members: Vec<&Object> = group.iter().filter_map(|at| objects.get(*at)).collect();
            let members_fields = members
                .iter()
                .filter_map(|member| structure(drafts, member.draft))
                .map(|found| found.fields.len());
            match room.fields.checked_sub(members_fields.sum()) {
                Some(left) => {
                    room.fields = left;
                    let overlap = Overlap::of(drafts, &members);
                    match all.iter_mut().find(|known| known.has_fields_of(&overlap)) {
                        Some(known) => known.join(&overlap),
                        None => all.push(overlap),
                    }
                }
                None => skipped.push(origin),
            }
        }
        for overlap in all {
            add(drafts, index, overlap, &mut names);
        }
        room.steps = steps.get();
    }
    skipped
}

/// Returns the objects that the variants can be, also those in nested unions. Returns none if a variant keeps all
/// properties of any object.
fn objects(
    drafts: &[Draft],
    union: &Union,
    closed: &HashSet<TypeId>,
    steps: &Cell<usize>,
) -> Vec<Object> {
    let mut found = Vec::new();
    for (index, variant) in union.variants.iter().enumerate() {
        let mut waiting = vec![(&variant.shape, DEPTH)];
        while let Some((shape, depth)) = waiting.pop() {
            if !compatibility::take(steps, 1) || found.len() == WIDTH {
                return found;
            }
            let id = match types::resolved(drafts, shape) {
                Shape::Named(id) => id,
                Shape::Map(_) | Shape::Any => return Vec::new(),
                _ => continue,
            };
            match drafts.get(id.index()).map(|draft| &draft.ty.kind) {
                Some(TypeKind::Struct(of)) if of.additional.is_none() => found.push(Object {
                    name: variant.name.clone(),
                    variant: index,
                    draft: id.index(),
                    is_closed: closed.contains(id),
                }),
                Some(TypeKind::Union(nested)) if depth > 0 => {
                    let nested = nested.variants.iter().take(WIDTH).rev();
                    waiting.extend(nested.map(|variant| (&variant.shape, depth - 1)));
                }
                _ => {}
            }
        }
    }
    found
}

fn structure(drafts: &[Draft], index: usize) -> Option<&Struct> {
    match drafts.get(index).map(|draft| &draft.ty.kind) {
        Some(TypeKind::Struct(found)) => Some(found),
        _ => None,
    }
}

/// Returns groups of at least two objects that a value may be at once.
fn groups(drafts: &[Draft], objects: &[Object], steps: &Cell<usize>) -> Vec<Vec<usize>> {
    let structs = objects
        .iter()
        .filter_map(|object| structure(drafts, object.draft));
    let structs: Vec<&Struct> = structs.collect();
    let fields = structs.iter().map(|found| found.fields.len()).sum();
    if !compatibility::take(steps, fields) {
        return Vec::new();
    }
    let indices: Vec<Index<'_>> = structs.iter().map(|found| Index::of(found)).collect();
    let mut group: Vec<usize> = (0..objects.len()).collect();
    let indexed = || structs.iter().copied().zip(&indices).enumerate();
    for (index, object) in indexed() {
        for (other, before) in indexed().take(index) {
            let (Some(&left), Some(&right)) = (group.get(index), group.get(other)) else {
                continue;
            };
            if left != right
                && compatibility::take(steps, objects.len())
                && are_separate_branches(objects, index, other)
                && mix(drafts, object, before, steps)
            {
                let (from, to) = (left.max(right), left.min(right));
                let moved = group.iter_mut().filter(|of| **of == from);
                moved.for_each(|of| *of = to);
            }
        }
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); objects.len()];
    for (index, of) in group.into_iter().enumerate() {
        if let Some(group) = groups.get_mut(of) {
            group.push(index);
        }
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// Returns whether two objects are in different variants, neither of which can also be the other object. A closed object
/// keeps all properties of a value that is valid for it.
fn are_separate_branches(objects: &[Object], left: usize, right: usize) -> bool {
    let (Some(left), Some(right)) = (objects.get(left), objects.get(right)) else {
        return false;
    };
    let can_be = |variant: usize, draft: usize| {
        let mut objects = objects.iter();
        objects.any(|object| object.variant == variant && object.draft == draft)
    };
    let is_closed = left.is_closed || right.is_closed;
    let is_same = can_be(left.variant, right.draft) || can_be(right.variant, left.draft);
    left.variant != right.variant && !is_closed && !is_same
}

/// Returns whether a value may have properties of both objects.
fn mix(
    drafts: &[Draft],
    (left, of_left): (&Struct, &Index<'_>),
    (right, of_right): (&Struct, &Index<'_>),
    steps: &Cell<usize>,
) -> bool {
    if !compatibility::take(steps, left.fields.len() + right.fields.len()) {
        return false;
    }
    let has_more = |of: &Struct, other: &Index<'_>| {
        let mut fields = of.fields.iter();
        fields.any(|field| other.get(&field.wire_name).is_none())
    };
    let conflicts = |field: &Field| {
        of_right.get(&field.wire_name).is_some_and(|other| {
            (field.required || other.required) && conflict(drafts, field, other, steps)
        })
    };
    has_more(left, of_right) && has_more(right, of_left) && !left.fields.iter().any(conflicts)
}

/// Returns whether no value of a property is valid for both fields.
fn conflict(drafts: &[Draft], left: &Field, right: &Field, steps: &Cell<usize>) -> bool {
    !(left.nullable && right.nullable)
        && compatibility::are_disjoint(drafts, &left.shape, &right.shape, DEPTH, steps)
}

/// The properties of several objects.
struct Overlap {
    fields: Vec<Field>,
    /// The names of the objects.
    called: BTreeSet<String>,
}

impl Overlap {
    fn of(drafts: &[Draft], members: &[&Object]) -> Self {
        let structs: Vec<&Struct> = members
            .iter()
            .filter_map(|member| structure(drafts, member.draft))
            .collect();
        Self {
            fields: fields(&structs),
            called: members.iter().map(|member| member.name.clone()).collect(),
        }
    }

    /// Reports whether two variants would have the same fields, apart from their order and documentation.
    fn has_fields_of(&self, other: &Self) -> bool {
        let others = other.by_name();
        self.fields.len() == others.len()
            && self.fields.iter().all(|field| {
                others
                    .get(field.wire_name.as_str())
                    .is_some_and(|other| is_same_field(field, other))
            })
    }

    fn by_name(&self) -> HashMap<&str, &Field> {
        let fields = self.fields.iter();
        fields
            .map(|field| (field.wire_name.as_str(), field))
            .collect()
    }

    /// Adds the objects of another overlap with the same fields.
    fn join(&mut self, other: &Self) {
        let others = other.by_name();
        for field in &mut self.fields {
            if let Some(other) = others.get(field.wire_name.as_str()) {
                keep_common(&mut field.docs, &other.docs);
            }
        }
        self.called.extend(other.called.iter().cloned());
    }
}

fn is_same_field(field: &Field, other: &Field) -> bool {
    field.shape == other.shape
        && field.required == other.required
        && field.nullable == other.nullable
        && field.constant == other.constant
        && field.min_items == other.min_items
}

/// Adds the variant for values that are several objects at once.
fn add(drafts: &mut Vec<Draft>, union: usize, overlap: Overlap, names: &mut NameScope) {
    let Overlap { fields, called } = overlap;
    let Some(holder) = drafts.get(union) else {
        return;
    };
    let called: Vec<String> = called.iter().map(|name| format!("`{name}`")).collect();
    let name = names.claim("Several");
    let ty = Type {
        name: String::new(),
        wire_name: None,
        origin: holder.ty.origin,
        docs: Docs::default(),
        deprecated: false,
        directions: holder.ty.directions,
        updates: holder.ty.updates,
        module: holder.ty.module.clone(),
        is_eq_hash: false,
        derives: Vec::new(),
        unshared: None,
        kind: TypeKind::Struct(Struct {
            fields,
            ..Struct::default()
        }),
    };
    let place = holder.candidate.child(&name);
    let id = TypeId(u32::try_from(drafts.len()).unwrap_or(u32::MAX));
    drafts.push(Draft {
        ty,
        candidate: place,
        is_component: false,
        has_own_name: true,
    });
    let variant = Variant {
        name,
        shape: Shape::Named(id),
        tags: Vec::new(),
        implicit_tags: Vec::new(),
        tag_writer: TagWriter::Payload,
        docs: Docs {
            summary: Some(format!(
                "A value with properties of several variants: {}.",
                called.join(", ")
            )),
            ..Docs::default()
        },
    };
    // It is tried after the objects themselves, and after unions of them.
    let at = match drafts.get(union).map(|draft| &draft.ty.kind) {
        Some(TypeKind::Union(found)) => {
            let is_before =
                |variant: &Variant| variants::rank(drafts, &variant.shape) <= AFTER_STRUCTS;
            found
                .variants
                .iter()
                .take_while(|variant| is_before(variant))
                .count()
        }
        _ => return,
    };
    if let Some(TypeKind::Union(found)) = drafts.get_mut(union).map(|draft| &mut draft.ty.kind) {
        found.variants.insert(at, variant);
    }
}

/// Returns the properties of all objects. A property is required if all objects require it.
fn fields(structs: &[&Struct]) -> Vec<Field> {
    let mut names = NameScope::default();
    let mut fields: Vec<Field> = Vec::new();
    let indices: Vec<Index<'_>> = structs.iter().map(|found| Index::of(found)).collect();
    let mut places: HashMap<&str, usize> = HashMap::default();
    for field in structs.iter().flat_map(|found| &found.fields) {
        let place = *places.entry(&field.wire_name).or_insert(fields.len());
        if let Some(known) = fields.get_mut(place) {
            known.nullable |= field.nullable;
            if known.shape != field.shape {
                known.shape = Shape::Any;
            }
            if known.constant != field.constant {
                known.constant = None;
            }
            known.min_items = known.min_items.min(field.min_items);
            keep_common(&mut known.docs, &field.docs);
            continue;
        }
        let is_required = |found: &Index<'_>| {
            let field = found.get(&field.wire_name);
            field.is_some_and(|field| field.required)
        };
        fields.push(Field {
            name: names.claim(&field.name),
            required: indices.iter().all(is_required),
            ..field.clone()
        });
    }
    fields
}

/// Keeps the documentation that applies to both locations of a property.
fn keep_common(docs: &mut Docs, other: &Docs) {
    if docs.summary != other.summary {
        docs.summary = None;
    }
    if docs.description != other.description {
        docs.description = None;
    }
    if docs.external != other.external {
        docs.external = None;
    }
    docs.notes.retain(|note| other.notes.contains(note));
}
