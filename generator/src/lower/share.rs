//! Which types are the same type, and what each is called in the end.
//!
//! A component keeps its name and stays itself. Other types that are made alike, travel the same way and whose last
//! step is called alike are one type (the error body of every operation; `user` under a payment and its refund).
//! It takes the shortest of their names; each of the others stays as an alias, so that code which names a type by
//! its place goes on compiling when another place joins or leaves.

use std::collections::HashMap;
use std::fmt::Write;

use super::names::Scope;
use super::schemas::Draft;
use super::visit;
use super::words;
use crate::ir::{Direction, Docs, Shape, Type, TypeId, TypeKind};

/// Names that would shadow what every Rust program uses without importing it, when a caller imports all types.
const PRELUDE: &[&str] = &[
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
    if PRELUDE.contains(&name) {
        format!("{name}Model")
    } else {
        name.to_owned()
    }
}

/// Shares and names types. The drafts know their directions.
pub(super) fn share(mut drafts: Vec<Draft>) -> Shared {
    let canonical = canonical(&drafts);
    join_directions(&mut drafts, &canonical);
    let mut names = Scope::default();
    name_components(&mut drafts, &mut names);
    name_others(&mut drafts, &canonical, &mut names);
    let stands = alias(&mut drafts, &canonical, &mut names);
    settle(drafts, &stands, names)
}

fn lookup(map: &[TypeId], id: TypeId) -> TypeId {
    map.get(id.0 as usize).copied().unwrap_or(id)
}

fn id_of(index: usize) -> TypeId {
    TypeId(u32::try_from(index).unwrap_or(u32::MAX))
}

/// For each draft the one that stands for all that are the same.
fn canonical(drafts: &[Draft]) -> Vec<TypeId> {
    let mut keys: Vec<Option<String>> = vec![None; drafts.len()];
    let mut begun = vec![false; drafts.len()];
    for index in 0..drafts.len() {
        structure(drafts, index, &mut keys, &mut begun);
    }
    let mut canonical: Vec<TypeId> = (0..drafts.len()).map(id_of).collect();
    let mut components: HashMap<(&str, &str), TypeId> = HashMap::new();
    let mut groups: HashMap<(String, &str), Vec<usize>> = HashMap::new();
    for (index, (draft, key)) in drafts.iter().zip(&keys).enumerate() {
        let Some(key) = key.as_deref() else { continue };
        if draft.component {
            components.insert((&draft.place.name, key), id_of(index));
            continue;
        }
        // A constant is the same whichever way it travels.
        let way = match draft.ty.kind {
            TypeKind::Constant(_) => Direction::default(),
            _ => draft.ty.direction,
        };
        let group = format!("{} {} {}", draft.place.leaf, way.request, way.response);
        groups.entry((group, key)).or_default().push(index);
    }
    for ((_, key), members) in groups {
        let component = members
            .iter()
            .find_map(|&member| components.get(&(drafts.get(member)?.place.name.as_str(), key)));
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

/// How a type is made, as text: equal for types that are made alike. None for what is never shared.
fn structure(
    drafts: &[Draft],
    index: usize,
    keys: &mut Vec<Option<String>>,
    begun: &mut Vec<bool>,
) -> Option<String> {
    if begun.get(index).copied().unwrap_or(true) {
        return keys.get(index).cloned().flatten();
    }
    if let Some(slot) = begun.get_mut(index) {
        *slot = true;
    }
    let draft = drafts.get(index)?;
    let mut text = String::new();
    let known = match &draft.ty.kind {
        TypeKind::Struct(found) => {
            found.fields.iter().all(|field| {
                let Some(shape) = shape_key(drafts, &field.shape, keys, begun) else {
                    return false;
                };
                let _ = write!(
                    text,
                    "{:?}:{shape}:{}{}{:?};",
                    field.wire_name, field.required, field.nullable, field.preset
                );
                true
            }) && match &found.additional {
                None => true,
                Some(additional) => {
                    shape_key(drafts, &additional.shape, keys, begun).is_some_and(|shape| {
                        let _ = write!(text, "+{shape}");
                        true
                    })
                }
            }
        }
        TypeKind::Union(union) => union.variants.iter().all(|variant| {
            let Some(shape) = shape_key(drafts, &variant.shape, keys, begun) else {
                return false;
            };
            let _ = write!(
                text,
                "{:?} {}({shape}){:?}{:?};",
                union.tagging, variant.name, variant.tags, variant.writes_tag
            );
            true
        }),
        TypeKind::Enum(found) => {
            let _ = write!(text, "{:?}", found.base);
            found.values.iter().for_each(|value| {
                let _ = write!(text, "{}={:?};", value.name, value.value);
            });
            true
        }
        TypeKind::Constant(constant) => {
            let _ = write!(text, "constant {:?}", constant.value);
            true
        }
        _ => false,
    };
    let key = known.then_some(text);
    if let Some(slot) = keys.get_mut(index) {
        slot.clone_from(&key);
    }
    key
}

fn shape_key(
    drafts: &[Draft],
    shape: &Shape,
    keys: &mut Vec<Option<String>>,
    begun: &mut Vec<bool>,
) -> Option<String> {
    let mut parts = |name: &str, inner: &Shape| {
        shape_key(drafts, inner, keys, begun).map(|inner| format!("{name}<{inner}>"))
    };
    match shape {
        Shape::Boxed(inner) => parts("box", inner),
        Shape::List(inner) => parts("list", inner),
        Shape::Map(inner) => parts("map", inner),
        Shape::Nullable(inner) => parts("nullable", inner),
        Shape::Tuple(items) => items
            .iter()
            .map(|item| shape_key(drafts, item, keys, begun))
            .collect::<Option<Vec<_>>>()
            .map(|items| format!("({})", items.join(","))),
        Shape::Named(id) => {
            let index = id.0 as usize;
            let draft = drafts.get(index)?;
            if draft.component {
                return Some(format!("#{}", id.0));
            }
            structure(drafts, index, keys, begun)
                .map(|inner| format!("{{{}|{inner}}}", draft.place.leaf))
        }
        Shape::Primitive(_) | Shape::Any | Shape::External(_) | Shape::Null => {
            Some(format!("{shape:?}"))
        }
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
    order.sort_by_key(|&index| drafts.get(index).map(|draft| draft.ty.origin));
    for index in order {
        if let Some(draft) = drafts.get_mut(index) {
            draft.ty.name = names.claim(&free_of_prelude(&draft.place.name));
        }
    }
}

fn name_others(drafts: &mut [Draft], canonical: &[TypeId], names: &mut Scope) {
    let mut members: HashMap<TypeId, usize> = HashMap::new();
    for id in canonical {
        *members.entry(*id).or_default() += 1;
    }
    let mut order: Vec<usize> = (0..drafts.len())
        .filter(|&index| {
            lookup(canonical, id_of(index)) == id_of(index)
                && drafts.get(index).is_some_and(|draft| !draft.component)
        })
        .collect();
    order.sort_by_key(|&index| {
        let draft = drafts.get(index);
        // Of types that want the same name, the one that stands in most places has the best claim to it.
        let shared = draft.is_some_and(|draft| draft.place.fallback.is_some());
        let count = if shared {
            members.get(&id_of(index)).copied().unwrap_or(0)
        } else {
            0
        };
        // Then the one that is closest to a component (`CourseChapter.lessons` before `Course.chapters.lessons`): that
        // does not depend on which of them the document has first.
        let depth = draft.map(|draft| draft.place.depth);
        let origin = draft.map(|draft| draft.ty.origin);
        (std::cmp::Reverse(count), depth, origin)
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
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|&index| drafts.get(index).map(|draft| draft.ty.origin));
    let mut stands = canonical.to_vec();
    for index in order {
        let chosen = lookup(canonical, id_of(index));
        let Some(draft) = drafts.get_mut(index) else {
            continue;
        };
        let nameless =
            matches!(draft.ty.kind, TypeKind::Constant(_)) || draft.place.fallback.is_some();
        if chosen == id_of(index) || nameless || !names.take(&draft.place.name) {
            continue;
        }
        draft.ty.name.clone_from(&draft.place.name);
        draft.ty.kind = TypeKind::Alias(Shape::Named(chosen));
        draft.ty.docs = Docs::default();
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
            visit::shapes_of_kind(&mut ty.kind, &mut |shape| {
                visit::replace(shape, &|id| lookup(&moved, id));
            });
            ty
        })
        .collect();
    Shared {
        types,
        moved,
        names,
    }
}
