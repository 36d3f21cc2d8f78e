//! The keys of `paths`: where the path ends, and what stands after it.
//!
//! The standard knows paths alone (`OpenAPI` 3.1.1, section 4.8.8.1). Documents tell operations of one path apart by a
//! query or a fragment all the same, and name parameters of the query as RFC 6570 does.

use crate::diagnostic::Diagnostic;
use crate::ir::{Location, Style};

use super::Reader;
use super::operation::Parameter;
use super::operations::PathItem;
use super::parameters::{name_place, placeholders};

/// A key, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PathKey<'a> {
    /// The path, with `{parameters}`.
    pub path: String,
    /// The pairs of the query, with `{parameters}`.
    pub pairs: Vec<&'a str>,
    /// The parameters of the query that an expression like `{?page,size*}` names.
    pub named: Vec<&'a str>,
    /// The parameters of the path.
    pub placeholders: Vec<&'a str>,
    /// Those of them that may stand for several segments (`{proxy+}`).
    pub several: Vec<&'a str>,
    /// Segments like `:id` and `<int:id>` that stand for a parameter, and its name.
    pub others: Vec<(&'a str, &'a str)>,
}

impl<'a> PathKey<'a> {
    /// Takes a key apart, whose path has parameters that are declared with these names.
    pub(super) fn of(key: &'a str, declared: &[&str]) -> Self {
        let (key, _) = split(key, '#');
        let (path, query) = split(key, '?');
        let mut named = Vec::new();
        let mut found = Placeholders::default();
        let path = without_expressions(path, &mut named, |literal, inner, kept| {
            found.take(literal, inner, declared, kept);
        });
        let mut pairs = Vec::new();
        let mut rest = Some(query);
        while let Some(query) = rest {
            let (pair, after) = split(query, '&');
            rest = (!after.is_empty()).then_some(after);
            // Expressions stand behind pairs, and are no part of one.
            let mut behind = Vec::new();
            without_expressions(pair, &mut behind, |_, _, _| {});
            let pair = match pair.find("{&").or_else(|| pair.find("{?")) {
                Some(at) if !behind.is_empty() => pair.get(..at).unwrap_or_default(),
                _ => pair,
            };
            named.append(&mut behind);
            pairs.extend((!pair.is_empty()).then_some(pair));
        }
        Self {
            path,
            pairs,
            named,
            placeholders: found.names,
            several: found.several,
            others: found.others,
        }
    }

    /// What is sent, with `{parameters}`.
    pub(super) fn template(&self) -> String {
        if self.pairs.is_empty() {
            return self.path.clone();
        }
        format!("{}?{}", self.path, self.pairs.join("&"))
    }
}

/// What stands before and after a character that is not within braces.
fn split(text: &str, at: char) -> (&str, &str) {
    let mut inside = false;
    for (index, character) in text.char_indices() {
        match character {
            '{' => inside = true,
            '}' => inside = false,
            _ if character == at && !inside => {
                let (before, after) = text.split_at(index);
                return (before, after.get(at.len_utf8()..).unwrap_or_default());
            }
            _ => {}
        }
    }
    (text, "")
}

/// The parameters of a path as they are met.
#[derive(Default)]
struct Placeholders<'a> {
    names: Vec<&'a str>,
    several: Vec<&'a str>,
    others: Vec<(&'a str, &'a str)>,
}

impl<'a> Placeholders<'a> {
    /// Adds literal text, and the expression behind it.
    fn take(
        &mut self,
        literal: &'a str,
        inner: Option<&'a str>,
        declared: &[&str],
        kept: &mut String,
    ) {
        // Between braces there is no whole segment.
        let begins_inside = !kept.is_empty();
        let segments: Vec<&'a str> = literal.split('/').collect();
        for (index, segment) in segments.iter().enumerate() {
            if index > 0 {
                kept.push('/');
            }
            let is_whole =
                (index > 0 || !begins_inside) && (index + 1 < segments.len() || inner.is_none());
            match server_parameter(segment).filter(|_| is_whole) {
                Some((name, several)) if declared.contains(&name) => {
                    self.others.push((segment, name));
                    if several {
                        self.several.push(name);
                    }
                    self.push(name, kept);
                }
                _ => kept.push_str(segment),
            }
        }
        let Some(inner) = inner else { return };
        let (name, several) = placeholder(inner, declared);
        if several {
            self.several.push(name);
        }
        self.push(name, kept);
    }

    fn push(&mut self, name: &'a str, kept: &mut String) {
        kept.push('{');
        kept.push_str(name);
        kept.push('}');
        if !name.is_empty() && !self.names.contains(&name) {
            self.names.push(name);
        }
    }
}

/// The name of a parameter that a segment stands for as servers write it, and whether it may be several segments: `:id`,
/// `<id>`, `<path:rest>`.
fn server_parameter(segment: &str) -> Option<(&str, bool)> {
    if let Some(name) = segment.strip_prefix(':') {
        return Some((name, false));
    }
    let inner = segment.strip_prefix('<')?.strip_suffix('>')?;
    let (kind, name) = inner.split_once(':').unwrap_or(("", inner));
    Some((name, kind == "path"))
}

/// The name of a parameter as an expression of a path has it, and whether its value may be several segments: `{name+}`
/// as gateways write it, `{+name}` (RFC 6570, section 3.2.3), `{*name}`, `{name:.*}` and `{name=a/*}` as servers do.
fn placeholder<'a>(inner: &'a str, declared: &[&str]) -> (&'a str, bool) {
    let catches = inner.starts_with(['+', '*']) || inner.ends_with('+');
    if declared.contains(&inner) {
        return (inner, catches);
    }
    if let Some((name, pattern)) = inner.split_once(':') {
        return (name.trim(), [".*", ".+", "**", "path"].contains(&pattern));
    }
    if let Some((name, pattern)) = inner.split_once('=') {
        return (name.trim(), pattern.contains(['/', '*']));
    }
    let name = inner.trim_start_matches(['+', '*']);
    (name.trim_end_matches(['+', '*', '?']).trim(), catches)
}

/// The text without the expressions that make a query or a fragment (RFC 6570, sections 3.2.4, 3.2.8 and 3.2.9), and
/// the names in those of a query. What else there is, `keep` adds to it: literal text and the expression behind it.
fn without_expressions<'a>(
    text: &'a str,
    names: &mut Vec<&'a str>,
    mut keep: impl FnMut(&'a str, Option<&'a str>, &mut String),
) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((literal, inner, after)) = rest.split_once('{').and_then(|(literal, tail)| {
        tail.split_once('}')
            .map(|(inner, after)| (literal, inner, after))
    }) {
        if let Some(list) = inner.strip_prefix(['?', '&']) {
            let list = list.split(',').map(|name| {
                let name = name.trim_end_matches('*');
                name.split_once(':').map_or(name, |(name, _)| name)
            });
            names.extend(list.filter(|name| !name.is_empty()));
            keep(literal, None, &mut kept);
        } else if inner.starts_with('#') {
            keep(literal, None, &mut kept);
        } else {
            keep(literal, Some(inner), &mut kept);
        }
        rest = after;
    }
    keep(rest, None, &mut kept);
    kept
}

impl<'a> Reader<'a> {
    /// Makes the parameters agree with the query of a path's key: what has a fixed value there is no parameter, and
    /// what the key has a place for stands there and nowhere else.
    pub(super) fn match_query(
        &self,
        item: &PathItem<'a>,
        key: &mut PathKey<'a>,
        parameters: &mut Vec<Parameter<'a>>,
    ) {
        self.match_named(item, key, parameters);
        let pairs = std::mem::take(&mut key.pairs);
        for pair in pairs {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let written = placeholders(pair);
            if written.is_empty() {
                parameters.retain(|parameter| {
                    let is_fixed = parameter.location == Location::Query && parameter.name == name;
                    if is_fixed && !self.is_only_value(parameter, value) {
                        self.fixed(item, parameter, pair);
                    }
                    !is_fixed
                });
                key.pairs.push(pair);
                continue;
            }
            let is_path = |name: &str| {
                let mut declared = parameters.iter();
                declared.any(|one| one.location == Location::Path && one.name == name)
            };
            let of_query: Vec<&str> = written.into_iter().filter(|name| !is_path(name)).collect();
            let mut sent_apart = false;
            for parameter in parameters.iter_mut().filter(|parameter| {
                parameter.location == Location::Query && of_query.contains(&parameter.name)
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
                    parameter.location = Location::Path;
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

    /// Parameters that an expression names are those of the query, whatever they are said to be.
    fn match_named(
        &self,
        item: &PathItem<'a>,
        key: &PathKey<'a>,
        parameters: &mut Vec<Parameter<'a>>,
    ) {
        let in_path = placeholders(&key.template())
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>();
        for &name in &key.named {
            let of_query =
                |one: &Parameter<'a>| one.location == Location::Query && one.name == name;
            if parameters.iter().any(of_query) {
                continue;
            }
            let misplaced = parameters.iter_mut().find(|one| {
                one.location == Location::Path
                    && one.name == name
                    && !in_path.iter().any(|known| known == name)
            });
            if let Some(parameter) = misplaced {
                let message =
                    format!("`{name}` stands in the query of the path, and says `in: path`");
                self.push(
                    Diagnostic::warning("misplaced-parameter", name_place(parameter), message)
                        .label("sent in the query")
                        .related(item.node.key_place(), "the path"),
                );
                parameter.location = Location::Query;
                parameter.style = Style::Form;
                parameter.explode = true;
            } else {
                let mut parameter = self.undeclared(item, name);
                parameter.location = Location::Query;
                parameter.style = Style::Form;
                parameter.explode = true;
                parameter.required = false;
                parameters.push(parameter);
            }
        }
    }

    /// Says what of a path is written as servers write it, and not as the standard does.
    pub(super) fn check_path(&self, item: &PathItem<'a>, key: &PathKey<'a>) {
        let say = |message: String, label: String| {
            self.push(
                Diagnostic::warning("path-syntax", item.node.key_place(), message).label(label),
            );
        };
        for (segment, name) in &key.others {
            say(
                format!("the path has `{segment}`, and parameters stand in braces"),
                format!("read as `{{{name}}}`"),
            );
        }
        let mut segments = key.path.split('/');
        if segments.any(|segment| ["*", "**"].contains(&segment)) {
            say(
                "the path has a wildcard, for which nothing can be given".to_owned(),
                "sent as it is; a parameter like `{rest+}` would ask for it".to_owned(),
            );
        }
        if key.path.matches('{').count() != key.path.matches('}').count() {
            say(
                "the path has a brace without its other".to_owned(),
                "sent as it is".to_owned(),
            );
        }
    }

    /// Whether a parameter can have no other value than this.
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
            "the path says `{pair}`, and the parameter `{}` may be something else",
            parameter.name
        );
        self.push(
            Diagnostic::warning("fixed-query-parameter", name_place(parameter), message)
                .label("left out: what the path says is sent")
                .related(item.node.key_place(), "the path"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_taken_apart() {
        for (key, template, named) in [
            ("/a/{b}", "/a/{b}", [].as_slice()),
            ("/a?b=1&&c={d}#e?f", "/a?b=1&c={d}", &[]),
            ("/#Action=X", "/", &[]),
            ("/a{?b,c*}", "/a", &["b", "c"]),
            ("/a?b=1{&c:3}{#d}", "/a?b=1", &["c"]),
            ("/a{#d}", "/a", &[]),
            ("/a/{b?c}", "/a/{b?c}", &[]),
            ("/a{b", "/a{b", &[]),
            ("?", "", &[]),
            ("", "", &[]),
        ] {
            let found = PathKey::of(key, &[]);
            assert_eq!(
                (found.template().as_str(), &*found.named),
                (template, named),
                "{key}"
            );
        }
    }

    #[test]
    fn parameters_of_several_segments() {
        for (key, template, several) in [
            ("/a/{proxy+}", "/a/{proxy}", ["proxy"].as_slice()),
            ("/{+name}/x", "/{name}/x", &["name"]),
            ("/{*path}", "/{path}", &["path"]),
            ("/{**path}", "/{path}", &["path"]),
            ("/{path:.+}", "/{path}", &["path"]),
            ("/{name=shelves/*}", "/{name}", &["name"]),
            (
                "/{id:[0-9]+}/{n:int}/{ids*}/{o?}",
                "/{id}/{n}/{ids}/{o}",
                &[],
            ),
            // That is what it is called.
            ("/{a:b}/{c+}", "/{a:b}/{c+}", &["c+"]),
        ] {
            let declared = if key.contains("a:b") {
                ["a:b", "c+"].as_slice()
            } else {
                &[]
            };
            let found = PathKey::of(key, declared);
            assert_eq!((found.path.as_str(), &*found.several), (template, several));
        }
    }

    #[test]
    fn parameters_without_braces() {
        let declared = ["id", "b", "rest"];
        let found = PathKey::of(
            "/a/:id/:other/x:id/{b}:id/<int:id>/<path:rest>/<no>",
            &declared,
        );
        assert_eq!(found.path, "/a/{id}/:other/x:id/{b}:id/{id}/{rest}/<no>");
        assert_eq!(found.placeholders, ["id", "b", "rest"]);
        assert_eq!(
            found.others,
            [(":id", "id"), ("<int:id>", "id"), ("<path:rest>", "rest")]
        );
        assert_eq!(found.several, ["rest"]);
    }
}
