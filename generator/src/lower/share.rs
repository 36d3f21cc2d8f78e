//! Which types are the same type, and what each is called in the end.
//!
//! A component keeps its name and stays itself. Other types that are made alike, travel the same way and whose last
//! step is called alike are one type (the error body of every operation; `user` under a payment and its refund).
//! It takes the shortest of their names, or one after what they have in common (`common.rs`); each of the others stays
//! as an alias, so that code which names a type by its place goes on compiling when another place joins or leaves.

use std::fmt::Write;

use foldhash::HashMap;

use super::common;
use super::names::{Fidelity, Scope};
use super::schemas::Draft;
use super::visit;
use super::words;
use crate::ir::{Direction, Docs, Own, Shape, Type, TypeId, TypeKind};
use crate::load::Origin;

/// Names that would shadow what every Rust program uses without importing it, when a caller imports all types.
pub(super) const PRELUDE: &[&str] = &[
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "Vec",
    "String",
    "Box",
    "Send",
    "Sync",
    "Sized",
    "Copy",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "AsRef",
    "AsMut",
    "Into",
    "From",
    "Default",
    "Iterator",
    "Extend",
    "IntoIterator",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "Clone",
    "PartialEq",
    "PartialOrd",
    "Eq",
    "Ord",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "FromIterator",
    "Debug",
    "Hash",
    "Self",
];

/// The types under their final names, and where each of the drafts went.
pub(super) struct Shared {
    pub types: Vec<Type>,
    pub moved: Vec<TypeId>,
    pub names: Scope,
}

/// A type name that callers can import beside the prelude.
fn free_of_prelude(name: &str) -> String {
    beside_prelude(name.to_owned(), "Model")
}

/// The name of a type, with a noun behind it where it is a name of the prelude.
pub(super) fn beside_prelude(name: String, noun: &str) -> String {
    if PRELUDE.contains(&name.as_str()) {
        name + noun
    } else {
        name
    }
}

/// Shares and names types. The drafts know their directions.
pub(super) fn share(mut drafts: Vec<Draft>) -> Shared {
    let mut canonical = canonical(&drafts);
    common::add_types(&mut drafts, &mut canonical);
    join_directions(&mut drafts, &canonical);
    let mut names = Scope::default();
    name_components(&mut drafts, &mut names);
    name_others(&mut drafts, &canonical, &mut names);
    common::document(&mut drafts, &canonical);
    let stands = alias(&mut drafts, &canonical, &mut names);
    settle(drafts, &stands, names)
}

fn lookup(map: &[TypeId], id: TypeId) -> TypeId {
    map.get(id.0 as usize).copied().unwrap_or(id)
}

pub(super) fn id_of(index: usize) -> TypeId {
    TypeId(u32::try_from(index).unwrap_or(u32::MAX))
}

/// For each draft the one that stands for all that are the same.
fn canonical(drafts: &[Draft]) -> Vec<TypeId> {
    let mut made = Made::of(drafts);
    for index in 0..drafts.len() {
        made.structure(index);
    }
    let mut canonical: Vec<TypeId> = (0..drafts.len()).map(id_of).collect();
    let mut components: HashMap<(&str, u32), TypeId> = HashMap::default();
    let mut groups: HashMap<(u32, &str, Direction), Vec<usize>> = HashMap::default();
    // What is made alike of one schema for requests and for responses is one type, which travels both ways.
    let mut ways: HashMap<(Origin, u32), Direction> = HashMap::default();
    for (draft, structure) in drafts.iter().zip(&made.structures) {
        if let Structure::Known(structure) = structure {
            let way = ways.entry((draft.ty.origin, *structure)).or_default();
            way.request |= draft.ty.direction.request;
            way.response |= draft.ty.direction.response;
        }
    }
    for (index, (draft, structure)) in drafts.iter().zip(&made.structures).enumerate() {
        let &Structure::Known(structure) = structure else {
            continue;
        };
        if draft.component {
            components.insert((&draft.place.name, structure), id_of(index));
            continue;
        }
        // A constant is the same whichever way it travels.
        let way = match draft.ty.kind {
            TypeKind::Constant(_) => Direction::default(),
            _ => ways
                .get(&(draft.ty.origin, structure))
                .copied()
                .unwrap_or(draft.ty.direction),
        };
        groups
            .entry((structure, &draft.place.leaf, way))
            .or_default()
            .push(index);
    }
    for ((structure, _, _), members) in groups {
        let component = members.iter().find_map(|&member| {
            components.get(&(drafts.get(member)?.place.name.as_str(), structure))
        });
        if component.is_none() && members.len() == 1 {
            continue;
        }
        let shortest = members.iter().copied().min_by_key(|&member| {
            let name = drafts
                .get(member)
                .map_or("", |draft| draft.place.name.as_str());
            // By the name before the place, so that the order of the document does not choose.
            (words::words(name).len(), name.len(), name, member)
        });
        let Some(chosen) = component.copied().or(shortest.map(id_of)) else {
            continue;
        };
        for member in members {
            if let Some(slot) = canonical.get_mut(member) {
                *slot = chosen;
            }
        }
    }
    canonical
}

/// How a type is made, as far as it is known: a number that types which are made alike have in common.
#[derive(Debug, Clone, Copy)]
enum Structure {
    Unknown,
    /// Being found out, or never shared.
    Apart,
    Known(u32),
}

/// How all types are made.
struct Made<'d> {
    drafts: &'d [Draft],
    structures: Vec<Structure>,
    /// The number of each structure, by its description, in which those of other types are numbers.
    numbers: HashMap<String, u32>,
}

impl<'d> Made<'d> {
    fn of(drafts: &'d [Draft]) -> Self {
        Self {
            drafts,
            structures: vec![Structure::Unknown; drafts.len()],
            numbers: HashMap::default(),
        }
    }

    /// How a type is made. None for what is never shared.
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
                    if let Some(preset) = &field.preset {
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
                for variant in &union.variants {
                    let _ = write!(text, "{:?} {}(", union.tagging, variant.name);
                    self.describe_shape(&variant.shape, text)?;
                    let _ = write!(text, "){:?}{:?};", variant.tags, variant.tag_writer);
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
                let index = id.0 as usize;
                let draft = self.drafts.get(index)?;
                let _ = if draft.component {
                    write!(text, "#{}", id.0)
                } else {
                    let structure = self.structure(index)?;
                    write!(text, "{{{}|{structure}}}", draft.place.leaf)
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
        let Some(way) = drafts.get(index).map(|draft| draft.ty.direction) else {
            continue;
        };
        if let Some(chosen) = drafts.get_mut(lookup(canonical, id_of(index)).0 as usize) {
            chosen.ty.direction.request |= way.request;
            chosen.ty.direction.response |= way.response;
        }
    }
}

fn name_components(drafts: &mut [Draft], names: &mut Scope) {
    let mut order: Vec<usize> = (0..drafts.len())
        .filter(|&index| drafts.get(index).is_some_and(|draft| draft.component))
        .collect();
    // One whose name in the document is that of the type comes before one whose name only becomes it.
    order.sort_by_cached_key(|&index| {
        drafts.get(index).map(|draft| {
            let (name, wire_name) = (&draft.place.name, draft.ty.wire_name.as_deref());
            let wire_name = wire_name.unwrap_or_default();
            (
                draft.place.depth,
                Fidelity::of(name, wire_name),
                wire_name.len(),
                wire_name,
            )
        })
    });
    for index in order {
        if let Some(draft) = drafts.get_mut(index) {
            draft.ty.name = names.claim(&free_of_prelude(&draft.place.name));
        }
    }
}

fn name_others(drafts: &mut [Draft], canonical: &[TypeId], names: &mut Scope) {
    let mut members: HashMap<TypeId, usize> = HashMap::default();
    for id in canonical {
        *members.entry(*id).or_default() += 1;
    }
    // Where a component has the name of the first step, those behind it are the component's, too.
    for draft in drafts.iter_mut() {
        let place = &mut draft.place;
        if place.shared.as_deref().is_some_and(|root| names.has(root))
            && let Some(own) = &place.fallback
        {
            place.name.clone_from(own);
        }
    }
    let mut order: Vec<usize> = (0..drafts.len())
        .filter(|&index| {
            lookup(canonical, id_of(index)) == id_of(index)
                && drafts.get(index).is_some_and(|draft| !draft.component)
        })
        .collect();
    order.sort_by_key(|&index| {
        let draft = drafts.get(index);
        // What an operation gives back in all is called like it.
        let is_all =
            draft.is_some_and(|draft| matches!(draft.ty.kind, TypeKind::ResponseChoice(_)));
        // Of types that want the same name, the one that stands in most places has the best claim to it.
        let shared = draft.is_some_and(|draft| draft.place.fallback.is_some());
        let count = if shared {
            members.get(&id_of(index)).copied().unwrap_or(0)
        } else {
            0
        };
        // Then the one that is closest to a component (`CourseChapter.lessons` before `Course.chapters.lessons`), and
        // the one that was made first: drafts are made in an order that the document does not choose.
        let depth = draft.map(|draft| draft.place.depth);
        (!is_all, std::cmp::Reverse(count), depth, index)
    });
    for index in order {
        let Some(draft) = drafts.get_mut(index) else {
            continue;
        };
        let name = free_of_prelude(&draft.place.name);
        let own = draft.place.fallback.as_deref().map(free_of_prelude);
        draft.ty.name = match own {
            _ if names.take(&name) => name,
            Some(own) if names.take(&own) => own,
            Some(own) => names.claim(&own),
            None => {
                let plain = free_of_prelude(&draft.place.plain);
                if names.take(&plain) {
                    plain
                } else {
                    names.claim(&name)
                }
            }
        };
    }
}

/// Makes an alias of every type that is another's, under the name of its own place, and says what stands for each:
/// itself, its alias, or the other type where it has no name of its own.
fn alias(drafts: &mut [Draft], canonical: &[TypeId], names: &mut Scope) -> Vec<TypeId> {
    let mut stands = canonical.to_vec();
    for index in 0..drafts.len() {
        let chosen = lookup(canonical, id_of(index));
        let docs = match (drafts.get(index), drafts.get(chosen.0 as usize)) {
            (Some(own), Some(shared)) if chosen != id_of(index) => {
                common::of_alias(&own.ty, &shared.ty)
            }
            _ => Docs::default(),
        };
        let Some(draft) = drafts.get_mut(index) else {
            continue;
        };
        let nameless =
            matches!(draft.ty.kind, TypeKind::Constant(_)) || draft.place.fallback.is_some();
        if chosen == id_of(index) || nameless || !names.take(&draft.place.name) {
            continue;
        }
        draft.ty.name.clone_from(&draft.place.name);
        let alias = TypeKind::Alias(Shape::Named(chosen));
        draft.ty.own = Some(Box::new(Own {
            docs: std::mem::replace(&mut draft.ty.docs, docs),
            kind: std::mem::replace(&mut draft.ty.kind, alias),
        }));
        if let Some(slot) = stands.get_mut(index) {
            *slot = id_of(index);
        }
    }
    stands
}

/// Puts the types that are left in the order of the document.
fn settle(drafts: Vec<Draft>, stands: &[TypeId], names: Scope) -> Shared {
    let mut all: Vec<(usize, Type)> = drafts
        .into_iter()
        .enumerate()
        .filter(|(index, _)| lookup(stands, id_of(*index)) == id_of(*index))
        .map(|(index, draft)| (index, draft.ty))
        .collect();
    all.sort_by(|(_, left), (_, right)| {
        (left.origin, &left.name).cmp(&(right.origin, &right.name))
    });
    let mut position = vec![TypeId(0); stands.len()];
    for (now, (before, _)) in all.iter().enumerate() {
        if let Some(slot) = position.get_mut(*before) {
            *slot = id_of(now);
        }
    }
    let moved: Vec<TypeId> = stands.iter().map(|id| lookup(&position, *id)).collect();
    let types = all
        .into_iter()
        .map(|(_, mut ty)| {
            let kinds = ty.own.iter_mut().map(|own| &mut own.kind);
            for kind in kinds.chain([&mut ty.kind]) {
                visit::shapes_of_kind(kind, &mut |shape| {
                    visit::replace(shape, &|id| lookup(&moved, id));
                });
            }
            ty
        })
        .collect();
    Shared {
        types,
        moved,
        names,
    }
}
