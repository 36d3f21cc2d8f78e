//! Decides whether a schema adds anything to others that also apply.

use foldhash::HashSet;
use serde_json::Value;

use super::conditional::{self, Conditional};
use super::inferred_types::infer;
use super::merge::Merged;
use crate::load::{Node, Origin};
use crate::lower::schema::{behind_references, docs};
use crate::openapi::Reader;
use crate::openapi::reader::Flags;
use crate::openapi::schema::{AdditionalProperties, Schema, Types};

/// The depth of nested objects to which conditional properties are compared.
const DEPTH: usize = 3;

/// Returns whether `general` allows every value that the `specific` schemas together allow, as far as types express it.
/// Limits such as `maxLength` are not compared, because they change no type.
pub(crate) fn is_implied<'a>(
    reader: &Reader<'a>,
    general: Node<'a>,
    specific: &[Node<'a>],
) -> bool {
    let target = |node| behind_references(reader, node, |_| false);
    let general_target = target(general);
    // `readOnly` and `writeOnly` decide where the property exists.
    let is_flagged = |test: fn(&Flags) -> bool| {
        let mut general = [general, general_target].into_iter();
        general.any(|node| test(&reader.flags(node)))
            && !specific.iter().any(|&node| test(&reader.flags(node)))
    };
    if is_flagged(|flags| flags.read_only) || is_flagged(|flags| flags.write_only) {
        return false;
    }
    if specific.iter().any(|&node| target(node) == general_target) {
        return true;
    }
    let schema = reader.schema(general_target);
    let Some(merged) = Merged::of(reader, specific) else {
        return false;
    };
    let is_nullable = merged.value.nullable || merged.value.null_only;
    let lists_values = schema.constant.is_some() || !schema.values.is_empty();
    let allows_null = match schema.types.count() {
        0 if lists_values => schema
            .constant
            .iter()
            .chain(&schema.values)
            .any(|value| value.is_null()),
        0 => true,
        _ => schema.nullable,
    };
    let narrows_null = is_nullable && !allows_null;
    if !narrows_null && is_scalar(&schema) {
        return allows_values(&schema, &merged);
    }
    reader.spend(reader.size_of(general_target));
    specific.iter().any(|&node| {
        reader.spend(reader.size_of(node));
        !reader.is_exhausted() && node.to_json() == general_target.to_json()
    })
}

/// Returns whether schemas that apply only under a condition add properties or names to an object, or to the objects in a
/// list, that `nodes` do not declare. `depth` is the number of values around them.
pub(crate) fn adds_properties<'a>(
    reader: &Reader<'a>,
    nodes: &[Node<'a>],
    conditional: &[Node<'a>],
    depth: usize,
) -> bool {
    if conditional.is_empty() || depth == DEPTH {
        return false;
    }
    let target = |node: &Node<'a>| behind_references(reader, *node, |_| false);
    let declared: HashSet<Origin> = nodes.iter().map(|node| target(node).origin()).collect();
    reader.spend(nodes.len() + conditional.len());
    // A schema that also applies without the condition adds nothing.
    let further = conditional.iter().copied();
    let further: Vec<Node<'a>> = further
        .filter(|node| !declared.contains(&target(node).origin()))
        .collect();
    adds(
        reader,
        nodes,
        &conditional::of_schemas(reader, &further),
        depth,
    )
}

fn adds<'a>(
    reader: &Reader<'a>,
    nodes: &[Node<'a>],
    added: &Conditional<'a>,
    depth: usize,
) -> bool {
    if added.is_empty() {
        return false;
    }
    let Some(merged) = Merged::of(reader, nodes) else {
        return false;
    };
    let properties = &merged.object.properties;
    let is_new = |(name, node): &(&'a str, Node<'a>)| {
        let known = properties.get(name);
        known.is_none_or(|known| adds_properties(reader, &known.nodes, &[*node], depth + 1))
    };
    let mut names = added.names.iter().chain(&added.tested);
    let describes_others = added.describes_others
        && matches!(merged.object.additional, AdditionalProperties::Unspecified);
    let types = infer(&merged);
    let is_map = properties.is_empty();
    types.object
        && (added.properties.iter().any(is_new)
            || !is_map
                && (describes_others || names.any(|(name, _)| !properties.contains_key(name))))
        || types.array && adds_properties(reader, &merged.array.items, &added.items, depth + 1)
}

/// Returns the target of a schema that is only a reference: no adjacent keyword adds to the type.
pub(crate) fn only_reference<'a>(reader: &Reader<'a>, schema: &Schema<'a>) -> Option<Node<'a>> {
    let reference = schema.reference?;
    let is_alone = docs::only_annotations(schema) && !adds_under_conditions(reader, schema);
    is_alone.then_some(reference)
}

/// Returns whether the conditions of a schema add properties or names to what it refers to or extends.
pub(crate) fn adds_under_conditions<'a>(reader: &Reader<'a>, schema: &Schema<'a>) -> bool {
    let conditional = conditional::conditional(reader, &schema.constraints);
    if conditional.is_empty() {
        return false;
    }
    let target = schema.reference.and_then(|to| reader.resolve(to));
    let nodes: Vec<Node<'a>> = target.into_iter().chain(schema.all_of.clone()).collect();
    adds(reader, &nodes, &conditional, 0)
}

/// Returns whether a schema has limits, such as `maxLength`.
pub(crate) fn has_limits<'a>(reader: &Reader<'a>, node: Node<'a>) -> bool {
    !reader.schema(node).constraints.is_empty()
}

/// Returns whether a schema has only types, a format, values and limits.
fn is_scalar(schema: &Schema<'_>) -> bool {
    let mut rest = schema.clone();
    rest.types = Types::default();
    rest.values.clear();
    rest.constant = None;
    docs::only_annotations(&rest) && rest.reference.is_none()
}

/// Returns whether a schema of types and values allows all values of a conjunction.
fn allows_values(general: &Schema<'_>, specific: &Merged<'_>) -> bool {
    let listed: Vec<Value> = match specific.value.constant {
        Some(constant) => vec![specific.json(constant)],
        None => specific
            .value
            .values
            .iter()
            .map(|node| specific.json(*node))
            .collect(),
    };
    let in_general = |value: &Value| {
        let mut values = general.constant.iter().chain(&general.values);
        values.any(|node| general.types.json(*node) == *value)
    };
    if general.constant.is_some() || !general.values.is_empty() {
        return !listed.is_empty() && listed.iter().all(in_general);
    }
    // A format determines the type of a string or number.
    if general.format.is_some() && specific.value.format != general.format && listed.is_empty() {
        return false;
    }
    let allowed = general.types;
    if allowed.count() == 0 {
        return true;
    }
    if !listed.is_empty() {
        return listed.iter().all(|value| allowed.allows(value));
    }
    let types = specific.value.types;
    let inferred = infer(specific);
    let types = if types.count() == 0 { inferred } else { types };
    types.count() > 0 && allowed.intersect(types) == types
}
