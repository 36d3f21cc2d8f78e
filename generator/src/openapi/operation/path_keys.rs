//! Parses the keys of `paths`: the path and its placeholders, and the query after it.
//!
//! The standard allows only paths (`OpenAPI` 3.1.1, section 4.8.8.1). Yet documents distinguish operations of
//! one path by a query or a fragment, and name query parameters as RFC 6570 does.

use foldhash::HashSet;
use indexmap::IndexSet;

/// A parsed key of `paths`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PathKey<'a> {
    /// The path, with `{parameters}`.
    pub path: String,
    /// The pairs of the query, with `{parameters}`.
    pub pairs: Vec<&'a str>,
    /// The query parameters that an expression like `{?page,size*}` names.
    pub named: Vec<&'a str>,
    /// The path parameters.
    pub placeholders: Vec<&'a str>,
    /// The path parameters that may span several segments (`{proxy+}`).
    pub several: Vec<&'a str>,
    /// Segments such as `:id` and `<int:id>`, each with the parameter that it names.
    pub others: Vec<(&'a str, &'a str)>,
    /// Expressions such as `;id*` that contain a style, each with the parameter that it names.
    pub expressions: Vec<(&'a str, &'a str)>,
}

impl<'a> PathKey<'a> {
    /// Parses a key. `declared` are the names of the declared path parameters.
    pub(crate) fn of(key: &'a str, declared: &[&str]) -> Self {
        let (key, _) = split(key, '#');
        let (path, query) = split(key, '?');
        let mut named = Vec::new();
        let mut found = Placeholders::default();
        let declared: HashSet<&str> = declared.iter().copied().collect();
        let path = without_expressions(path, &mut named, |literal, inner, kept| {
            found.take(literal, inner, &declared, kept);
        });
        let mut pairs = Vec::new();
        let mut rest = Some(query);
        while let Some(query) = rest {
            let (pair, after) = split(query, '&');
            rest = (!after.is_empty()).then_some(after);
            // An expression after a pair is not part of it.
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
            placeholders: found.names.into_iter().collect(),
            several: found.several,
            others: found.others,
            expressions: found.expressions,
        }
    }

    /// Returns the path and query to send, with `{parameters}`.
    pub(crate) fn template(&self) -> String {
        if self.pairs.is_empty() {
            return self.path.clone();
        }
        format!("{}?{}", self.path, self.pairs.join("&"))
    }
}

/// Splits the text at the first `at` that is not within braces.
fn split(text: &str, at: char) -> (&str, &str) {
    let mut depth = 0_usize;
    for (index, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if character == at && depth == 0 => {
                let (before, after) = text.split_at(index);
                return (before, after.get(at.len_utf8()..).unwrap_or_default());
            }
            _ => {}
        }
    }
    (text, "")
}

/// The placeholders found so far.
#[derive(Default)]
struct Placeholders<'a> {
    names: IndexSet<&'a str>,
    several: Vec<&'a str>,
    others: Vec<(&'a str, &'a str)>,
    expressions: Vec<(&'a str, &'a str)>,
}

impl<'a> Placeholders<'a> {
    /// Appends literal text, and the expression that follows it, to `kept`.
    fn take(
        &mut self,
        literal: &'a str,
        inner: Option<&'a str>,
        declared: &HashSet<&str>,
        kept: &mut String,
    ) {
        // Text between two expressions is not a whole segment.
        let begins_inside = !kept.is_empty();
        let segments: Vec<&'a str> = literal.split('/').collect();
        for (index, segment) in segments.iter().enumerate() {
            if index > 0 {
                kept.push('/');
            }
            let is_whole =
                (index > 0 || !begins_inside) && (index + 1 < segments.len() || inner.is_none());
            match server_parameter(segment).filter(|_| is_whole) {
                Some((name, several)) if declared.contains(name) => {
                    self.others.push((segment, name));
                    if several {
                        self.several.push(name);
                    }
                    self.push(name, kept);
                }
                Some(_) => self.take_colons(segment, declared, kept),
                None => kept.push_str(segment),
            }
        }
        let Some(inner) = inner else { return };
        let (mut name, several) = placeholder(inner, declared);
        // RFC 6570, sections 3.2.5 to 3.2.7.
        let bare = name.trim_start_matches([';', '.', '/']);
        if bare != name && !declared.contains(name) && declared.contains(bare) {
            self.expressions.push((inner, bare));
            if name.starts_with('/') {
                kept.push('/');
            }
            name = bare;
        }
        if several {
            self.several.push(name);
        }
        self.push(name, kept);
    }

    /// Appends a segment in which a parameter is followed by other text: `:id.json`, `:from-:to`.
    fn take_colons(&mut self, segment: &'a str, declared: &HashSet<&str>, kept: &mut String) {
        let mut rest = segment;
        while let Some((literal, tail)) = rest.split_once(':') {
            let is_part = |character: char| character.is_alphanumeric() || character == '_';
            let (name, after) = tail.split_at(tail.find(|c| !is_part(c)).unwrap_or(tail.len()));
            kept.push_str(literal);
            if declared.contains(name) {
                self.others.push((segment, name));
                self.push(name, kept);
            } else {
                kept.push(':');
                kept.push_str(name);
            }
            rest = after;
        }
        kept.push_str(rest);
    }

    fn push(&mut self, name: &'a str, kept: &mut String) {
        kept.push('{');
        kept.push_str(name);
        kept.push('}');
        if !name.is_empty() {
            self.names.insert(name);
        }
    }
}

/// Parses a segment in the notation of server frameworks: `:id`, `<id>`, `<path:rest>`, `*rest`. Returns the
/// name, and whether the parameter may span several segments.
fn server_parameter(segment: &str) -> Option<(&str, bool)> {
    if let Some(name) = segment.strip_prefix(':') {
        return Some((name, false));
    }
    if let Some(name) = segment.strip_prefix('*') {
        return Some((name, true));
    }
    let inner = segment.strip_prefix('<')?.strip_suffix('>')?;
    let (kind, name) = inner.split_once(':').unwrap_or(("", inner));
    Some((name, kind == "path"))
}

/// Parses the inside of braces. Returns the name, and whether the parameter may span several segments:
/// `{name+}` (gateways), `{+name}` (RFC 6570, section 3.2.3), `{*name}`, `{name:.*}` and `{name=a/*}` (server
/// frameworks).
fn placeholder<'a>(inner: &'a str, declared: &HashSet<&str>) -> (&'a str, bool) {
    let catches = inner.starts_with(['+', '*']) || inner.ends_with('+');
    if declared.contains(inner) {
        return (inner, catches);
    }
    if let Some((name, pattern)) = inner.split_once(':') {
        return (name.trim(), [".*", ".+", "**", "path"].contains(&pattern));
    }
    if let Some((name, pattern)) = inner.split_once('=') {
        return (name.trim(), pattern.contains(['/', '*']));
    }
    // `{{id}}` is the notation of other template languages.
    let inner = inner
        .strip_prefix('{')
        .and_then(|inner| inner.strip_suffix('}'))
        .unwrap_or(inner);
    let name = inner.trim_start_matches(['+', '*']);
    (name.trim_end_matches(['+', '*', '?']).trim(), catches)
}

/// Splits the text at the first braces: before, inside and after. A pattern inside may have braces
/// (`{id:[0-9]{3}}`).
fn expression(text: &str) -> Option<(&str, &str, &str)> {
    let (literal, tail) = text.split_once('{')?;
    let mut depth = 0_usize;
    for (index, character) in tail.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '}' => {
                let (inner, after) = tail.split_at(index);
                return Some((literal, inner, after.get(1..).unwrap_or_default()));
            }
            _ => {}
        }
    }
    None
}

/// Removes the expressions that expand to a query or a fragment (RFC 6570, sections 3.2.4, 3.2.8 and 3.2.9),
/// and adds the names in those of a query to `names`. `keep` appends the rest to the result: literal text,
/// and the expression that follows it.
fn without_expressions<'a>(
    text: &'a str,
    names: &mut Vec<&'a str>,
    mut keep: impl FnMut(&'a str, Option<&'a str>, &mut String),
) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((literal, inner, after)) = expression(rest) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_keys_are_split_into_path_and_query() {
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
    fn catch_all_parameters_are_recognized() {
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
            ("/{id:[0-9]{3}}/x?y={z}", "/{id}/x", &[]),
            ("/{{id}}/{{id}", "/{id}/{{id}", &[]),
            ("/x{;id*}{/id}/{.id}/{;no}", "/x{id}/{id}/{id}/{;no}", &[]),
            // The name of a declared parameter, with its punctuation.
            ("/{a:b}/{c+}", "/{a:b}/{c+}", &["c+"]),
        ] {
            let declared = if key.contains("a:b") {
                ["a:b", "c+"].as_slice()
            } else {
                &["id"]
            };
            let found = PathKey::of(key, declared);
            assert_eq!((found.path.as_str(), &*found.several), (template, several));
        }
    }

    #[test]
    fn framework_style_parameters_are_recognized() {
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

        let found = PathKey::of("/:id.json/:id-:b:cancel/*rest/*/*no", &declared);
        assert_eq!(found.path, "/{id}.json/{id}-{b}:cancel/{rest}/*/*no");
        assert_eq!(found.several, ["rest"]);
    }
}
