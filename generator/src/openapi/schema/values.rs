//! Reads the values in a schema: `enum`, `const` and `default`. They must be of the schema's type, but in
//! real documents YAML often gives them another.

use foldhash::HashSet;
use foldhash::fast::RandomState;
use indexmap::IndexSet;
use serde_json::{Number, Value};

use crate::diagnostic::{Diagnostic, codes};
use crate::load::{Node, NodeKind};

use super::{Schema, Types};
use crate::openapi::Reader;

impl<'a> Schema<'a> {
    /// Returns a value of `enum`, `const` or `default` as JSON of the schema's type: `1` in a schema of
    /// strings is `"1"`, `'1'` in a schema of integers is `1`.
    pub fn json(&self, value: Node<'a>) -> Value {
        self.types.json(value)
    }

    fn fits(&self, value: Node<'a>) -> bool {
        self.types.is_empty() || self.types.allow(value) || (value.is_null() && self.nullable)
    }
}

impl Types {
    /// Returns a value as JSON, converted to one of the types if it has the notation of one.
    pub(crate) fn json(self, value: Node<'_>) -> Value {
        integral(self.repaired(value).unwrap_or_else(|| value.to_json()))
    }

    /// Converts a value that has none of the types, but the notation of one.
    fn repaired(self, value: Node<'_>) -> Option<Value> {
        if self.is_empty() || self.allow(value) || value.is_null() {
            return None;
        }
        let text = value.scalar_text()?;
        if self.string {
            return Some(Value::String(text.to_owned()));
        }
        let number = text
            .parse::<Number>()
            .ok()
            .filter(|number| self.number || (self.integer && !number.is_f64()));
        let boolean = text.parse().ok().filter(|_| self.boolean);
        number.map(Value::Number).or(boolean.map(Value::Bool))
    }
}

/// A number whose fraction is zero, such as `1.0` and `1e3`, as the integer that it is by value (JSON Schema core,
/// section 4.2.3).
fn integral(value: Value) -> Value {
    let integer = value
        .as_f64()
        .filter(|number| value.is_f64() && number.fract() == 0.0)
        .and_then(|number| format!("{number:.0}").parse::<i64>().ok());
    integer.map_or(value, Value::from)
}

impl<'a> Reader<'a> {
    /// Reads `enum`. Null among its values makes the schema nullable.
    pub(crate) fn read_enum(&self, schema: &mut Schema<'a>, member: Node<'a>) {
        let values = self.as_list(member);
        let has_null = values.iter().any(|value| value.is_null());
        let values: Vec<Node<'a>> = values
            .into_iter()
            .filter(|value| !value.is_null())
            .collect();
        schema.nullable |= has_null;
        if has_null && values.is_empty() {
            schema.null_only = true;
            return;
        }
        let unfit: IndexSet<Node<'a>, RandomState> = values
            .iter()
            .copied()
            .filter(|value| !schema.fits(*value) && schema.types.repaired(*value).is_none())
            .collect();
        if unfit.len() == values.len() && !unfit.is_empty() {
            return self.repair_types(schema, member, values);
        }
        for value in &unfit {
            self.mismatch(*value, schema.types, "left out: no value can be both");
        }
        let mut seen = HashSet::default();
        for value in values.into_iter().filter(|value| !unfit.contains(value)) {
            if !schema.fits(value) {
                self.mismatch(value, schema.types, "read as one");
            }
            if seen.insert(schema.json(value).to_string()) {
                schema.values.push(value);
            }
        }
    }

    /// Repairs a schema in which no value of `enum` has the schema's type: leaves out `enum` or `type`.
    fn repair_types(&self, schema: &mut Schema<'a>, member: Node<'a>, values: Vec<Node<'a>>) {
        let first = values.first().copied().unwrap_or(member);
        if schema.types.array || schema.types.object {
            // `type: array` with the values of the items in `enum`.
            self.mismatch(
                first,
                schema.types,
                "all values are like this: `enum` is left out",
            );
            return;
        }
        self.mismatch(
            first,
            schema.types,
            "all values are like this: `type` is left out",
        );
        schema.types = Types::default();
        for value in &values {
            schema.types.add_type_of(*value);
        }
        let mut seen = HashSet::default();
        schema.values = values
            .into_iter()
            .filter(|value| seen.insert(value.to_json().to_string()))
            .collect();
    }

    /// Reads `const`.
    pub(crate) fn read_const(&self, schema: &mut Schema<'a>, value: Node<'a>) {
        if value.is_null() {
            schema.nullable = true;
            schema.null_only = true;
            return;
        }
        if !schema.fits(value) {
            if schema.types.repaired(value).is_some() {
                self.mismatch(value, schema.types, "read as one");
            } else {
                self.mismatch(value, schema.types, "`type` is left out");
                schema.types = Types::default();
                schema.types.add_type_of(value);
            }
        }
        schema.constant = Some(value);
    }

    /// Reads `default`. A value that the schema does not allow is left out.
    pub(crate) fn read_default(&self, schema: &mut Schema<'a>, value: Node<'a>) {
        let is_listed = || {
            let json = schema.json(value);
            value.is_null()
                || schema
                    .values
                    .iter()
                    .any(|listed| schema.json(*listed) == json)
        };
        let is_other = !schema.fits(value);
        if is_other && value.is_null() {
            // Many tools write null when there is no default.
            return;
        }
        if is_other && schema.types.repaired(value).is_none() {
            let message = format!(
                "the default is {}, but must be {}",
                value.kind(),
                describe(schema.types)
            );
            self.push(
                Diagnostic::warning(codes::DEFAULT_MISMATCH, value.location(), message)
                    .label("left out"),
            );
        } else if !schema.values.is_empty() && !is_listed() {
            let message = "the default is none of the values of `enum`";
            self.push(
                Diagnostic::warning(codes::DEFAULT_MISMATCH, value.location(), message)
                    .label("left out"),
            );
        } else {
            if is_other {
                self.mismatch(value, schema.types, "read as one");
            }
            schema.default = Some(value);
        }
    }

    fn mismatch(&self, value: Node<'a>, types: Types, consequence: &str) {
        let kind = if value.kind() == NodeKind::Number && types.integer {
            "a fraction".to_owned()
        } else {
            value.kind().to_string()
        };
        let message = format!("a value is {kind}, but must be {}", describe(types));
        self.push(
            Diagnostic::warning(codes::VALUE_MISMATCH, value.location(), message)
                .label(consequence),
        );
    }
}

/// Describes the types in diagnostics.
fn describe(types: Types) -> String {
    let names = [
        (types.string, "a string"),
        (types.number, "a number"),
        (types.integer, "an integer"),
        (types.boolean, "a boolean"),
        (types.array, "a list"),
        (types.object, "an object"),
    ];
    let allowed: Vec<&str> = names
        .iter()
        .filter(|(is_allowed, _)| *is_allowed)
        .map(|(_, name)| *name)
        .collect();
    if allowed.is_empty() {
        "null".to_owned()
    } else {
        allowed.join(" or ")
    }
}
