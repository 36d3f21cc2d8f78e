//! Finds types that are equal, and names all types.
//!
//! A component keeps its name and its type. Other types are shared if they are structurally equal, have the
//! same directions, and end with the same segment: the error body of every operation; `user` in a payment and
//! in its refund. The shared type has the shortest of their names, or one after what they have in common
//! (`naming/shared_types.rs`).
//!
//! Each of the other locations keeps an alias. Code that uses its name still compiles if a location is added
//! or removed.

use std::fmt::Write;

use foldhash::HashMap;

use super::shared_types;
use super::visit;
use crate::base::reserved::outside_prelude;
use crate::ir::{Directions, Docs, Shape, Type, TypeId, TypeKind, Unshared};
use crate::load::Origin;
use crate::lower::naming::scope::{Fidelity, NameScope};
use crate::lower::naming::words;
use crate::lower::schema::Draft;

/// The types with their final names, and the final id of each draft.
pub(crate) struct Deduplicated {
    pub types: Vec<Type>,
    pub moved: Vec<TypeId>,
    pub names: NameScope,
}

/// Returns the name of a type that callers can import without shadowing the prelude.
fn free_of_prelude(name: &str) -> String {
    outside_prelude(name.to_owned(), "Model")
}

/// Shares and names types. The directions of the drafts must be known.
pub(crate) fn deduplicate(mut drafts: Vec<Draft>) -> Deduplicated {
    let mut canonical = canonical(&drafts);
    shared_types::add_types(&mut drafts, &mut canonical);
    join_directions(&mut drafts, &canonical);
    let mut names = NameScope::default();
    name_components(&mut drafts, &mut names);
    name_others(&mut drafts, &canonical, &mut names);
    shared_types::document(&mut drafts, &canonical);
    let stands = alias(&mut drafts, &canonical, &mut names);
    finalize(drafts, &stands, names)
}

fn lookup(map: &[TypeId], id: TypeId) -> TypeId {
    map.get(id.index()).copied().unwrap_or(id)
}

/// Returns for each draft the one that represents all equal ones.
fn canonical(drafts: &[Draft]) -> Vec<TypeId> {
    let mut made = StructureIndex::of(drafts);
    for index in 0..drafts.len() {
        made.structure(index);
    }
    let mut canonical: Vec<TypeId> = (0..drafts.len()).map(TypeId::from_index).collect();
    let mut components: HashMap<(&str, u32), TypeId> = HashMap::default();
    let mut groups: HashMap<(u32, &str, Directions), Vec<usize>> = HashMap::default();
    // Types of one schema that are equal for requests and responses are one type, with both directions.
    let mut ways: HashMap<(Origin, u32), Directions> = HashMap::default();
    for (draft, structure) in drafts.iter().zip(&made.structures) {
        if let Structure::Known(structure) = structure {
            let way = ways.entry((draft.ty.origin, *structure)).or_default();
            way.request |= draft.ty.directions.request;
            way.response |= draft.ty.directions.response;
        }
    }
    for (index, (draft, structure)) in drafts.iter().zip(&made.structures).enumerate() {
        let &Structure::Known(structure) = structure else {
            continue;
        };
        if draft.is_component {
            components.insert(
                (&draft.candidate.name, structure),
                TypeId::from_index(index),
            );
            continue;
        }
        // A constant is the same in both directions.
        let way = match draft.ty.kind {
            TypeKind::Constant(_) => Directions::default(),
            _ => ways
                .get(&(draft.ty.origin, structure))
                .copied()
                .unwrap_or(draft.ty.directions),
        };
        groups
            .entry((structure, &draft.candidate.last_segment, way))
            .or_default()
            .push(index);
    }
    for ((structure, _, _), members) in groups {
        let component = members.iter().find_map(|&member| {
            components.get(&(drafts.get(member)?.candidate.name.as_str(), structure))
        });
        if component.is_none() && members.len() == 1 {
            continue;
        }
        let shortest = members.iter().copied().min_by_key(|&member| {
            let name = drafts
                .get(member)
                .map_or("", |draft| draft.candidate.name.as_str());
            // By name before index, so that the order of the document does not decide.
            (words::words(name).len(), name.len(), name, member)
        });
        let Some(chosen) = component.copied().or(shortest.map(TypeId::from_index)) else {
            continue;
        };
        for member in members {
            if let Some(slot) = canonical.get_mut(member) {
                *slot = chosen;
            }
        }
    }
    (0..drafts.len())
        .map(|index| behind_anonymous_aliases(drafts, &canonical, TypeId::from_index(index)))
        .collect()
}

/// Follows aliases that have no name of their own. They arise where a schema that only refers to a type is part of that
/// type, and is met again before it is complete.
fn behind_anonymous_aliases(drafts: &[Draft], canonical: &[TypeId], id: TypeId) -> TypeId {
    let mut id = lookup(canonical, id);
    for _ in 0..drafts.len() {
        match drafts.get(id.index()) {
            Some(draft) if !draft.is_component => match draft.ty.kind {
                TypeKind::Alias(Shape::Named(target)) => id = lookup(canonical, target),
                _ => break,
            },
            _ => break,
        }
    }
    id
}

/// The structure of a type: a number that structurally equal types have in common.
#[derive(Debug, Clone, Copy)]
enum Structure {
    Unknown,
    /// Being determined, or never shared.
    Apart,
    Known(u32),
}

/// The structures of all types.
struct StructureIndex<'d> {
    drafts: &'d [Draft],
    structures: Vec<Structure>,
    /// The number of each structure, by its description. A description refers to the structures of other
    /// types by number.
    numbers: HashMap<String, u32>,
}

impl<'d> StructureIndex<'d> {
    fn of(drafts: &'d [Draft]) -> Self {
        Self {
            drafts,
            structures: vec![Structure::Unknown; drafts.len()],
            numbers: HashMap::default(),
        }
    }

    /// Returns the structure of a type; none for a type that is never shared.
    fn structure(&mut self, index: usize) -> Option<u32> {
        let slot = self.structures.get_mut(index)?;
        match *slot {
            Structure::Known(number) => return Some(number),
            Structure::Apart => return None,
            Structure::Unknown => *slot = Structure::Apart,
        }
        let mut text = String::new();
        self.describe(&self.drafts.get(index)?.ty.kind, &mut text)?;
        let next = u32::try_from(self.numbers.len()).ok()?;
        let number = *self.numbers.entry(text).or_insert(next);
        *self.structures.get_mut(index)? = Structure::Known(number);
        Some(number)
    }

    fn describe(&mut self, kind: &TypeKind, text: &mut String) -> Option<()> {
        match kind {
            TypeKind::Struct(found) => {
                for field in &found.fields {
                    let _ = write!(text, "{} {}:", field.wire_name.len(), field.wire_name);
                    self.describe_shape(&field.shape, text)?;
                    text.push_str(if field.required { "!" } else { "" });
                    text.push_str(if field.nullable { "?" } else { "" });
                    if let Some(preset) = &field.constant {
                        let _ = write!(text, "={preset:?}");
                    }
                    if field.min_items > 0 {
                        let _ = write!(text, ">={}", field.min_items);
                    }
                    text.push(';');
                }
                if !found.rules.is_empty() {
                    let _ = write!(text, "{:?}", found.rules);
                }
                if let Some(additional) = &found.additional {
                    text.push('+');
                    self.describe_shape(&additional.shape, text)?;
                }
            }
            TypeKind::Union(union) => {
                let _ = write!(text, "{:?} ", union.tagging);
                for variant in &union.variants {
                    let _ = write!(text, "{}(", variant.name);
                    self.describe_shape(&variant.shape, text)?;
                    let tags = (&variant.tags, &variant.implicit_tags);
                    let _ = write!(text, "){tags:?}{:?};", variant.tag_writer);
                }
            }
            TypeKind::Enum(found) => {
                let _ = write!(text, "{:?}", found.base);
                for value in &found.values {
                    let _ = write!(text, "{}={:?};", value.name, value.value);
                }
            }
            TypeKind::Constant(constant) => {
                let _ = write!(text, "constant {:?}", constant.value);
            }
            _ => return None,
        }
        Some(())
    }

    fn describe_shape(&mut self, shape: &Shape, text: &mut String) -> Option<()> {
        let (name, inner) = match shape {
            Shape::Boxed(inner) => ("box", inner),
            Shape::List(inner) => ("list", inner),
            Shape::Map(inner) => ("map", inner),
            Shape::Nullable(inner) => ("nullable", inner),
            Shape::Tuple(items) => {
                text.push('(');
                for item in items {
                    self.describe_shape(item, text)?;
                    text.push(',');
                }
                text.push(')');
                return Some(());
            }
            Shape::Named(id) => {
                let index = id.index();
                let draft = self.drafts.get(index)?;
                let _ = if draft.is_component {
                    write!(text, "#{}", id.0)
                } else {
                    let structure = self.structure(index)?;
                    write!(text, "{{{}|{structure}}}", draft.candidate.last_segment)
                };
                return Some(());
            }
            Shape::Primitive(primitive) => {
                let _ = write!(text, "{primitive:?}");
                return Some(());
            }
            Shape::Numeric(_) | Shape::Any | Shape::External(_) | Shape::Null => {
                let _ = write!(text, "{shape:?}");
                return Some(());
            }
        };
        let _ = write!(text, "{name}<");
        self.describe_shape(inner, text)?;
        text.push('>');
        Some(())
    }
}

fn join_directions(drafts: &mut [Draft], canonical: &[TypeId]) {
    for index in 0..drafts.len() {
        let Some(way) = drafts.get(index).map(|draft| draft.ty.directions) else {
            continue;
        };
        if let Some(chosen) = drafts.get_mut(lookup(canonical, TypeId::from_index(index)).index()) {
            chosen.ty.directions.request |= way.request;
            chosen.ty.directions.response |= way.response;
        }
    }
}

fn name_components(drafts: &mut [Draft], names: &mut NameScope) {
    let mut order: Vec<usize> = (0..drafts.len())
        .filter(|&index| drafts.get(index).is_some_and(|draft| draft.is_component))
        .collect();
    // A component whose name in the document equals its type name comes before one whose name is changed.
    order.sort_by_cached_key(|&index| {
        drafts.get(index).map(|draft| {
            let (name, wire_name) = (&draft.candidate.name, draft.ty.wire_name.as_deref());
            let wire_name = wire_name.unwrap_or_default();
            (
                draft.candidate.depth,
                Fidelity::of(name, wire_name),
                wire_name.len(),
                wire_name,
            )
        })
    });
    for index in order {
        if let Some(draft) = drafts.get_mut(index) {
            draft.ty.name = names.claim(&free_of_prelude(&draft.candidate.name));
        }
    }
}

fn name_others(drafts: &mut [Draft], canonical: &[TypeId], names: &mut NameScope) {
    let mut members: HashMap<TypeId, usize> = HashMap::default();
    for id in canonical {
        *members.entry(*id).or_default() += 1;
    }
    // If a component has the name of a root, names that begin with it would seem to belong to the component.
    for draft in drafts.iter_mut() {
        let place = &mut draft.candidate;
        if place
            .root_name
            .as_deref()
            .is_some_and(|root| names.contains(root))
            && let Some(own) = &place.fallback
        {
            place.name.clone_from(own);
        }
    }
    let mut order: Vec<usize> = (0..drafts.len())
        .filter(|&index| {
            lookup(canonical, TypeId::from_index(index)) == TypeId::from_index(index)
                && drafts.get(index).is_some_and(|draft| !draft.is_component)
        })
        .collect();
    order.sort_by_key(|&index| {
        let draft = drafts.get(index);
        // The type over all responses of an operation is named after the operation.
        let is_all =
            draft.is_some_and(|draft| matches!(draft.ty.kind, TypeKind::ResponseChoice(_)));
        // Of types that want the same name, the one with the most locations has the best claim.
        let shared = draft.is_some_and(|draft| draft.candidate.fallback.is_some());
        let count = if shared {
            members
                .get(&TypeId::from_index(index))
                .copied()
                .unwrap_or(0)
        } else {
            0
        };
        // Then the one closest to a component (`CourseChapter.lessons` before `Course.chapters.lessons`), and
        // the one that was created first. The order of drafts does not depend on the document.
        let position = draft.map(|draft| (draft.candidate.owner, draft.candidate.depth));
        (!is_all, std::cmp::Reverse(count), position, index)
    });
    for index in order {
        let Some(draft) = drafts.get_mut(index) else {
            continue;
        };
        let name = free_of_prelude(&draft.candidate.name);
        let own = draft.candidate.fallback.as_deref().map(free_of_prelude);
        draft.ty.name = match own {
            _ if names.try_claim(&name) => name,
            Some(own) if names.try_claim(&own) => own,
            Some(own) => names.claim(&own),
            None => {
                let plain = free_of_prelude(&draft.candidate.unsingularized);
                if names.try_claim(&plain) {
                    plain
                } else {
                    names.claim(&name)
                }
            }
        };
    }
}

/// Turns each duplicate into an alias named after its location. Returns the id that replaces each draft: its
/// own, or that of the shared type if the draft has no name of its own.
fn alias(drafts: &mut [Draft], canonical: &[TypeId], names: &mut NameScope) -> Vec<TypeId> {
    let mut stands = canonical.to_vec();
    for index in 0..drafts.len() {
        let chosen = lookup(canonical, TypeId::from_index(index));
        let docs = match (drafts.get(index), drafts.get(chosen.index())) {
            (Some(own), Some(shared)) if chosen != TypeId::from_index(index) => {
                shared_types::of_alias(&own.ty, &shared.ty)
            }
            _ => Docs::default(),
        };
        let Some(draft) = drafts.get_mut(index) else {
            continue;
        };
        let nameless = matches!(
            draft.ty.kind,
            TypeKind::Constant(_) | TypeKind::Alias(Shape::Named(_))
        ) || draft.candidate.fallback.is_some();
        if chosen == TypeId::from_index(index)
            || nameless
            || !names.try_claim(&draft.candidate.name)
        {
            continue;
        }
        draft.ty.name.clone_from(&draft.candidate.name);
        let alias = TypeKind::Alias(Shape::Named(chosen));
        draft.ty.unshared = Some(Box::new(Unshared {
            docs: std::mem::replace(&mut draft.ty.docs, docs),
            kind: std::mem::replace(&mut draft.ty.kind, alias),
        }));
        if let Some(slot) = stands.get_mut(index) {
            *slot = TypeId::from_index(index);
        }
    }
    stands
}

/// Sorts the remaining types by their location in the document, and replaces all ids.
fn finalize(drafts: Vec<Draft>, stands: &[TypeId], names: NameScope) -> Deduplicated {
    let mut all: Vec<(usize, Type)> = drafts
        .into_iter()
        .enumerate()
        .filter(|(index, _)| {
            lookup(stands, TypeId::from_index(*index)) == TypeId::from_index(*index)
        })
        .map(|(index, draft)| (index, draft.ty))
        .collect();
    all.sort_by(|(_, left), (_, right)| {
        (left.origin, &left.name).cmp(&(right.origin, &right.name))
    });
    let mut position = vec![TypeId(0); stands.len()];
    for (now, (before, _)) in all.iter().enumerate() {
        if let Some(slot) = position.get_mut(*before) {
            *slot = TypeId::from_index(now);
        }
    }
    let moved: Vec<TypeId> = stands.iter().map(|id| lookup(&position, *id)).collect();
    let types = all
        .into_iter()
        .map(|(_, mut ty)| {
            let kinds = ty.unshared.iter_mut().map(|own| &mut own.kind);
            for kind in kinds.chain([&mut ty.kind]) {
                visit::shapes_of_kind(kind, &mut |shape| {
                    visit::replace(shape, &|id| lookup(&moved, id));
                });
            }
            ty
        })
        .collect();
    Deduplicated {
        types,
        moved,
        names,
    }
}
