//! Passes over the graph of all types: their directions, the boxes that end cycles, and their modules.

use crate::lower::schema::types::named_type;
use std::collections::{BTreeMap, BTreeSet};

use super::visit;
use crate::ir::{Directions, Module, Primitive, Shape, Tagging, Type, TypeId, TypeKind};
use crate::lower::schema::Draft;

/// Propagates the directions of shapes that operations use to all types in them.
pub(crate) fn propagate_directions(drafts: &mut [Draft], used: &[(Shape, Directions)]) {
    let mut unvisited: Vec<(TypeId, Directions)> = Vec::new();
    for (shape, way) in used {
        visit::ids(shape, &mut |id| unvisited.push((id, *way)));
    }
    while let Some((id, way)) = unvisited.pop() {
        let Some(draft) = drafts.get_mut(id.index()) else {
            continue;
        };
        let before = draft.ty.directions;
        let now = Directions {
            request: before.request || way.request,
            response: before.response || way.response,
        };
        if now == before {
            continue;
        }
        draft.ty.directions = now;
        visit::shapes_of_kind(&mut draft.ty.kind, &mut |shape| {
            visit::ids(shape, &mut |inner| unvisited.push((inner, now)));
        });
    }
}

/// Makes the tag property of a struct a constant, if unions select the struct by a single tag value.
pub(crate) fn fill_in_tags(drafts: &mut [Draft]) {
    let mut tags: BTreeMap<(TypeId, String), BTreeSet<String>> = BTreeMap::new();
    for draft in drafts.iter() {
        let TypeKind::Union(union) = &draft.ty.kind else {
            continue;
        };
        let Tagging::Property { wire_name } = &union.tagging else {
            continue;
        };
        // Events are only received.
        if draft.ty.module == Module::Webhooks {
            continue;
        }
        for variant in &union.variants {
            let Some(id) = named_type(drafts, &variant.shape) else {
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
        let Some(TypeKind::Struct(found)) =
            drafts.get_mut(id.index()).map(|draft| &mut draft.ty.kind)
        else {
            continue;
        };
        for field in &mut found.fields {
            let text = match field.shape {
                // `Any` is the shape of a tag that no property describes.
                Shape::Primitive(Primitive::String) | Shape::Any => true,
                Shape::Named(id) => texts.get(id.index()).copied().unwrap_or(false),
                _ => false,
            };
            if field.wire_name == property && field.constant.is_none() && text && value.is_string()
            {
                field.constant = Some(value.clone());
            }
        }
    }
}

/// Turns aliases that contain themselves into newtypes, and aliases that name only each other into any JSON
/// value.
pub(crate) fn end_alias_cycles(types: &mut [Type]) {
    let aliases: Vec<Vec<usize>> = types
        .iter()
        .map(|ty| {
            let mut found = Vec::new();
            if let TypeKind::Alias(shape) = &ty.kind {
                visit::ids(shape, &mut |id| found.push(id.index()));
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

/// Reports whether an alias names only itself, directly or through other aliases. Such a type has no meaning.
fn is_endless(types: &[Type], index: usize) -> bool {
    let mut current = index;
    for _ in 0..types.len() {
        let Some(TypeKind::Alias(Shape::Named(next))) = types.get(current).map(|ty| &ty.kind)
        else {
            return false;
        };
        current = next.index();
        if current == index {
            return true;
        }
    }
    false
}

/// Boxes one edge of each cycle of types that contain each other directly. Only the cycle determines which
/// edge, not the order of the document: the search starts at the first name in alphabetical order.
pub(crate) fn box_cycles(types: &mut [Type]) {
    let mut order: Vec<usize> = (0..types.len()).collect();
    order.sort_by(|&left, &right| {
        types
            .get(left)
            .map(|ty| &ty.name)
            .cmp(&types.get(right).map(|ty| &ty.name))
    });
    let graph: Vec<Vec<usize>> = types
        .iter_mut()
        .map(|ty| edges(ty).into_iter().map(TypeId::index).collect())
        .collect();
    let groups = components(&graph);
    let mut visits = vec![Visit::Unvisited; types.len()];
    for index in order {
        search(types, index, &groups, &mut visits);
    }
}

/// Returns the edges of a type: the types that it contains directly.
fn edges(ty: &mut Type) -> Vec<TypeId> {
    let mut found = Vec::new();
    visit::shapes_of_kind(&mut ty.kind, &mut |shape| {
        visit::ids_in_place(shape, &mut |id| found.push(id));
    });
    found
}

/// The state of a type during a depth-first search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visit {
    Unvisited,
    /// The type is on the stack.
    Open,
    Finished,
}

/// Searches depth first and boxes the edges that close a cycle. It is not recursive, because documents
/// determine the depth.
fn search(types: &mut [Type], start: usize, groups: &[usize], visits: &mut [Visit]) {
    let mut stack: Vec<(usize, Vec<TypeId>)> = Vec::new();
    let enter =
        |types: &mut [Type], visits: &mut [Visit], index: usize| -> Option<(usize, Vec<TypeId>)> {
            let visit = visits.get_mut(index)?;
            if *visit != Visit::Unvisited {
                return None;
            }
            *visit = Visit::Open;
            let mut next = types.get_mut(index).map(edges)?;
            next.retain(|id| groups.get(id.index()) == groups.get(index));
            next.reverse();
            Some((index, next))
        };
    stack.extend(enter(types, visits, start));
    while let Some((index, next)) = stack.last_mut() {
        let index = *index;
        let Some(id) = next.pop() else {
            if let Some(visit) = visits.get_mut(index) {
                *visit = Visit::Finished;
            }
            stack.pop();
            continue;
        };
        match visits.get(id.index()) {
            Some(Visit::Unvisited) => {
                if let Some(entered) = enter(types, visits, id.index()) {
                    stack.push(entered);
                }
            }
            Some(Visit::Open) => {
                if let Some(ty) = types.get_mut(index) {
                    visit::shapes_of_kind(&mut ty.kind, &mut |shape| box_edge(shape, id));
                }
            }
            Some(Visit::Finished) | None => {}
        }
    }
}

fn box_edge(shape: &mut Shape, target: TypeId) {
    match shape {
        Shape::Named(id) if *id == target => *shape = Shape::Boxed(Box::new(shape.clone())),
        Shape::Nullable(inner) => box_edge(inner, target),
        Shape::Tuple(items) => items.iter_mut().for_each(|item| box_edge(item, target)),
        _ => {}
    }
}

/// Returns for each node of a graph the number of its strongly connected component (Tarjan's algorithm, not
/// recursive).
fn components(graph: &[Vec<usize>]) -> Vec<usize> {
    let count = graph.len();
    let mut index: Vec<Option<usize>> = vec![None; count];
    let (mut low, mut group) = (index.clone(), index.clone());
    let (mut open, mut work): (Vec<usize>, Vec<(usize, usize)>) = (Vec::new(), Vec::new());
    let (mut next, mut groups) = (0, 0);
    let get = |list: &[Option<usize>], at: usize| list.get(at).copied().flatten();
    for start in 0..count {
        if get(&index, start).is_some() {
            continue;
        }
        work.push((start, 0));
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                set(&mut index, node, Some(next));
                set(&mut low, node, Some(next));
                next += 1;
                open.push(node);
            }
            if let Some(&target) = graph.get(node).and_then(|edges| edges.get(edge)) {
                work.push((node, edge + 1));
                if get(&index, target).is_none() {
                    work.push((target, 0));
                } else if get(&group, target).is_none() {
                    let lowest = get(&low, node).min(get(&index, target));
                    set(&mut low, node, lowest);
                }
                continue;
            }
            if get(&low, node) == get(&index, node) {
                while let Some(member) = open.pop() {
                    set(&mut group, member, Some(groups));
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
    // Every node has a component now.
    group.into_iter().flatten().collect()
}

fn set(list: &mut [Option<usize>], at: usize, value: Option<usize>) {
    if let Some(slot) = list.get_mut(at) {
        *slot = value;
    }
}

/// Assigns each type to a module: that of the only resource that uses it, or the shared one.
pub(crate) fn assign_modules(types: &mut [Type], used: &[(Shape, Module)]) {
    let mut homes: Vec<Option<Module>> = vec![None; types.len()];
    for (shape, home) in used {
        let mut unvisited = Vec::new();
        visit::ids(shape, &mut |id| unvisited.push(id));
        while let Some(id) = unvisited.pop() {
            let Some(slot) = homes.get_mut(id.index()) else {
                continue;
            };
            let now = match slot {
                None => home.clone(),
                Some(before) if before == home => continue,
                Some(Module::Shared) => continue,
                Some(_) => Module::Shared,
            };
            *slot = Some(now);
            if let Some(ty) = types.get_mut(id.index()) {
                visit::shapes_of_kind(&mut ty.kind, &mut |shape| {
                    visit::ids(shape, &mut |inner| unvisited.push(inner));
                });
            }
        }
    }
    // An alias that nothing uses is in the module of the type that it names.
    for (index, home) in homes.clone().into_iter().enumerate() {
        let Some(ty) = types.get_mut(index) else {
            continue;
        };
        let alias = match (&ty.kind, home.as_ref()) {
            (TypeKind::Alias(Shape::Named(id)), None) => homes.get(id.index()).cloned().flatten(),
            _ => None,
        };
        ty.module = home.or(alias).unwrap_or(Module::Shared);
    }
}

/// Marks the types whose values can be compared and hashed exactly.
pub(crate) fn mark_eq_hash(types: &mut [Type]) {
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
    // Types that are not exact and whose dependents are not updated yet.
    let mut unvisited: Vec<usize> = Vec::new();
    for (index, ty) in types.iter_mut().enumerate() {
        let json = matches!(&ty.kind, TypeKind::Enum(found) if found.base == crate::ir::EnumBase::Json)
            || matches!(&ty.kind, TypeKind::Union(union) if union.tagging != Tagging::Untagged);
        let mut exact = !json;
        visit::shapes_of_kind(&mut ty.kind, &mut |shape| {
            exact &= is_eq_hash(shape);
            visit::ids(shape, &mut |id| match holders.get_mut(id.index()) {
                Some(holders) => holders.push(index),
                None => exact = false,
            });
        });
        ty.is_eq_hash = exact;
        if !exact {
            unvisited.push(index);
        }
    }
    while let Some(index) = unvisited.pop() {
        for &holder in holders.get(index).into_iter().flatten() {
            if let Some(ty) = types.get_mut(holder).filter(|ty| ty.is_eq_hash) {
                ty.is_eq_hash = false;
                unvisited.push(holder);
            }
        }
    }
}

/// Reports whether values of a shape can be compared and hashed exactly, provided that those of the named
/// types can.
fn is_eq_hash(shape: &Shape) -> bool {
    match shape {
        Shape::Named(_) => true,
        Shape::Boxed(inner) | Shape::List(inner) | Shape::Nullable(inner) => is_eq_hash(inner),
        Shape::Tuple(items) => items.iter().all(is_eq_hash),
        Shape::Map(_) | Shape::Any | Shape::External(_) => false,
        Shape::Primitive(primitive) | Shape::Numeric(primitive) => {
            !matches!(primitive, Primitive::Float | Primitive::Double)
        }
        Shape::Null => true,
    }
}
