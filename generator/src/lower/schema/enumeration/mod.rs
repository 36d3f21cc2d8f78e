//! Lowers enums: values that the document lists.

pub(crate) mod values;

use foldhash::HashSet;
use serde_json::Value;

use self::values::EnumCandidate;
use crate::diagnostic::codes;
use crate::ir::{Constant, Docs, Enum, EnumBase, EnumValue, Primitive, Shape, TypeKind};
use crate::load::Node;
use crate::lower::naming::scope::UNKNOWN;
use crate::lower::schema::conjunction::merge::Merged;
use crate::lower::schema::{SchemaContext, Schemas};

/// The steps that it takes to read a listed value and to compare it with the others.
pub(crate) const VALUE: usize = 4;

impl<'a> Schemas<'a, '_> {
    /// Returns the type reference of a schema with `enum`.
    pub(crate) fn enumeration(&mut self, merged: &Merged<'a>, context: SchemaContext<'_>) -> Shape {
        self.reader.spend(VALUE * merged.value.values.len());
        let listed = collect_values(merged);
        self.listed(merged, listed, context)
    }

    /// Returns the type reference of listed values, whichever keyword lists them.
    pub(crate) fn listed(
        &mut self,
        merged: &Merged<'a>,
        listed: Vec<EnumCandidate>,
        context: SchemaContext<'_>,
    ) -> Shape {
        if listed.iter().all(|item| item.value.is_boolean()) {
            return match listed.as_slice() {
                [only] => {
                    let name = values::of_text(&only.value.to_string());
                    let constant = Constant {
                        value: only.value.clone(),
                        name,
                    };
                    self.named(merged, context, TypeKind::Constant(constant))
                }
                _ => Shape::Primitive(Primitive::Boolean),
            };
        }
        if listed
            .iter()
            .any(|item| item.value.is_array() || item.value.is_object())
        {
            // A variant cannot be an array or an object. An enum of the remaining values would reject both, since it
            // only accepts JSON types that a variant has.
            let node = merged.first.node;
            self.report_fallback(
                codes::LISTED_VALUES,
                node,
                "`enum` lists an array or an object; any JSON value is accepted",
                "list scalars, or describe the arrays and objects with a schema",
            );
            return self.fallback_to_json(node, "listed values that are not scalars");
        }
        if !self.has_room_for(listed.len()) {
            return self.too_many_fields(merged.first.node);
        }
        self.effort.fields += listed.len();
        let kind = TypeKind::Enum(enumeration(listed));
        self.named(merged, context, kind)
    }
}

/// Returns the values of `enum`, converted to the types of the schema.
pub(crate) fn collect_values(merged: &Merged<'_>) -> Vec<EnumCandidate> {
    let node = merged.first.node;
    let names = ["x-enum-varnames", "x-enumNames", "x-enum-names"]
        .into_iter()
        .find_map(|key| node.get(key));
    let texts = ["x-enum-descriptions", "x-enumDescriptions"]
        .into_iter()
        .find_map(|key| node.get(key));
    let mut listed: Vec<EnumCandidate> = Vec::with_capacity(merged.value.values.len());
    let mut seen: HashSet<Value> = HashSet::default();
    for (index, &value) in merged.value.values.iter().enumerate() {
        let json = merged.json(value);
        if !seen.insert(json.clone()) {
            continue;
        }
        let name = names
            .and_then(|names| names.at(index))
            .and_then(Node::as_str)
            .map(str::to_owned);
        let description = texts
            .and_then(|texts| texts.at(index).or_else(|| texts.get(json.as_str()?)))
            .and_then(Node::as_str)
            .map(str::to_owned);
        listed.push(EnumCandidate {
            value: json,
            name,
            docs: Docs {
                description,
                ..Docs::default()
            },
            deprecated: false,
        });
    }
    listed
}

/// Returns an enum of distinct values.
pub(crate) fn enumeration(listed: Vec<EnumCandidate>) -> Enum {
    let base = if listed.iter().all(|item| item.value.is_string()) {
        EnumBase::String
    } else if listed.iter().all(|item| item.value.is_i64()) {
        EnumBase::Integer
    } else {
        EnumBase::Json
    };
    let names = values::name(&listed);
    let values = listed.into_iter().zip(names);
    let values: Vec<EnumValue> = values
        .map(|(item, name)| EnumValue {
            name,
            value: item.value,
            docs: item.docs,
            deprecated: item.deprecated,
        })
        .collect();
    Enum {
        base,
        values,
        unknown: UNKNOWN.to_owned(),
    }
}
