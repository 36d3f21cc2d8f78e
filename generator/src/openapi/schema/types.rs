//! Reads the types of a schema, and names of types from other languages.

use crate::diagnostic::{Diagnostic, codes};
use crate::load::{Node, NodeKind};

use super::{Schema, Types};
use crate::openapi::{Reader, Version};

/// The least number that is too large for an `i64`: 2 to the power of 63.
const TOO_LARGE: f64 = 9_223_372_036_854_775_808.0;

impl<'a> Reader<'a> {
    /// Reads `type`: one name or, since 3.1, a list of names.
    pub(crate) fn read_types(&self, schema: &mut Schema<'a>, member: Node<'a>) {
        let names: Vec<Node<'a>> = match member.kind() {
            // In 3.1, an unquoted `null` means `'null'`. In 3.0, some tools write it when they have no type.
            NodeKind::Null if self.version() == Version::V30 => return,
            NodeKind::Null | NodeKind::String => vec![member],
            NodeKind::Array => member.items().collect(),
            _ => {
                return self
                    .malformed(member, "a string or a list of strings")
                    .unwrap_or_default();
            }
        };
        let mut null = false;
        let mut any = false;
        for node in names {
            let name = if node.is_null() {
                "null"
            } else {
                node.scalar_text().unwrap_or_default()
            };
            match add(&mut schema.types, name) {
                Named::Known => {}
                Named::Null => null = true,
                Named::Unknown => any |= self.repair_type(schema, node, name, &mut null),
            }
        }
        if any {
            schema.types = Types::default();
        }
        schema.nullable |= null;
        schema.null_only = null && !any && schema.types == Types::default();
    }

    /// Reads an unknown type name. Returns true if any value may be meant.
    fn repair_type(
        &self,
        schema: &mut Schema<'a>,
        node: Node<'a>,
        name: &str,
        null: &mut bool,
    ) -> bool {
        let meant = meaning(name);
        let label = match meant {
            Some((meant, None)) => format!("read as `{meant}`"),
            Some((meant, Some(format))) => format!("read as `{meant}` with the format `{format}`"),
            None => "read as a schema that allows anything".to_owned(),
        };
        let mut diagnostic = Diagnostic::warning(
            codes::UNKNOWN_TYPE,
            node.location(),
            format!("`{name}` is not a type of a schema"),
        )
        .label(label);
        if meant.is_none() && self.component("schemas", name).is_some() {
            diagnostic = diagnostic.help(format!(
                "did you mean `$ref: '#/components/schemas/{name}'`?"
            ));
        }
        self.push(diagnostic);
        let Some((meant, format)) = meant else {
            return true;
        };
        *null |= matches!(add(&mut schema.types, meant), Named::Null);
        schema.format = schema.format.or(format);
        false
    }
}

enum Named {
    Known,
    Null,
    Unknown,
}

fn add(types: &mut Types, name: &str) -> Named {
    let flag = match name {
        "string" => &mut types.string,
        "number" => &mut types.number,
        "integer" => &mut types.integer,
        "boolean" => &mut types.boolean,
        "array" => &mut types.array,
        "object" => &mut types.object,
        "null" => return Named::Null,
        _ => return Named::Unknown,
    };
    *flag = true;
    Named::Known
}

/// Returns the type, and possibly the format, for a name of Swagger 2.0, Python, SQL or Java. Returns none if
/// the meaning is unknown.
fn meaning(name: &str) -> Option<(&'static str, Option<&'static str>)> {
    let lower = name.trim().to_ascii_lowercase();
    Some(match lower.as_str() {
        "string" | "str" | "text" | "varchar" | "char" | "enum" => ("string", None),
        "number" | "numeric" | "decimal" => ("number", None),
        "integer" | "int" | "bigint" | "smallint" => ("integer", None),
        "boolean" | "bool" => ("boolean", None),
        "array" | "list" | "set" | "tuple" => ("array", None),
        "object" | "dict" | "dictionary" | "map" | "hash" | "struct" => ("object", None),
        "null" | "none" | "nil" => ("null", None),
        "int32" => ("integer", Some("int32")),
        "int64" | "long" => ("integer", Some("int64")),
        "float" => ("number", Some("float")),
        "double" => ("number", Some("double")),
        "date" => ("string", Some("date")),
        "datetime" | "date-time" | "date_time" | "timestamp" => ("string", Some("date-time")),
        "uuid" => ("string", Some("uuid")),
        "uri" | "url" => ("string", Some("uri")),
        "email" => ("string", Some("email")),
        "byte" => ("string", Some("byte")),
        "file" | "binary" => ("string", Some("binary")),
        _ => return None,
    })
}

impl Types {
    /// Reports whether there is no type.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Reports whether a value has one of the types. A whole number is an integer in any notation.
    pub(crate) fn allow(self, value: Node<'_>) -> bool {
        match value.kind() {
            NodeKind::Null => false,
            NodeKind::Boolean => self.boolean,
            NodeKind::Number => {
                self.number
                    || (self.integer && value.as_f64().is_some_and(|number| number.fract() == 0.0))
            }
            NodeKind::String => self.string,
            NodeKind::Array => self.array,
            NodeKind::Object => self.object,
        }
    }

    /// Adds the type of a value.
    pub(crate) fn add_type_of(&mut self, value: Node<'_>) {
        match value.kind() {
            NodeKind::Null => {}
            NodeKind::Boolean => self.boolean = true,
            NodeKind::Number
                if value
                    .as_f64()
                    .is_some_and(|number| number.fract() == 0.0 && number.abs() < TOO_LARGE) =>
            {
                self.integer = true;
            }
            NodeKind::Number => self.number = true,
            NodeKind::String => self.string = true,
            NodeKind::Array => self.array = true,
            NodeKind::Object => self.object = true,
        }
    }
}
