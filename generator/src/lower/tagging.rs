//! How the branches of a union are told apart: by a discriminator, or by a property that each of them fixes.

use serde_json::Value;

use super::enums;
use super::merge::{Alternatives, Merged};
use super::schemas::Schemas;
use super::unions::Branch;
use crate::ir::{Shape, Tagging, TypeKind};
use crate::load::Origin;
use crate::openapi::schema::Types;

/// How deep unions within unions are looked into; recursive ones end somewhere.
const NESTED: usize = 8;

impl<'a> Schemas<'a, '_> {
    /// The property that tells branches apart, and its values for each of them.
    pub(super) fn tagging(
        &self,
        branches: &[Branch<'a>],
        choice: &Alternatives<'a>,
    ) -> Option<(String, Vec<Vec<Value>>)> {
        if let Some(discriminator) = &choice.discriminator {
            let mapped = self.mapped(branches, discriminator);
            // A tag that the schema itself fixes is what a valid value has, whatever it is called elsewhere; but the
            // list of all tags, which branches may share, fixes nothing.
            for with_lists in [true, false] {
                let tags = self.tags(branches, mapped.clone(), discriminator.property, with_lists);
                if distinct(&tags) {
                    return Some((discriminator.property.to_owned(), tags));
                }
            }
            self.generalised(
                "discriminator-without-tags",
                discriminator.node,
                "the discriminator does not tell the branches apart; they are tried one after the other",
                "give each branch a distinct constant of the property, or a `mapping`",
            );
        }
        let first = branches.first()?;
        for &property in first.merged.properties.keys() {
            if !branches
                .iter()
                .all(|branch| branch.merged.required.contains(property))
            {
                continue;
            }
            let tags: Vec<Vec<Value>> = branches
                .iter()
                .map(|branch| self.tags_of(&branch.merged, property, 0))
                .collect();
            if distinct(&tags) {
                return Some((property.to_owned(), tags));
            }
        }
        None
    }

    /// The tags of each branch: those that are mapped, those that its schema fixes, or else the component's name.
    pub(super) fn tags(
        &self,
        branches: &[Branch<'a>],
        mapped: Vec<Vec<Value>>,
        property: &str,
        with_lists: bool,
    ) -> Vec<Vec<Value>> {
        let tags = |(branch, mapped): (&Branch<'a>, Vec<Value>)| {
            let types = self.tag_types(&branch.merged, property);
            let mut tags: Vec<Value> = Vec::new();
            for tag in mapped {
                let tag = typed(tag, types);
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
            let fixed = self.tags_of(&branch.merged, property, 0);
            if with_lists || fixed.len() == 1 {
                for value in fixed {
                    if !tags.contains(&value) {
                        tags.push(value);
                    }
                }
            }
            if tags.is_empty() {
                tags.extend(branch.component.map(|name| Value::String(name.to_owned())));
            }
            tags
        };
        branches.iter().zip(mapped).map(tags).collect()
    }

    /// The tags that `mapping` gives each branch.
    pub(super) fn mapped(
        &self,
        branches: &[Branch<'a>],
        discriminator: &crate::openapi::schema::Discriminator<'a>,
    ) -> Vec<Vec<Value>> {
        let targets: Vec<Origin> = branches
            .iter()
            .map(|branch| {
                let reference = branch.merged.first.reference;
                reference
                    .and_then(|reference| self.reader.resolve(reference))
                    .map_or(branch.node, |target| self.behind_references(target))
                    .origin()
            })
            .collect();
        let mut tags = vec![Vec::new(); branches.len()];
        for &(tag, value) in &discriminator.mapping {
            let Some(target) = self.reader.resolve_mapping(value) else {
                continue;
            };
            let target = self.behind_references(target).origin();
            for (origin, tags) in targets.iter().zip(&mut tags) {
                if *origin == target {
                    tags.push(Value::String(tag.to_owned()));
                }
            }
        }
        tags
    }

    /// The types of the property that has the tag.
    fn tag_types(&self, merged: &Merged<'a>, property: &str) -> Types {
        let found = merged.properties.get(property);
        found
            .and_then(|property| Merged::of(self.reader, &property.nodes))
            .map_or_else(Types::default, |property| property.types)
    }

    /// The values that a schema fixes a property to.
    pub(super) fn tags_of(&self, merged: &Merged<'a>, property: &str, depth: usize) -> Vec<Value> {
        // Unions of unions end somewhere; a recursive one has no tags.
        if depth > 4 {
            return Vec::new();
        }
        if let Some(found) = merged.properties.get(property) {
            let Some(value) = Merged::of(self.reader, &found.nodes) else {
                return Vec::new();
            };
            if let Some(constant) = value.constant {
                let json = value.json(constant);
                return if is_tag(&json) {
                    vec![json]
                } else {
                    Vec::new()
                };
            }
            let values: Vec<Value> = enums::listed(&value)
                .into_iter()
                .map(|item| item.value)
                .collect();
            return if values.iter().all(is_tag) {
                values
            } else {
                Vec::new()
            };
        }
        let [alternatives] = merged.alternatives.as_slice() else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for &branch in &alternatives.branches {
            let Some(merged) = Merged::of(self.reader, &[branch]) else {
                return Vec::new();
            };
            let tags = self.tags_of(&merged, property, depth + 1);
            if tags.is_empty() {
                return Vec::new();
            }
            all.extend(tags);
        }
        all
    }

    /// Whether a type has a property, and so writes it by itself.
    pub(super) fn writes(&self, shape: &Shape, property: &str) -> bool {
        self.writes_within(shape, property, 0)
    }

    fn writes_within(&self, shape: &Shape, property: &str, depth: usize) -> bool {
        let id = match shape {
            Shape::Named(id) if depth < NESTED => id,
            Shape::Boxed(inner) => return self.writes_within(inner, property, depth),
            _ => return false,
        };
        let writes = |shape: &Shape| self.writes_within(shape, property, depth + 1);
        match self.drafts.get(id.0 as usize).map(|draft| &draft.ty.kind) {
            Some(TypeKind::Struct(found)) => {
                found.fields.iter().any(|field| field.wire_name == property)
            }
            Some(TypeKind::Union(union)) => {
                matches!(&union.tagging, Tagging::Property { wire_name } if wire_name == property)
                    || union.variants.iter().all(|variant| writes(&variant.shape))
            }
            Some(TypeKind::Alias(shape)) => writes(shape),
            _ => false,
        }
    }
}

/// A key of `mapping`, which is text, as the property has it.
fn typed(tag: Value, types: Types) -> Value {
    let read = tag.as_str().and_then(|text| {
        if types.string {
            None
        } else if types.boolean {
            text.parse().ok().map(Value::Bool)
        } else if types.integer || types.number {
            text.parse::<i64>().ok().map(Value::from)
        } else {
            None
        }
    });
    read.unwrap_or(tag)
}

pub(super) fn is_tag(value: &Value) -> bool {
    value.is_string() || value.is_i64() || value.is_boolean()
}

/// Whether every branch has a tag, and no two have the same.
pub(super) fn distinct(tags: &[Vec<Value>]) -> bool {
    let mut seen: Vec<&Value> = Vec::new();
    tags.iter().all(|branch| {
        !branch.is_empty()
            && branch.iter().all(|tag| {
                let new = !seen.contains(&tag);
                seen.push(tag);
                new
            })
    })
}
