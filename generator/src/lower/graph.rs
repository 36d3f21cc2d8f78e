//! What can only be said of types once all of them are known: which way they travel, where a box ends a cycle, which
//! file they belong in.

use std::collections::{BTreeMap, BTreeSet};

use super::schemas::Draft;
use super::visit;
use crate::ir::{Direction, Home, Primitive, Shape, Tagging, Type, TypeId, TypeKind};

/// Spreads the directions of what operations use to all that it is made of.
pub(super) fn direct(drafts: &mut [Draft], used: &[(Shape, Direction)]) {
    let mut waiting: Vec<(TypeId, Direction)> = Vec::new();
    for (shape, way) in used {
        visit::ids(shape, &mut |id| waiting.push((id, *way)));
    }
    while let Some((id, way)) = waiting.pop() {
        let Some(draft) = drafts.get_mut(id.0 as usize) else {
            continue;
        };
        let before = draft.ty.direction;
        let now = Direction {
            request: before.request || way.request,
            response: before.response || way.response,
        };
        if now == before {
            continue;
        }
        draft.ty.direction = now;
        visit::shapes_of_kind(&mut draft.ty.kind, &mut |shape| {
            visit::ids(shape, &mut |inner| waiting.push((inner, now)));
        });
    }
}

/// A struct that unions select by one tag alone fills that tag in by itself.
pub(super) fn preset_tags(drafts: &mut [Draft]) {
    let mut tags: BTreeMap<(TypeId, String), BTreeSet<String>> = BTreeMap::new();
    for draft in drafts.iter() {
        let TypeKind::Union(union) = &draft.ty.kind else {
            continue;
        };
        let Tagging::Property { wire_name } = &union.tagging else {
            continue;
        };
        // Events are not sent.
        if draft.ty.home == Home::Webhooks {
            continue;
        }
        for variant in &union.variants {
            let Some(id) = held(drafts, &variant.shape) else {
                continue;
            };
            let entry = tags.entry((id, wire_name.clone())).or_default();
            entry.extend(variant.tags.iter().map(ToString::to_string));
        }
    }
    let texts: Vec<bool> = drafts
        .iter()
        .map(|draft| matches!(draft.ty.kind, TypeKind::Enum(_)))
        .collect();
    for ((id, property), tags) in tags {
        let [tag] = tags.iter().collect::<Vec<_>>()[..] else {
            continue;
        };
        let Ok(value) = serde_json::from_str::<serde_json::Value>(tag) else {
            continue;
        };
        let Some(TypeKind::Struct(found)) = drafts
            .get_mut(id.0 as usize)
            .map(|draft| &mut draft.ty.kind)
        else {
            continue;
        };
        for field in &mut found.fields {
            let text = match field.shape {
                // A tag that no property describes.
                Shape::Primitive(Primitive::String) | Shape::Any => true,
                Shape::Named(id) => texts.get(id.0 as usize).copied().unwrap_or(false),
                _ => false,
            };
            if field.wire_name == property && field.preset.is_none() && text && value.is_string() {
                field.preset = Some(value.clone());
            }
        }
    }
}

/// The type that a shape names, behind boxes and aliases.
pub(super) fn held(drafts: &[Draft], shape: &Shape) -> Option<TypeId> {
    let mut shape = shape;
    for _ in 0..drafts.len() {
        let id = match shape {
            Shape::Boxed(inner) => {
                shape = inner;
                continue;
            }
            Shape::Named(id) => *id,
            _ => return None,
        };
        match drafts.get(id.0 as usize).map(|draft| &draft.ty.kind) {
            Some(TypeKind::Alias(inner)) => shape = inner,
            _ => return Some(id),
        }
    }
    None
}

/// Makes a type of its own of every alias that contains itself.
pub(super) fn end_alias_cycles(types: &mut [Type]) {
    let aliases: Vec<Vec<usize>> = types
        .iter()
        .map(|ty| {
            let mut found = Vec::new();
            if let TypeKind::Alias(shape) = &ty.kind {
                visit::ids(shape, &mut |id| found.push(id.0 as usize));
            }
            found
        })
        .collect();
    let groups = components(&aliases);
    let mut sizes = vec![0_usize; types.len()];
    for &group in &groups {
        if let Some(size) = sizes.get_mut(group) {
            *size += 1;
        }
    }
    let cyclic: Vec<bool> = groups
        .iter()
        .zip(&aliases)
        .enumerate()
        .map(|(index, (&group, targets))| {
            sizes.get(group).is_some_and(|&size| size > 1) || targets.contains(&index)
        })
        .collect();
    let endless: Vec<bool> = (0..types.len())
        .map(|index| is_endless(types, index))
        .collect();
    for ((ty, cyclic), endless) in types.iter_mut().zip(cyclic).zip(endless) {
        if let (true, TypeKind::Alias(shape)) = (cyclic, &ty.kind) {
            if endless {
                ty.kind = TypeKind::Alias(Shape::Any);
            } else if !matches!(shape, Shape::Named(_)) {
                ty.kind = TypeKind::Newtype(shape.clone());
            }
        }
    }
}

/// Whether an alias is another name of itself and of nothing else, which means nothing: it is any value.
fn is_endless(types: &[Type], index: usize) -> bool {
    let mut current = index;
    for _ in 0..types.len() {
        let Some(TypeKind::Alias(Shape::Named(next))) = types.get(current).map(|ty| &ty.kind)
        else {
            return false;
        };
        current = next.0 as usize;
        if current == index {
            return true;
        }
    }
    false
}

/// Puts a box at one edge of each cycle of types that hold each other in place. Which edge depends on the cycle alone,
/// not on where in the document it is met: the search in each cycle starts at the first name of the alphabet.
pub(super) fn box_cycles(types: &mut [Type]) {
    let mut order: Vec<usize> = (0..types.len()).collect();
    order.sort_by(|&left, &right| {
        types
            .get(left)
            .map(|ty| &ty.name)
            .cmp(&types.get(right).map(|ty| &ty.name))
    });
    let graph: Vec<Vec<usize>> = types
        .iter_mut()
        .map(|ty| edges(ty).into_iter().map(|id| id.0 as usize).collect())
        .collect();
    let groups = components(&graph);
    let mut state = vec![0_u8; types.len()];
    for index in order {
        search(types, index, &groups, &mut state);
    }
}

/// The edges of a type: those to types that it holds in place.
fn edges(ty: &mut Type) -> Vec<TypeId> {
    let mut found = Vec::new();
    visit::shapes_of_kind(&mut ty.kind, &mut |shape| {
        visit::ids_in_place(shape, &mut |id| found.push(id));
    });
    found
}

/// Depth first, without recursion: documents decide how deep.
fn search(types: &mut [Type], start: usize, groups: &[usize], state: &mut [u8]) {
    let mut stack: Vec<(usize, Vec<TypeId>)> = Vec::new();
    let enter =
        |types: &mut [Type], state: &mut [u8], index: usize| -> Option<(usize, Vec<TypeId>)> {
            let slot = state.get_mut(index)?;
            if *slot != 0 {
                return None;
            }
            *slot = 1;
            let mut next = types.get_mut(index).map(edges)?;
            next.retain(|id| groups.get(id.0 as usize) == groups.get(index));
            next.reverse();
            Some((index, next))
        };
    stack.extend(enter(types, state, start));
    while let Some((index, next)) = stack.last_mut() {
        let index = *index;
        let Some(id) = next.pop() else {
            if let Some(slot) = state.get_mut(index) {
                *slot = 2;
            }
            stack.pop();
            continue;
        };
        match state.get(id.0 as usize) {
            Some(0) => {
                if let Some(entered) = enter(types, state, id.0 as usize) {
                    stack.push(entered);
                }
            }
            Some(1) => {
                if let Some(ty) = types.get_mut(index) {
                    visit::shapes_of_kind(&mut ty.kind, &mut |shape| put_in_box(shape, id));
                }
            }
            _ => {}
        }
    }
}

fn put_in_box(shape: &mut Shape, target: TypeId) {
    match shape {
        Shape::Named(id) if *id == target => *shape = Shape::Boxed(Box::new(shape.clone())),
        Shape::Nullable(inner) => put_in_box(inner, target),
        Shape::Tuple(items) => items.iter_mut().for_each(|item| put_in_box(item, target)),
        _ => {}
    }
}

/// For each node of a graph the number of the strongly connected component it is in (Tarjan, without recursion).
fn components(graph: &[Vec<usize>]) -> Vec<usize> {
    let count = graph.len();
    let unset = usize::MAX;
    let (mut index, mut low, mut group) =
        (vec![unset; count], vec![unset; count], vec![unset; count]);
    let (mut open, mut work): (Vec<usize>, Vec<(usize, usize)>) = (Vec::new(), Vec::new());
    let (mut next, mut groups) = (0, 0);
    let get = |list: &[usize], at: usize| list.get(at).copied().unwrap_or(unset);
    for start in 0..count {
        if get(&index, start) != unset {
            continue;
        }
        work.push((start, 0));
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                set(&mut index, node, next);
                set(&mut low, node, next);
                next += 1;
                open.push(node);
            }
            if let Some(&target) = graph.get(node).and_then(|edges| edges.get(edge)) {
                work.push((node, edge + 1));
                if get(&index, target) == unset {
                    work.push((target, 0));
                } else if get(&group, target) == unset {
                    let lowest = get(&low, node).min(get(&index, target));
                    set(&mut low, node, lowest);
                }
                continue;
            }
            if get(&low, node) == get(&index, node) {
                while let Some(member) = open.pop() {
                    set(&mut group, member, groups);
                    if member == node {
                        break;
                    }
                }
                groups += 1;
            }
            if let Some(&(parent, _)) = work.last() {
                let lowest = get(&low, parent).min(get(&low, node));
                set(&mut low, parent, lowest);
            }
        }
    }
    group
}

fn set(list: &mut [usize], at: usize, value: usize) {
    if let Some(slot) = list.get_mut(at) {
        *slot = value;
    }
}

/// Gives each type the file it belongs in: that of the only resource that uses it.
pub(super) fn settle_homes(types: &mut [Type], used: &[(Shape, Home)]) {
    let mut homes: Vec<Option<Home>> = vec![None; types.len()];
    for (shape, home) in used {
        let mut waiting = Vec::new();
        visit::ids(shape, &mut |id| waiting.push(id));
        while let Some(id) = waiting.pop() {
            let Some(slot) = homes.get_mut(id.0 as usize) else {
                continue;
            };
            let now = match slot {
                None => home.clone(),
                Some(before) if before == home => continue,
                Some(Home::Shared) => continue,
                Some(_) => Home::Shared,
            };
            *slot = Some(now);
            if let Some(ty) = types.get_mut(id.0 as usize) {
                visit::shapes_of_kind(&mut ty.kind, &mut |shape| {
                    visit::ids(shape, &mut |inner| waiting.push(inner));
                });
            }
        }
    }
    // An alias lives where the type does that it names.
    for (index, home) in homes.clone().into_iter().enumerate() {
        let Some(ty) = types.get_mut(index) else {
            continue;
        };
        let alias = match (&ty.kind, home.as_ref()) {
            (TypeKind::Alias(Shape::Named(id)), None) => {
                homes.get(id.0 as usize).cloned().flatten()
            }
            _ => None,
        };
        ty.home = home.or(alias).unwrap_or(Home::Shared);
    }
}

/// Finds the types whose values can be compared and hashed exactly.
pub(super) fn find_exact(types: &mut [Type]) {
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
    // What is not exact, and whose holders are not told yet.
    let mut waiting: Vec<usize> = Vec::new();
    for (index, ty) in types.iter_mut().enumerate() {
        let json = matches!(&ty.kind, TypeKind::Enum(found) if found.base == crate::ir::EnumBase::Json)
            || matches!(&ty.kind, TypeKind::Union(union) if union.tagging != Tagging::Untagged);
        let mut exact = !json;
        visit::shapes_of_kind(&mut ty.kind, &mut |shape| {
            exact &= is_exact(shape);
            visit::ids(shape, &mut |id| match holders.get_mut(id.0 as usize) {
                Some(holders) => holders.push(index),
                None => exact = false,
            });
        });
        ty.exact = exact;
        if !exact {
            waiting.push(index);
        }
    }
    while let Some(index) = waiting.pop() {
        for &holder in holders.get(index).into_iter().flatten() {
            if let Some(ty) = types.get_mut(holder).filter(|ty| ty.exact) {
                ty.exact = false;
                waiting.push(holder);
            }
        }
    }
}

/// Whether values of a shape can be compared and hashed exactly, if those of the types that it names can.
fn is_exact(shape: &Shape) -> bool {
    match shape {
        Shape::Named(_) => true,
        Shape::Boxed(inner) | Shape::List(inner) | Shape::Nullable(inner) => is_exact(inner),
        Shape::Tuple(items) => items.iter().all(is_exact),
        Shape::Map(_) | Shape::Any | Shape::External(_) => false,
        Shape::Primitive(primitive) | Shape::Numeric(primitive) => {
            !matches!(primitive, Primitive::Float | Primitive::Double)
        }
        Shape::Null => true,
    }
}
