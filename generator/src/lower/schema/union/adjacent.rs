//! Adds the keywords next to `oneOf` or `anyOf` to a branch. They apply as in an `allOf` of both.

use foldhash::HashSet;

use super::branches::Branch;
use crate::load::{Node, Origin};
use crate::lower::schema::Schemas;
use crate::lower::schema::conjunction::merge::Merged;
use crate::lower::schema::conjunction::property::Property;
use crate::lower::schema::conjunction::refinement;
use crate::lower::schema::object::presence;
use crate::openapi::Reader;
use crate::openapi::schema::{AdditionalProperties, Types};

impl<'a> Schemas<'a, '_> {
    /// Returns a branch together with the keywords next to the union; none if they add nothing to its type.
    pub(super) fn with_adjacent(
        &self,
        branch: &Branch<'a>,
        base: &Merged<'a>,
    ) -> Option<Merged<'a>> {
        let reader = self.reader;
        let is_inline = branch.component.is_none();
        let is_implied = |node: Node<'a>, own: &[Node<'a>]| {
            refinement::is_implied(reader, node, own) && !refinement::has_limits(reader, node)
        };
        // A component keeps its type if only limits are added.
        let is_known = |node: Node<'a>, own: &[Node<'a>]| {
            refinement::is_implied(reader, node, own)
                && !(is_inline && refinement::has_limits(reader, node))
        };
        let own = &branch.merged;
        let is_untyped = !own.value.typed;
        let is_object = !own.object.properties.is_empty() || own.value.types.object || is_untyped;
        let is_array = own.value.types.array || is_untyped;
        let adds_type = is_inline
            && own.first.reference.is_none()
            && own.value.typed
            && own.first.types == Types::default()
            && base.value.typed
            && !base.value.types.object;
        let adds = is_object
            && (branch.inherits_required || adds_to_object(reader, own, base, &is_known))
            || is_array && adds_to_array(own, base)
            || adds_type;
        adds.then(|| {
            let mut merged = own.clone();
            merged.add_adjacent(reader, base, &is_implied);
            merged
        })
    }
}

fn adds_to_object<'a>(
    reader: &Reader<'a>,
    own: &Merged<'a>,
    base: &Merged<'a>,
    is_implied: &dyn Fn(Node<'a>, &[Node<'a>]) -> bool,
) -> bool {
    let (own_object, base_object) = (&own.object, &base.object);
    let adds_property = |(name, property): (&&'a str, &Property<'a>)| {
        own_object
            .properties
            .get(name)
            .is_none_or(|own| adds_to_property(reader, own, property, is_implied))
    };
    let adds_additional = matches!(
        base_object.additional,
        AdditionalProperties::Any | AdditionalProperties::Schema(_)
    ) && matches!(own_object.additional, AdditionalProperties::Unspecified);
    let adds_rule = base.unions.presence.iter().any(|alternatives| {
        reader.spend(own.unions.alternatives.len() + own.unions.presence.len());
        let mut known = own.unions.alternatives.iter().chain(&own.unions.presence);
        presence::has_rule(reader, alternatives)
            && known.all(|known| known.node != alternatives.node)
    });
    let mut required = base_object.required.iter();
    let known = own_object.patterns.iter();
    // Subtypes repeat the patterns of their base, so each is searched in as many.
    let known: HashSet<Origin> = if base_object.patterns.is_empty() {
        HashSet::default()
    } else {
        known.map(|(_, node)| node.origin()).collect()
    };
    reader.spend(known.len() + base_object.patterns.len());
    let mut patterns = base_object.patterns.iter();
    let mut conditional = base_object.conditional_names.iter();
    adds_additional
        || adds_rule
        || required.any(|name| !own_object.required.contains(name))
        || conditional.any(|(name, _)| !own_object.properties.contains_key(name))
        || patterns.any(|(_, node)| !known.contains(&node.origin()))
        || base_object.properties.iter().any(adds_property)
}

fn adds_to_property<'a>(
    reader: &Reader<'a>,
    own: &Property<'a>,
    base: &Property<'a>,
    is_implied: &dyn Fn(Node<'a>, &[Node<'a>]) -> bool,
) -> bool {
    if !own.applies_always() {
        return own.has_type() && own.nodes != base.nodes;
    }
    let mut always = base.nodes.iter().filter(|_| base.applies_always());
    let sometimes: Vec<Node<'a>> = base.under_conditions().collect();
    always.any(|node| !is_implied(*node, &own.nodes))
        || refinement::adds_properties(reader, &own.nodes, &sometimes, 0)
}

fn adds_to_array(own: &Merged<'_>, base: &Merged<'_>) -> bool {
    let mut items = base.array.items.iter();
    items.any(|node| !own.array.items.contains(node))
        || !base.array.prefix_items.is_empty() && base.array.prefix_items != own.array.prefix_items
}
