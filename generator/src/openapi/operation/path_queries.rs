//! Matches the queries in the keys of `paths` with the query parameters, and reports paths in the notation of
//! server frameworks.

use foldhash::{HashMap, HashSet};

use crate::base::http::{ParameterLocation, Style};
use crate::diagnostic::{Diagnostic, codes};

use super::Parameter;
use super::parameters::{name_location, placeholders};
use super::path_keys::PathKey;
use super::read::{OperationContext, PathItem};
use crate::openapi::Reader;

impl<'a> Reader<'a> {
    /// Matches the parameters with the query of a path's key. A parameter with a fixed value in the key is
    /// left out. A parameter with a placeholder in the key is sent there only.
    pub(crate) fn match_query(
        &self,
        site: &OperationContext<'_, 'a>,
        key: &mut PathKey<'a>,
        parameters: &mut Vec<Parameter<'a>>,
    ) {
        self.match_named(site, key, parameters);
        let pairs = std::mem::take(&mut key.pairs);
        for pair in pairs {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let written = placeholders(pair);
            if written.is_empty() {
                parameters.retain(|parameter| {
                    let is_fixed =
                        parameter.location == ParameterLocation::Query && parameter.name == name;
                    if is_fixed && !self.is_only_value(parameter, value) {
                        self.fixed(site.item, parameter, pair);
                    }
                    !is_fixed
                });
                key.pairs.push(pair);
                continue;
            }
            let is_path = |name: &str| {
                let mut declared = parameters.iter();
                declared.any(|one| one.location == ParameterLocation::Path && one.name == name)
            };
            let of_query: Vec<&str> = written.into_iter().filter(|name| !is_path(name)).collect();
            let mut sent_apart = false;
            for parameter in parameters.iter_mut().filter(|parameter| {
                parameter.location == ParameterLocation::Query && of_query.contains(&parameter.name)
            }) {
                let is_whole = |text: &str| {
                    text.strip_prefix('{')
                        .and_then(|text| text.strip_suffix('}'))
                        == Some(parameter.name)
                };
                if is_whole(value) {
                    parameter.name = name;
                    sent_apart = true;
                } else if is_whole(pair) {
                    sent_apart = true;
                } else {
                    parameter.location = ParameterLocation::Path;
                    parameter.style = Style::Simple;
                    parameter.explode = false;
                    parameter.required = true;
                }
            }
            if !sent_apart {
                key.pairs.push(pair);
            }
        }
    }

    /// Makes query parameters of the parameters that an expression such as `{?name}` names, whatever their
    /// declared location.
    fn match_named(
        &self,
        site: &OperationContext<'_, 'a>,
        key: &PathKey<'a>,
        parameters: &mut Vec<Parameter<'a>>,
    ) {
        if key.named.is_empty() {
            return;
        }
        let template = key.template();
        let in_path: HashSet<&str> = placeholders(&template).into_iter().collect();
        let mut of_query: HashSet<&str> = HashSet::default();
        let mut of_path: HashMap<&str, usize> = HashMap::default();
        for (index, one) in parameters.iter().enumerate() {
            if one.location == ParameterLocation::Query {
                of_query.insert(one.name);
            } else if one.location == ParameterLocation::Path {
                of_path.entry(one.name).or_insert(index);
            }
        }
        for &name in &key.named {
            if !of_query.insert(name) {
                continue;
            }
            let misplaced = of_path
                .get(name)
                .filter(|_| !in_path.contains(name))
                .and_then(|&index| parameters.get_mut(index));
            if let Some(parameter) = misplaced {
                let message = format!("`{name}` is in the query of the path, but has `in: path`");
                self.push(
                    Diagnostic::warning(
                        codes::MISPLACED_PARAMETER,
                        name_location(parameter),
                        message,
                    )
                    .label("sent in the query")
                    .related(site.item.node.key_location(), "the path"),
                );
                parameter.location = ParameterLocation::Query;
                parameter.style = Style::Form;
                parameter.explode = true;
            } else {
                let mut parameter = self.undeclared(site, name, ParameterLocation::Query);
                parameter.location = ParameterLocation::Query;
                parameter.style = Style::Form;
                parameter.explode = true;
                parameter.required = false;
                parameters.push(parameter);
            }
        }
    }

    /// Reports the parts of a path that use the notation of server frameworks instead of the standard's.
    pub(crate) fn check_path(&self, item: &PathItem<'a>, key: &PathKey<'a>) {
        let say = |message: String, label: String| {
            self.push(
                Diagnostic::warning(codes::PATH_SYNTAX, item.node.key_location(), message)
                    .label(label),
            );
        };
        for (segment, name) in &key.others {
            say(
                format!("the path has `{segment}`, but parameters are in braces"),
                format!("read as `{{{name}}}`"),
            );
        }
        for (expression, name) in &key.expressions {
            say(
                format!("the path has `{{{expression}}}`, an expression with the style of a value"),
                format!("read as `{{{name}}}`, with the style of the parameter"),
            );
        }
        let is_unnamed = |segment: &&str| segment.starts_with(':') || segment.contains("{}");
        for segment in key.path.split('/').filter(is_unnamed) {
            say(
                format!("the path has `{segment}`, for which no parameter is declared"),
                "sent as it is".to_owned(),
            );
        }
        let mut segments = key.path.split('/');
        if segments.any(|segment| ["*", "**"].contains(&segment)) {
            say(
                "the path has a wildcard, which cannot have a value".to_owned(),
                "sent unchanged; use a parameter such as `{rest+}` instead".to_owned(),
            );
        }
        if key.path.matches('{').count() != key.path.matches('}').count() {
            say(
                "the path has an unmatched brace".to_owned(),
                "sent as it is".to_owned(),
            );
        }
    }

    /// Reports whether `value` is the only value that a parameter allows.
    fn is_only_value(&self, parameter: &Parameter<'a>, value: &str) -> bool {
        let Some(schema) = parameter.schema else {
            return false;
        };
        let schema = self.schema(schema);
        let is = |node: crate::load::Node<'a>| node.scalar_text() == Some(value);
        match (schema.constant, schema.values.as_slice()) {
            (Some(constant), _) => is(constant),
            (None, [only]) => is(*only),
            _ => false,
        }
    }

    fn fixed(&self, item: &PathItem<'a>, parameter: &Parameter<'a>, pair: &str) {
        let message = format!(
            "the path has `{pair}`, but the parameter `{}` allows other values",
            parameter.name
        );
        self.push(
            Diagnostic::warning(
                codes::FIXED_QUERY_PARAMETER,
                name_location(parameter),
                message,
            )
            .label("left out: the value in the path is sent")
            .related(item.node.key_location(), "the path"),
        );
    }
}
