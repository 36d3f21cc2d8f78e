//! Changes the values that the path of an overlay action selects.
//!
//! A path may select a value several times, and values inside one another. The targets are a tree in which each value of
//! the document exists once, so a change finds each value from its parent.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::json_path::{self, Exceeded, NodeList, StepBudget};

/// The number of steps for each node that becomes a target.
const TARGET: usize = 4;

/// The number of members that are moved in the time of one step.
const MOVED: usize = 4;

/// A selected value, or a value above one.
#[derive(Debug)]
pub(super) struct Target {
    /// The step from the parent; none for the root.
    step: Option<Step>,
    depth: usize,
    /// How often the value is selected.
    selections: usize,
    /// The indices of the targets directly inside.
    inner: Vec<usize>,
}

/// A step of a location, independent of the document.
#[derive(Debug)]
enum Step {
    Name(String),
    Index(usize),
}

/// The reason why a value is not updated: it is an object, and the addition is not.
#[derive(Debug)]
pub(super) struct NotAnObject;

/// Returns the selected values as a tree. The first target is the root of the document.
pub(super) fn targets(
    list: &NodeList<'_>,
    budget: &mut StepBudget,
) -> Result<Vec<Target>, Exceeded> {
    let mut targets: Vec<Target> = Vec::new();
    // A value of the document is identified by its address.
    let mut by_value: HashMap<*const Value, usize> = HashMap::new();
    let mut by_node = Vec::with_capacity(list.nodes.len());
    for node in &list.nodes {
        budget.spend(TARGET)?;
        let known = by_value.get(&std::ptr::from_ref(node.value)).copied();
        let index = known.unwrap_or(targets.len());
        by_node.push(index);
        if known.is_some() {
            continue;
        }
        by_value.insert(std::ptr::from_ref(node.value), index);
        let mut target = Target {
            step: None,
            depth: 0,
            selections: 0,
            inner: Vec::new(),
        };
        if let Some(parent) = node.parent {
            target.step = Some(match parent.step {
                json_path::Step::Name(name) => {
                    budget.spend_on_text(name.len())?;
                    Step::Name(name.to_owned())
                }
                json_path::Step::Index(index) => Step::Index(index),
            });
            let above = by_node.get(parent.node).copied();
            if let Some(above) = above.and_then(|above| targets.get_mut(above)) {
                target.depth = above.depth + 1;
                above.inner.push(index);
            }
        }
        targets.push(target);
    }
    for node in &list.selected {
        let index = by_node.get(*node).copied();
        if let Some(target) = index.and_then(|index| targets.get_mut(index)) {
            target.selections += 1;
        }
    }
    Ok(targets)
}

/// Returns the depth of the deepest selected value, where the root has depth 0.
pub(super) fn deepest(targets: &[Target]) -> usize {
    let selected = targets.iter().filter(|target| target.selections > 0);
    selected.map(|target| target.depth).max().unwrap_or(0)
}

/// Updates the selected values, each before those inside it. The recursion is as deep as the document.
pub(super) fn update(
    document: &mut Value,
    targets: &[Target],
    addition: &Value,
) -> Result<(), NotAnObject> {
    update_inside(document, targets, 0, addition)
}

fn update_inside(
    value: &mut Value,
    targets: &[Target],
    index: usize,
    addition: &Value,
) -> Result<(), NotAnObject> {
    let Some(target) = targets.get(index) else {
        return Ok(());
    };
    for _ in 0..target.selections {
        if value.is_object() && !addition.is_object() {
            return Err(NotAnObject);
        }
        match &mut *value {
            Value::Array(items) if !addition.is_array() => items.push(addition.clone()),
            value => merge(value, addition),
        }
    }
    for inner in &target.inner {
        // The update may have replaced what was inside.
        if let Some(found) = child(value, targets.get(*inner)) {
            update_inside(found, targets, *inner, addition)?;
        }
    }
    Ok(())
}

/// Returns the value of a target inside a value.
fn child<'v>(value: &'v mut Value, target: Option<&Target>) -> Option<&'v mut Value> {
    match target?.step.as_ref()? {
        Step::Name(name) => value.get_mut(name),
        Step::Index(index) => value.get_mut(index),
    }
}

/// Merges a value: objects property by property, lists by concatenation; other values are replaced (1.1, section
/// 4.4.3.1).
fn merge(target: &mut Value, addition: &Value) {
    match (target, addition) {
        (Value::Object(target), Value::Object(addition)) => {
            for (name, value) in addition {
                match target.get_mut(name) {
                    Some(found) => merge(found, value),
                    None => {
                        target.insert(name.clone(), value.clone());
                    }
                }
            }
        }
        (Value::Array(target), Value::Array(addition)) => target.extend(addition.iter().cloned()),
        (target, addition) => *target = addition.clone(),
    }
}

/// Removes the selected values, except the root. The recursion is as deep as the document.
pub(super) fn remove(
    document: &mut Value,
    targets: &[Target],
    budget: &mut StepBudget,
) -> Result<(), Exceeded> {
    remove_inside(document, targets, 0, budget)
}

fn remove_inside(
    value: &mut Value,
    targets: &[Target],
    index: usize,
    budget: &mut StepBudget,
) -> Result<(), Exceeded> {
    let mut names: HashSet<&str> = HashSet::new();
    let mut indices: HashSet<usize> = HashSet::new();
    let inner = targets.get(index).map_or(&[][..], |target| &target.inner);
    for index in inner {
        let Some(target) = targets.get(*index) else {
            continue;
        };
        match &target.step {
            Some(Step::Name(name)) if target.selections > 0 => {
                names.insert(name);
            }
            Some(Step::Index(index)) if target.selections > 0 => {
                indices.insert(*index);
            }
            _ => {
                if let Some(found) = child(value, Some(target)) {
                    remove_inside(found, targets, *index, budget)?;
                }
            }
        }
    }
    match value {
        Value::Object(members) if names.len() == 1 => {
            // The members after it are moved, but not hashed again.
            budget.spend(members.len() / MOVED)?;
            for name in names {
                members.shift_remove(name);
            }
        }
        Value::Object(members) if !names.is_empty() => {
            for name in members.keys() {
                budget.spend_on_text(name.len())?;
            }
            members.retain(|name, _| !names.contains(name.as_str()));
        }
        Value::Array(items) if !indices.is_empty() => {
            budget.spend(items.len())?;
            let mut index = 0;
            items.retain(|_| {
                index += 1;
                !indices.contains(&(index - 1))
            });
        }
        _ => {}
    }
    Ok(())
}
