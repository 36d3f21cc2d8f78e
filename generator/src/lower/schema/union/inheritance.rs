//! Lowers a base schema to a union of its subtypes.

use foldhash::{HashMap, HashSet};
use indexmap::IndexSet;

use super::branches::Branch;
use super::discriminator::own_discriminator;
use crate::load::{Node, Origin};
use crate::lower::schema::conjunction::merge::{Alternatives, AlternativesKind, Merged};
use crate::lower::schema::{Lowered, SchemaContext, Schemas};
use crate::openapi::schema::{AdditionalProperties, Discriminator, Schema};

impl<'a> Schemas<'a, '_> {
    /// Lowers a base schema with subtypes (`OpenAPI` 3.1.1, section 4.8.25.3): a schema with a discriminator and without
    /// alternatives is a union of the components that extend it. The same holds for a component between such a base and
    /// its subtypes.
    pub(crate) fn subtypes(
        &mut self,
        merged: &Merged<'a>,
        context: SchemaContext<'_>,
    ) -> Option<Lowered> {
        let SchemaContext { key, .. } = context;
        let node = merged.first.node;
        if key.0 != node.origin() || !merged.unions.alternatives.is_empty() {
            return None;
        }
        let base = self.narrowed_base(merged).unwrap_or(node);
        let choice = self.subtype_alternatives(base, merged)?;
        let mut used = self.choice(merged, &choice, context);
        // That a subtype allows null does not make the base nullable.
        used.nullable = merged.value.nullable;
        Some(used)
    }

    /// Returns the base schema that an anonymous schema refers to or extends if it declares no further properties: what
    /// it adds applies to the subtypes of the base too.
    fn narrowed_base(&self, merged: &Merged<'a>) -> Option<Node<'a>> {
        let first = &merged.first;
        let extends_nothing = first.reference.is_none() && first.all_of.is_empty();
        if !merged.alone || extends_nothing || self.component_name(first.node).is_some() {
            return None;
        }
        let mut unvisited = vec![merged.first.node];
        let mut visited: HashSet<Origin> = HashSet::default();
        let mut base = None;
        let mut declared = Vec::new();
        while let Some(node) = unvisited.pop() {
            self.reader.spend(1);
            if !visited.insert(node.origin()) || self.reader.is_exhausted() {
                continue;
            }
            let schema = self.reader.schema(node);
            if self.component_name(node).is_some() && self.is_inherited(node) {
                if base.is_some_and(|base| base != node) {
                    return None;
                }
                base = Some(node);
                continue;
            }
            if !schema.pattern_properties.is_empty()
                || matches!(
                    schema.additional_properties,
                    AdditionalProperties::Schema(_)
                )
            {
                return None;
            }
            declared.extend(schema.properties.iter().map(|(name, _)| *name));
            unvisited.extend(schema.reference.and_then(|to| self.reader.resolve(to)));
            unvisited.extend(&schema.all_of);
        }
        let of_base = Merged::of(self.reader, &[base?])?;
        let is_known = |name: &&str| of_base.object.properties.contains_key(*name);
        declared.iter().all(is_known).then_some(base?)
    }

    /// Returns the subtypes of a base schema as alternatives; none if it has no subtypes. A component between a base and
    /// its subtypes is an alternative too.
    pub(super) fn subtype_alternatives(
        &self,
        node: Node<'a>,
        merged: &Merged<'a>,
    ) -> Option<Alternatives<'a>> {
        self.component_name(node)?;
        let schema = self.reader.schema(node);
        let own = own_discriminator(self.reader, &schema);
        if own.is_none() && (merged.unions.discriminator.is_none() || !self.has_subtypes(node)) {
            return None;
        }
        let inherited = self.inherited_discriminator(&schema);
        let mut branches = IndexSet::new();
        if inherited.is_some() {
            // A component between the base and its subtypes is a variant itself.
            branches.insert(node);
        }
        branches.extend(self.all_subtypes(node));
        for &(_, value) in own.iter().flat_map(|discriminator| &discriminator.mapping) {
            if let Some(target) = self.reader.resolve_mapping(value) {
                branches.insert(self.behind_references(target));
            }
        }
        let discriminator = own.or(inherited)?;
        let others = branches.iter().filter(|branch| **branch != node);
        if !self.has_variants(others, &discriminator, merged) {
            return None;
        }
        Some(Alternatives {
            branches: branches.into_iter().collect(),
            discriminator: Some(discriminator),
            node,
            kind: AlternativesKind::Subtypes,
        })
    }

    /// Returns the discriminator of the bases that a schema extends.
    pub(crate) fn inherited_discriminator(&self, schema: &Schema<'a>) -> Option<Discriminator<'a>> {
        let bases: Vec<Node<'a>> = schema
            .all_of
            .iter()
            .filter_map(|&part| self.reader.resolve(self.reader.schema(part).reference?))
            .collect();
        Merged::of(self.reader, &bases)?.unions.discriminator
    }

    /// Returns whether a tag value selects one of the subtypes of a base.
    fn has_variants<'n>(
        &self,
        subtypes: impl Iterator<Item = &'n Node<'a>>,
        discriminator: &Discriminator<'a>,
        base: &Merged<'a>,
    ) -> bool
    where
        'a: 'n,
    {
        let mut subtypes = subtypes.copied().peekable();
        // Without a list of tag values in the base, the names of components are tag values.
        if discriminator.mapping.is_empty()
            || self.tags_of(base, discriminator.property, 0).is_empty()
        {
            return subtypes.peek().is_some();
        }
        let branches = subtypes.filter_map(|node| self.branch(node, base));
        let branches: Vec<Branch<'a>> = branches.collect();
        self.are_selectable(&branches, discriminator)
            .contains(&true)
    }

    /// Returns the direct and indirect subtypes of a schema, each before its own subtypes.
    pub(crate) fn all_subtypes(&self, node: Node<'a>) -> IndexSet<Node<'a>> {
        let direct = |node: Node<'a>| self.direct_subtypes(node).iter().rev().copied();
        let mut found = IndexSet::new();
        let mut waiting: Vec<(Node<'a>, Node<'a>)> =
            direct(node).map(|subtype| (node, subtype)).collect();
        while let Some((base, subtype)) = waiting.pop() {
            self.reader.spend(1);
            if subtype != base && !self.reader.is_exhausted() && found.insert(subtype) {
                waiting.extend(direct(subtype).map(|next| (subtype, next)));
            }
        }
        found
    }

    /// Returns whether another component extends a schema.
    pub(crate) fn has_subtypes(&self, node: Node<'a>) -> bool {
        self.direct_subtypes(node)
            .iter()
            .any(|subtype| *subtype != node)
    }

    /// Returns the components that refer to a schema in their `allOf`.
    fn direct_subtypes(&self, node: Node<'a>) -> &[Node<'a>] {
        let reader = self.reader;
        let subtypes = self.caches.subtypes.get_or_init(|| {
            let mut subtypes: HashMap<Origin, Vec<Node<'a>>> = HashMap::default();
            for (_, subtype) in reader.component_schemas() {
                for part in reader.schema(subtype).all_of {
                    let base = reader.schema(part).reference;
                    if let Some(base) = base.and_then(|reference| reader.resolve(reference)) {
                        subtypes.entry(base.origin()).or_default().push(subtype);
                    }
                }
            }
            subtypes
        });
        subtypes.get(&node.origin()).map_or(&[], Vec::as_slice)
    }
}
