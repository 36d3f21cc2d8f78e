//! Lowers the parameters of operations.

use std::borrow::Cow;

use foldhash::HashMap;
use serde_json::Value;

use super::{Operations, text};
use crate::diagnostic::{Diagnostic, codes};
use crate::ir::{Docs, Field, Parameter, ParameterLocation, Parameters, Primitive, Shape, Style};
use crate::load::Node;
use crate::lower::naming::candidate::NameCandidate;
use crate::lower::naming::scope::{NameScope, distinct};
use crate::lower::naming::words;
use crate::lower::schema::conjunction::merge::Merged;
use crate::lower::schema::types::Lists;
use crate::lower::schema::union::branches::Composite;
use crate::lower::schema::{Direction, Lowered, docs, types};
use crate::openapi::operation as view;

impl<'a> Operations<'a, '_> {
    pub(super) fn parameters(
        &mut self,
        view: &view::Operation<'a>,
        base: &str,
    ) -> (Vec<Parameter>, Option<Parameters>) {
        let mut path: Vec<Parameter> = Vec::new();
        let mut others: Vec<Parameter> = Vec::new();
        let asked: Vec<&view::Parameter<'a>> = view
            .parameters
            .iter()
            .filter(|parameter| self.schemas.constant_of(parameter).is_none())
            .collect();
        let names = parameter_names(&asked);
        for (parameter, name) in asked.into_iter().zip(names) {
            let lowered = self.parameter(parameter, name, base);
            if parameter.location == ParameterLocation::Path {
                path.push(lowered);
            } else {
                others.push(lowered);
            }
        }
        let template: &str = &view.template;
        let mut places: HashMap<&str, usize> = HashMap::default();
        let mut open = None;
        for (at, brace) in template.match_indices(['{', '}']) {
            if brace == "{" {
                open = Some(at);
            } else if let Some(start) = open.take()
                && let Some(name) = template.get(start + 1..at)
            {
                places.entry(name).or_insert(start);
            }
        }
        path.sort_by_key(|parameter| places.get(parameter.field.wire_name.as_str()).copied());
        let parameters = (!others.is_empty()).then(|| Parameters {
            name: format!("{base}Params"),
            parameters: others,
        });
        (path, parameters)
    }

    /// Returns the parameters that callers do not set, because their only value is a list or an object.
    pub(super) fn constants(&self, view: &view::Operation<'a>) -> Vec<Parameter> {
        let constant = |view: &view::Parameter<'a>| {
            let value = self.schemas.constant_of(view)?;
            let field = Field {
                name: words::field_name(view.name),
                wire_name: view.name.to_owned(),
                shape: Shape::Any,
                required: true,
                nullable: false,
                constant: Some(value),
                min_items: 0,
                docs: Docs::default(),
                deprecated: view.deprecated,
                origin: view.node.origin(),
            };
            Some(Parameter {
                style: self.style(view, field.constant.as_ref().is_some_and(Value::is_array)),
                field,
                location: view.location,
                explode: view.explode,
                allow_reserved: view.allow_reserved,
            })
        };
        view.parameters.iter().filter_map(constant).collect()
    }

    /// Returns the style of a parameter. The configuration can replace the style of lists in the query by
    /// brackets.
    pub(super) fn style(&self, view: &view::Parameter<'a>, is_list: bool) -> Style {
        let overruled = self.options.query_array_brackets
            && is_list
            && view.location == ParameterLocation::Query
            && view.style == Style::Form;
        if overruled {
            Style::Brackets
        } else {
            view.style
        }
    }

    pub(super) fn parameter(
        &mut self,
        view: &view::Parameter<'a>,
        name: String,
        base: &str,
    ) -> Parameter {
        let place = NameCandidate::root(base).property(view.name);
        let schema = view.schema.filter(|schema| self.is_writable(view, *schema));
        let used = match schema {
            Some(schema) => self.schemas.schema(schema, &place, Direction::Request),
            None => Lowered::non_null(Shape::Primitive(Primitive::String)),
        };
        let list = matches!(
            types::resolved(&self.schemas.drafts, &used.shape),
            Shape::List(_) | Shape::Tuple(_)
        );
        // The notes about a value do not apply to its text.
        let mut docs = schema
            .map(|schema| {
                let reader = self.schemas.reader;
                docs::of_annotated(reader, &reader.schema(schema))
            })
            .unwrap_or_default();
        docs.description = text(view.description).or(docs.description);
        let preset = self.schemas.constant_value(&used.shape, view.required);
        let field = Field {
            name,
            wire_name: view.name.to_owned(),
            shape: used.shape,
            required: view.required,
            nullable: used.nullable,
            constant: preset,
            min_items: 0,
            docs,
            deprecated: view.deprecated,
            origin: view.node.origin(),
        };
        let style = self.style(view, list);
        if !matches!(style, Style::DeepObject | Style::Brackets | Style::Json) {
            self.check_parts(view, &field.shape);
        }
        Parameter {
            field,
            location: view.location,
            style,
            explode: view.explode,
            allow_reserved: view.allow_reserved,
        }
    }

    /// Returns whether the bindings write the value of a parameter. In a media type other than JSON, they write scalars
    /// as text. Reports other values, which the caller writes.
    fn is_writable(&self, view: &view::Parameter<'a>, schema: Node<'a>) -> bool {
        let Some(content) = view.content else {
            return true;
        };
        let merged = Merged::of(self.schemas.reader, &[schema]);
        let is_scalar = merged.is_some_and(|merged| {
            let composites = [Composite::Array, Composite::Object];
            let mut composites = composites.into_iter();
            !composites.any(|composite| self.schemas.may_be(&merged, composite))
        });
        if !is_scalar {
            self.schemas.report_fallback(
                codes::PARAMETER_MEDIA_TYPE,
                content,
                &format!(
                    "the parameter `{}` cannot be written as {}; the argument is its text",
                    view.name,
                    content
                        .key()
                        .map_or_else(String::new, |key| format!("`{key}`")),
                ),
                "use `application/json` if the API accepts it",
            );
        }
        is_scalar
    }

    /// Warns about a parameter that its style cannot serialize. Styles are defined for scalars, and for lists
    /// and objects of scalars (`OpenAPI` 3.1.1, section 4.8.12.2).
    fn check_parts(&self, view: &view::Parameter<'a>, shape: &Shape) {
        let what = match types::resolved(&self.schemas.drafts, shape) {
            Shape::List(item) | Shape::Map(item)
                if types::is_composite(&self.schemas.drafts, item) =>
            {
                "nested items"
            }
            object @ Shape::Named(_) => {
                let in_pairs = matches!(
                    view.location,
                    ParameterLocation::Query | ParameterLocation::Cookie
                );
                let lists = if view.explode && in_pairs {
                    Lists::Repeated
                } else {
                    Lists::Nested
                };
                if !types::has_composite_fields(&self.schemas.drafts, object, lists) {
                    return;
                }
                "nested properties"
            }
            _ => return,
        };
        let message = format!(
            "the style of the parameter `{}` is not defined for {what}",
            view.name
        );
        self.diagnostics.push(
            Diagnostic::warning(codes::NESTED_PARAMETER, view.node.location(), message)
                .label("each of these is sent as JSON")
                .help(
                    "give it `content` with `application/json`, or `style: deepObject` if it is an object in the query",
                ),
        );
    }
}

/// Returns the names of parameters. Those of the path have a scope of their own.
///
/// If parameters in several locations have the same name, the first of query, header and cookie has the plain
/// name. The others get the location as a suffix.
fn parameter_names(parameters: &[&view::Parameter<'_>]) -> Vec<String> {
    let mut path = NameScope::with_reserved(["self", "parameters", "body"]);
    let mut others = NameScope::default();
    let mut names = vec![String::new(); parameters.len()];
    for location in [
        ParameterLocation::Path,
        ParameterLocation::Query,
        ParameterLocation::Header,
        ParameterLocation::Cookie,
    ] {
        let (suffix, scope) = match location {
            ParameterLocation::Path => ("", &mut path),
            ParameterLocation::Query => ("", &mut others),
            ParameterLocation::Header => ("header", &mut others),
            ParameterLocation::Cookie => ("cookie", &mut others),
        };
        let here = || {
            let parameters = parameters.iter().enumerate();
            parameters.filter(|(_, parameter)| parameter.location == location)
        };
        let wanted: Vec<(&str, Cow<'_, str>)> = here()
            .map(|(_, parameter)| {
                let name = words::field_name(parameter.name);
                let name = if suffix.is_empty() || !scope.contains(&name) {
                    name
                } else {
                    format!("{name}_{suffix}")
                };
                (parameter.name, Cow::Owned(name))
            })
            .collect();
        for ((at, _), name) in here().zip(distinct(scope, &wanted)) {
            if let Some(slot) = names.get_mut(at) {
                *slot = name.into_owned();
            }
        }
    }
    names
}
