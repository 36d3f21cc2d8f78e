//! Scalars, constants, lists and tuples.

use serde_json::Value;

use super::merge::Merged;
use super::place::Place;
use super::schemas::{Schemas, Use, View};
use super::words;
use crate::ir::{Constant, Primitive, SECRET, Shape, TypeKind};
use crate::load::{Node, Origin};
use crate::openapi::schema::{AdditionalProperties, Types};

impl<'a> Schemas<'a, '_> {
    pub(super) fn scalar(&mut self, merged: &Merged<'a>, types: Types) -> Shape {
        let format = merged.format.unwrap_or_default();
        let configured = if types.count() == 0 {
            None
        } else {
            self.chosen.formats.get(format)
        };
        if let Some(shape) = configured {
            self.used_formats.insert(format);
            return shape.clone();
        }
        if types.string && format == "password" {
            return Shape::External(SECRET.to_owned());
        }
        let primitive = if types.string {
            match format {
                "date-time" => Primitive::DateTime,
                "date" => Primitive::Date,
                "uuid" => Primitive::Uuid,
                "byte" | "base64" => Primitive::Base64,
                _ if merged.base64 => Primitive::Base64,
                // Bytes cannot stand in JSON or in a parameter: what is called `binary` there is text.
                _ => Primitive::String,
            }
        } else if types.number {
            if format == "float" {
                Primitive::Float
            } else {
                Primitive::Double
            }
        } else if types.integer {
            integer(format, merged)
        } else if types.boolean {
            Primitive::Boolean
        } else {
            let says_more = merged.format.is_some()
                || !merged.constraints.is_empty()
                || !merged.required.is_empty();
            return if says_more {
                self.any(merged.first.node, "constraints without a type")
            } else {
                Shape::Any
            };
        };
        Shape::Primitive(primitive)
    }

    /// What stands for constants and listed values with whole numbers that no integer of Rust holds: any number, or any
    /// value where others than numbers are listed.
    pub(super) fn too_large(&mut self, merged: &Merged<'a>) -> Option<Shape> {
        let mut values = merged.constant.iter().chain(&merged.values);
        let node = values.find(|node| node.is_too_large())?;
        self.generalised(
            "number-too-large",
            *node,
            "no number of Rust is this one: any is accepted in its place",
            "make it a string, which keeps all digits",
        );
        let mut values = merged.constant.iter().chain(&merged.values);
        Some(
            if values.all(|node| node.as_f64().is_some_and(f64::is_finite)) {
                Shape::Primitive(Primitive::Double)
            } else {
                self.any(*node, "a number that is too large")
            },
        )
    }

    pub(super) fn constant(
        &mut self,
        merged: &Merged<'a>,
        constant: Node<'a>,
        place: &Place,
        key: (Origin, View),
        owned: bool,
    ) -> Shape {
        let value = constant.to_json();
        let name = match &value {
            Value::String(text) => words::variant_name(text),
            Value::Number(_) | Value::Bool(_) => words::variant_name(&value.to_string()),
            // Nothing is asked of a caller who can only say one thing, but there is no type for it either.
            _ => return self.any(constant, "a constant that is no scalar"),
        };
        self.named(
            merged,
            place,
            key,
            owned,
            TypeKind::Constant(Constant { name, value }),
        )
    }

    pub(super) fn array(&mut self, merged: &Merged<'a>, place: &Place, view: View) -> Shape {
        let item = place.item();
        if !merged.prefix_items.is_empty() {
            return self.tuple(merged, &item, view);
        }
        match merged.items.as_slice() {
            [] => Shape::List(Box::new(Shape::Any)),
            items => {
                let items = items.to_vec();
                let used = if let [only] = items.as_slice() {
                    self.inline(*only, &item, view, true)
                } else {
                    self.conjunction(&items, &item, view)
                };
                Shape::List(Box::new(used.nested()))
            }
        }
    }

    /// `prefixItems` are a tuple where there are exactly as many items; without more being said the list may be
    /// shorter, or go on with anything (JSON Schema 2020-12, section 10.3.1.1).
    pub(super) fn tuple(&mut self, merged: &Merged<'a>, item: &Place, view: View) -> Shape {
        let length = merged.prefix_items.len();
        let bound = |name: &str| {
            let found = merged
                .constraints
                .iter()
                .find(|(keyword, _)| *keyword == name);
            found
                .and_then(|(_, node)| node.as_i64())
                .and_then(|value| usize::try_from(value).ok())
        };
        let closed = merged
            .items
            .iter()
            .any(|node| self.reader.schema(*node).never);
        let longer = !closed && bound("maxItems").is_none_or(|most| most > length);
        let shorter = bound("minItems").is_none_or(|least| least < length);
        let mut shapes = Vec::with_capacity(length);
        for (index, node) in merged.prefix_items.clone().into_iter().enumerate() {
            let place = item.step(&format!("{}", index + 1));
            shapes.push(self.inline(node, &place, view, true).nested());
        }
        if !shorter && !longer {
            return Shape::Tuple(shapes);
        }
        if longer && merged.items.is_empty() {
            shapes.push(Shape::Any);
        } else if longer {
            let rest = merged.items.clone();
            shapes.push(self.conjunction(&rest, item, view).nested());
        }
        let item = self.any_of(merged, shapes, item, view);
        Shape::List(Box::new(item))
    }

    /// What is one of several shapes.
    fn any_of(
        &mut self,
        merged: &Merged<'a>,
        shapes: Vec<Shape>,
        place: &Place,
        view: View,
    ) -> Shape {
        let mut nullable = false;
        let mut distinct: Vec<Shape> = Vec::with_capacity(shapes.len());
        for shape in shapes {
            let shape = match shape {
                Shape::Nullable(inner) => {
                    nullable = true;
                    *inner
                }
                shape => shape,
            };
            if !distinct.contains(&shape) {
                distinct.push(shape);
            }
        }
        let shape = match distinct.as_slice() {
            [only] => only.clone(),
            several if several.contains(&Shape::Any) => {
                self.any(merged.first.node, "a tuple that may be shorter or longer")
            }
            _ => {
                let key = self.fresh_key(view);
                let kind = TypeKind::Union(self.untagged(distinct));
                let shape = self.named(merged, place, key, true, kind);
                self.forget(key);
                shape
            }
        };
        Use { shape, nullable }.nested()
    }
}

/// The smallest type that has all integers of a schema, if there is one: those beyond `i64` are had where the schema
/// says that there are none below zero.
fn integer(format: &str, merged: &Merged<'_>) -> Primitive {
    let bound = |name: &str| {
        let mut constraints = merged.constraints.iter();
        let found = constraints.find(|(keyword, _)| *keyword == name);
        found.and_then(|(_, node)| node.as_f64())
    };
    // `i64::MAX` itself is often written as the bound of what fits.
    let beyond = bound("maximum").is_some_and(|bound| bound > 9.3e18);
    let unsigned = bound("minimum").is_some_and(|bound| bound > -1.0)
        || bound("exclusiveMinimum").is_some_and(|bound| bound >= -1.0);
    match format {
        "int32" | "int16" | "int8" => Primitive::Int32,
        "uint32" | "uint16" | "uint8" => Primitive::Uint32,
        "uint64" => Primitive::Uint64,
        _ if beyond && unsigned => Primitive::Uint64,
        _ => Primitive::Int64,
    }
}

/// The types of a conjunction: those it names, or those that its keywords speak of.
pub(super) fn infer(merged: &Merged<'_>) -> Types {
    if merged.types.count() > 0 {
        return merged.types;
    }
    let mut types = Types::default();
    if !merged.properties.is_empty()
        || !merged.patterns.is_empty()
        || matches!(
            merged.additional,
            AdditionalProperties::Schema(_) | AdditionalProperties::None
        )
    {
        types.object = true;
    } else if !merged.items.is_empty() || !merged.prefix_items.is_empty() {
        types.array = true;
    } else if merged.format.is_some_and(|format| {
        matches!(
            format,
            "date-time"
                | "date"
                | "uuid"
                | "byte"
                | "binary"
                | "email"
                | "uri"
                | "url"
                | "ipv4"
                | "ipv6"
                | "hostname"
                | "password"
        )
    }) {
        types.string = true;
    }
    types
}
