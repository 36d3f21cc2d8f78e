//! Lowers scalars, constants, lists and tuples.

pub(crate) mod integer;

use serde_json::Value;

use self::integer::integer;
use crate::diagnostic::codes;
use crate::ir::{Constant, Primitive, SECRET, Shape, TypeKind};
use crate::load::Node;
use crate::lower::naming::candidate::NameCandidate;
use crate::lower::schema::conjunction::merge::Merged;
use crate::lower::schema::conjunction::refinement;
use crate::lower::schema::enumeration::values;
use crate::lower::schema::{Direction, Lowered, NameSource, SchemaContext, Schemas};
use crate::openapi::schema::Types;

impl<'a> Schemas<'a, '_> {
    pub(crate) fn scalar(&mut self, merged: &Merged<'a>, types: Types) -> Shape {
        let format = merged.value.format.unwrap_or_default();
        let is_integer = types
            == Types {
                integer: true,
                ..Types::default()
            };
        // The configuration names integers without a format by their type.
        let format = if format.is_empty() && is_integer {
            "integer"
        } else {
            format
        };
        let configured = if types.count() == 0 {
            None
        } else {
            self.overrides.formats.get(format)
        };
        if let Some(shape) = configured {
            self.used.formats.insert(format);
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
                _ if merged.content.base64 => Primitive::Base64,
                // JSON and parameters cannot contain bytes: the format `binary` is text in them.
                _ => Primitive::String,
            }
        } else if types.number {
            // `float` describes what the server stores: the number in JSON may have more digits (RFC 8259, section 6).
            Primitive::Double
        } else if types.integer {
            integer(format, merged)
        } else if types.boolean {
            Primitive::Boolean
        } else {
            let says_more = merged.value.format.is_some()
                || !merged.constraints.is_empty()
                || !merged.object.required.is_empty();
            return if says_more {
                self.fallback_to_json(merged.first.node, "constraints without a type")
            } else {
                Shape::Any
            };
        };
        Shape::Primitive(primitive)
    }

    /// Returns the type of a number that may also be received as text: `type: [integer, string]` with a numeric format
    /// and a pattern of numeric text. .NET 10 describes numbers in this form if it reads both.
    pub(crate) fn number_or_text(&self, merged: &Merged<'a>, types: Types) -> Option<Shape> {
        let number = Types {
            string: false,
            ..types
        };
        if !types.string || number.count() != 1 || !(number.integer || number.number) {
            return None;
        }
        let format = merged
            .value
            .format
            .filter(|format| is_numeric_format(format))?;
        if self.overrides.formats.contains_key(format) {
            return None;
        }
        let mut constraints = merged.constraints.iter();
        let pattern = constraints.find(|(keyword, _)| *keyword == "pattern")?.1;
        if !is_numeric_pattern(pattern.as_str()?) {
            return None;
        }
        Some(Shape::Numeric(if number.integer {
            integer(format, merged)
        } else {
            Primitive::Double
        }))
    }

    /// Returns the type for constants and listed values among which is a number that is too large (see
    /// [`Node::is_too_large`]): `f64`, or any JSON value if other values than numbers are listed.
    pub(crate) fn too_large(&mut self, merged: &Merged<'a>) -> Option<Shape> {
        let mut values = merged.value.constant.iter().chain(&merged.value.values);
        let is_text = merged.value.types
            == Types {
                string: true,
                ..Types::default()
            };
        let node = values.find(|node| node.is_too_large() && !is_text)?;
        self.report_fallback(
            codes::NUMBER_TOO_LARGE,
            *node,
            "no Rust number type contains this number; any number is accepted",
            "use a string, which keeps all digits",
        );
        let mut values = merged.value.constant.iter().chain(&merged.value.values);
        Some(
            if values.all(|node| node.as_f64().is_some_and(f64::is_finite)) {
                Shape::Primitive(Primitive::Double)
            } else {
                self.fallback_to_json(*node, "a number that is too large")
            },
        )
    }

    pub(crate) fn constant(
        &mut self,
        merged: &Merged<'a>,
        constant: Node<'a>,
        context: SchemaContext<'_>,
    ) -> Shape {
        let value = merged.json(constant);
        let name = match &value {
            Value::String(text) => values::of_text(text),
            Value::Number(_) | Value::Bool(_) => values::of_text(&value.to_string()),
            // There is no constant type for values other than scalars.
            _ => return self.fallback_to_json(constant, "a constant that is not a scalar"),
        };
        self.named(
            merged,
            context,
            TypeKind::Constant(Constant { name, value }),
        )
    }

    pub(crate) fn array(
        &mut self,
        merged: &Merged<'a>,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Shape {
        let item = candidate.item();
        if !merged.array.prefix_items.is_empty() {
            return self.tuple(merged, &item, direction);
        }
        match merged.array.items.as_slice() {
            [] => Shape::List(Box::new(Shape::Any)),
            items => {
                let items = items.to_vec();
                let conditional = &merged.array.conditional_items;
                let used = if refinement::adds_properties(self.reader, &items, conditional, 0)
                    && let Some(mut merged) = Merged::of(self.reader, &items)
                {
                    merged.add_conditional_schemas(self.reader, conditional);
                    self.combined(&merged, &item, direction)
                } else if let [only] = items.as_slice() {
                    self.inline(*only, &item, direction, NameSource::Schema)
                } else {
                    self.conjunction(&items, &item, direction)
                };
                Shape::List(Box::new(used.into_nested()))
            }
        }
    }

    /// Lowers `prefixItems`: a tuple if exactly as many items are allowed, and a list otherwise. Without further
    /// keywords, the list may be shorter, or longer with any items (JSON Schema 2020-12, section 10.3.1.1).
    pub(crate) fn tuple(
        &mut self,
        merged: &Merged<'a>,
        item: &NameCandidate,
        direction: Direction,
    ) -> Shape {
        let length = merged.array.prefix_items.len();
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
            .array
            .items
            .iter()
            .any(|node| self.reader.schema(*node).never);
        let longer = !closed && bound("maxItems").is_none_or(|most| most > length);
        let shorter = bound("minItems").is_none_or(|least| least < length);
        let mut shapes = Vec::with_capacity(length);
        for (index, nodes) in merged.array.prefix_items.clone().into_iter().enumerate() {
            let place = item.child(&format!("{}", index + 1));
            let used = if let [only] = nodes.as_slice() {
                self.inline(*only, &place, direction, NameSource::Schema)
            } else {
                self.conjunction(&nodes, &place, direction)
            };
            shapes.push(used.into_nested());
        }
        if !shorter && !longer {
            return Shape::Tuple(shapes);
        }
        if longer && merged.array.items.is_empty() {
            shapes.push(Shape::Any);
        } else if longer {
            let rest = merged.array.items.clone();
            shapes.push(self.conjunction(&rest, item, direction).into_nested());
        }
        let item = self.any_of(merged, shapes, item, direction);
        Shape::List(Box::new(item))
    }

    /// Returns the type of a value that has one of several shapes.
    fn any_of(
        &mut self,
        merged: &Merged<'a>,
        shapes: Vec<Shape>,
        candidate: &NameCandidate,
        direction: Direction,
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
                self.fallback_to_json(merged.first.node, "a tuple that may be shorter or longer")
            }
            _ => {
                let key = self.synthetic_key(direction);
                let kind = TypeKind::Union(self.untagged(distinct));
                let context = SchemaContext::synthetic(candidate, direction, key);
                let shape = self.named(merged, context, kind);
                self.remove(key);
                self.place_at_items(&shape, merged);
                shape
            }
        };
        Lowered { shape, nullable }.into_nested()
    }
}

impl<'a> Schemas<'a, '_> {
    /// Moves the type of tuple items to the location of the list of their schemas. The location of the array belongs to
    /// another type, and each schema of the list describes only one item.
    fn place_at_items(&mut self, shape: &Shape, merged: &Merged<'a>) {
        let list = merged.first.node.get("prefixItems");
        let Some(node) = list.or_else(|| merged.array.prefix_items.first()?.first().copied())
        else {
            return;
        };
        let Shape::Named(id) = shape else {
            return;
        };
        if let Some(draft) = self.draft(*id) {
            draft.ty.origin = node.origin();
        }
    }
}

/// Returns whether a format is numeric.
pub(crate) fn is_numeric_format(format: &str) -> bool {
    matches!(
        format,
        "int8"
            | "int16"
            | "int32"
            | "int64"
            | "uint8"
            | "uint16"
            | "uint32"
            | "uint64"
            | "float"
            | "double"
            | "decimal"
    )
}

/// Returns whether a pattern only matches numbers without leading zeros, in the notation of .NET: a sign, an integer, a
/// fraction and an exponent, of which all but the integer are optional. Text with leading zeros, such as `0123`, can be an
/// identifier, which a number does not keep.
pub(crate) fn is_numeric_pattern(pattern: &str) -> bool {
    let pattern = pattern.replace("[0-9]", r"\d").replace("(?:", "(");
    let Some(rest) = pattern.strip_prefix('^') else {
        return false;
    };
    let strip = |text: &str, parts: &[&str]| {
        let mut stripped = parts.iter().filter_map(|part| text.strip_prefix(part));
        stripped.next().map(str::to_owned)
    };
    let signs = ["-?", "[+-]?", "[-+]?"];
    let rest = strip(rest, &signs).unwrap_or_else(|| rest.to_owned());
    let integers = [r"(0|[1-9]\d*)", r"([1-9]\d*|0)", r"[1-9]\d*"];
    let Some(rest) = strip(&rest, &integers) else {
        return false;
    };
    let rest = strip(&rest, &[r"(\.\d+)?", r"(\.\d*)?"]).unwrap_or(rest);
    let exponents = [r"([eE][+-]?\d+)?", r"([eE][-+]?\d+)?"];
    let rest = strip(&rest, &exponents).unwrap_or(rest);
    rest == "$"
}

#[cfg(test)]
mod tests {
    use super::is_numeric_pattern;

    #[test]
    fn numeric_patterns_match_numbers_without_leading_zeros() {
        for pattern in [
            r"^-?(?:0|[1-9]\d*)$",
            r"^(0|[1-9][0-9]*)$",
            r"^[1-9]\d*$",
            r"^-?(?:0|[1-9]\d*)(?:\.\d+)?$",
            r"^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$",
        ] {
            assert!(is_numeric_pattern(pattern), "{pattern}");
        }
        for pattern in [
            r"^\d+$",
            r"^[1-9]?[0-9]{3}$",
            r"^(0|[1-9][0-9]*|0[0-9]+)$",
            r"^0|[1-9][0-9]*$",
            r"^[1-9]\d{3}-\d{2}-\d{2}$",
            r"(0|[1-9]\d*)",
        ] {
            assert!(!is_numeric_pattern(pattern), "{pattern}");
        }
    }
}
