//! Finds the operation of a request.

use percent_encoding::percent_decode_str;

use crate::document::{Document, Place};

/// Methods with a field of a path item (`OpenAPI` 3.2.0, section 4.9).
const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// An operation of a document.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// The `operationId`.
    pub(crate) id: Option<String>,
    /// The method in upper case.
    pub(crate) method: String,
    /// The path in the document.
    pub(crate) template: String,
    file: usize,
    pointer: String,
    item_file: usize,
    item_pointer: String,
    path: Path,
    /// Required pairs of the query, for a path with a query.
    pub(crate) query: Vec<(String, String)>,
}

impl Operation {
    /// Returns the operation object.
    pub(crate) fn place<'d>(&self, document: &'d Document) -> Option<Place<'d>> {
        document.place(self.file, &self.pointer)
    }

    /// Returns the path item of the operation.
    pub(crate) fn item<'d>(&self, document: &'d Document) -> Option<Place<'d>> {
        document.place(self.item_file, &self.item_pointer)
    }
}

/// The segments of a path.
type Path = Vec<Vec<Piece>>;

/// A piece of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Parameter(String),
    /// A parameter for several segments.
    Rest(String),
}

/// The operations of a document.
#[derive(Debug)]
pub(crate) struct Operations {
    /// All operations in the order of the document.
    pub(crate) all: Vec<Operation>,
    /// The paths of the servers, and the empty path.
    bases: Vec<Path>,
}

/// An operation that a request may be for.
#[derive(Debug)]
pub(crate) struct Match<'o> {
    pub(crate) operation: &'o Operation,
    /// Names and encoded values of the path parameters.
    pub(crate) values: Vec<(String, String)>,
}

/// Reason why there is no operation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// No path matches.
    Path,
    /// A path matches, but has only these methods.
    Method(Vec<String>),
}

impl Operations {
    /// Returns the operations of a document.
    pub(crate) fn of(document: &Document) -> Self {
        let root = document.root(0);
        let mut all = Vec::new();
        let mut servers: Vec<Place<'_>> = root.list("servers").collect();
        let paths = root.member("paths");
        for (template, item) in paths.iter().flat_map(Place::members) {
            // If the reference does not resolve, the adjacent fields still count.
            let item = document.follow(item.clone()).unwrap_or(item);
            servers.extend(item.list("servers"));
            let fixed = METHODS.iter().filter_map(|method| {
                let operation = item.member(method)?;
                Some((method.to_ascii_uppercase(), operation))
            });
            let additional = item.member("additionalOperations");
            let additional = additional.iter().flat_map(Place::members);
            let additional = additional.map(|(method, operation)| (method.to_owned(), operation));
            for (method, operation) in fixed.chain(additional) {
                servers.extend(operation.list("servers"));
                all.push(read(template, method, &item, &operation));
            }
        }
        let mut bases = vec![Path::new()];
        for base in servers
            .iter()
            .filter_map(|server| base(server.text("url")?))
        {
            if !bases.contains(&base) {
                bases.push(base);
            }
        }
        // The longest path is first. Paths with variables are last, because they match almost anything.
        bases.sort_by_key(|base| {
            let is_literal = |piece: &Piece| matches!(piece, Piece::Literal(_));
            let has_variables = !base.iter().flatten().all(is_literal);
            (has_variables, std::cmp::Reverse(base.len()))
        });
        Self { all, bases }
    }

    /// Returns the path of the first server, if it has no variables.
    pub(crate) fn base(document: &Document) -> String {
        let servers = document.root(0).list("servers").next();
        let path = servers.and_then(|server| Some(base_path(server.text("url")?).to_owned()));
        path.filter(|path| !path.contains('{')).unwrap_or_default()
    }

    /// Returns the operations that a request may be for: those of the most specific path with the method. A document
    /// may have several for one path, distinguished by a query or a fragment.
    pub(crate) fn find(
        &self,
        method: &str,
        path: &str,
        query: &[(String, String)],
    ) -> Result<Vec<Match<'_>>, Missing> {
        let mut methods: Vec<String> = Vec::new();
        for base in &self.bases {
            let Some(rest) = without_base(base, path) else {
                continue;
            };
            let mut found: Vec<Match<'_>> = self
                .all
                .iter()
                .filter(|operation| operation.query.iter().all(|pair| query.contains(pair)))
                .filter_map(|operation| {
                    Some(Match {
                        operation,
                        values: match_path(&operation.path, rest)?,
                    })
                })
                .collect();
            methods.extend(found.iter().map(|found| found.operation.method.clone()));
            found.retain(|found| found.operation.method == method);
            let rank = |found: &Match<'_>| rank(found.operation);
            if let Some(best) = found.iter().map(rank).min() {
                found.retain(|found| rank(found) == best);
                return Ok(found);
            }
        }
        if methods.is_empty() {
            return Err(Missing::Path);
        }
        methods.sort();
        methods.dedup();
        Err(Missing::Method(methods))
    }
}

fn read(template: &str, method: String, item: &Place<'_>, operation: &Place<'_>) -> Operation {
    // Some documents distinguish operations of one path by a fragment.
    let address = template.split('#').next().unwrap_or_default();
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let query = query.split('&').filter(|pair| !pair.is_empty());
    Operation {
        id: operation.text("operationId").map(str::to_owned),
        method,
        template: template.to_owned(),
        file: operation.file,
        pointer: operation.pointer(),
        item_file: item.file,
        item_pointer: item.pointer(),
        path: parse_path(path),
        query: query
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            // A value that contains a parameter is a query parameter.
            .filter(|(_, value)| !value.contains('{'))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    }
}

fn parse_path(path: &str) -> Path {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.split('/').map(parse_segment).collect()
}

fn parse_segment(segment: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = segment;
    while let Some((literal, name, after)) = parameter_in(rest) {
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal.to_owned()));
        }
        let (name, catches) = catching(name);
        let name = name.to_owned();
        pieces.push(
            if catches && segment.ends_with('}') && segment.starts_with('{') {
                Piece::Rest(name)
            } else {
                Piece::Parameter(name)
            },
        );
        rest = after;
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    pieces
}

/// Returns the text before the first parameter, its name, and the text after it.
fn parameter_in(text: &str) -> Option<(&str, &str, &str)> {
    let (literal, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((literal, name, after))
}

/// Returns the name of a parameter, and whether it matches all following segments, in the notations of several servers:
/// `{name+}`, `{+name}`, `{*name}`, `{name:.*}`.
fn catching(inner: &str) -> (&str, bool) {
    let patterns = [":.*", ":.+", ":**", ":path"];
    let mut patterns = patterns.iter();
    let plain = patterns.find_map(|pattern| inner.strip_suffix(pattern));
    let name = plain
        .unwrap_or(inner)
        .trim_start_matches(['+', '*'])
        .trim_end_matches(['+', '*']);
    (name, name.len() < inner.len())
}

/// Returns the specificity of a path by segment; lower is more specific.
fn rank(operation: &Operation) -> Vec<u8> {
    let of_segment = |pieces: &Vec<Piece>| match pieces.as_slice() {
        [Piece::Literal(_)] => 0,
        [Piece::Parameter(_)] => 2,
        [Piece::Rest(_)] => 3,
        _ => 1,
    };
    // A longer path is more specific than its beginning.
    let end = std::iter::once(4);
    operation.path.iter().map(of_segment).chain(end).collect()
}

/// Returns the text of the parameters if the path matches.
fn match_path(template: &Path, path: &str) -> Option<Vec<(String, String)>> {
    let segments: Vec<&str> = path.split('/').collect();
    let mut values = Vec::new();
    match_segments(template, &segments, &mut values)?;
    Some(values)
}

fn match_segments(
    template: &[Vec<Piece>],
    segments: &[&str],
    values: &mut Vec<(String, String)>,
) -> Option<()> {
    let Some((pieces, further)) = template.split_first() else {
        return segments.is_empty().then_some(());
    };
    if let [Piece::Rest(name)] = pieces.as_slice() {
        // Tries the longest value for which the rest matches.
        let known = values.len();
        for count in (1..=segments.len()).rev() {
            let (taken, left) = segments.split_at_checked(count)?;
            values.push((name.clone(), taken.join("/")));
            if match_segments(further, left, values).is_some() {
                return Some(());
            }
            values.truncate(known);
        }
        return None;
    }
    let (segment, left) = segments.split_first()?;
    match_segment(pieces, segment, values)?;
    match_segments(further, left, values)
}

fn match_segment(
    pieces: &[Piece],
    segment: &str,
    values: &mut Vec<(String, String)>,
) -> Option<()> {
    match pieces {
        [] => segment.is_empty().then_some(()),
        [Piece::Literal(literal)] => (decoded(segment) == decoded(literal)).then_some(()),
        [Piece::Literal(literal), rest @ ..] => {
            match_segment(rest, segment.strip_prefix(literal.as_str())?, values)
        }
        [Piece::Parameter(name) | Piece::Rest(name)] => {
            values.push((name.clone(), segment.to_owned()));
            (!segment.is_empty()).then_some(())
        }
        [Piece::Parameter(name) | Piece::Rest(name), rest @ ..] => {
            // Tries the shortest value for which the rest matches.
            let ends = segment.char_indices().map(|(at, _)| at).skip(1);
            let known = values.len();
            for end in ends {
                let (value, after) = segment.split_at(end);
                values.push((name.clone(), value.to_owned()));
                if match_segment(rest, after, values).is_some() {
                    return Some(());
                }
                values.truncate(known);
            }
            None
        }
    }
}

/// Returns the path of a server's URL.
fn base_path(url: &str) -> &str {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or(""),
        None => url,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/')
}

fn base(url: &str) -> Option<Path> {
    let path = base_path(url);
    (path.starts_with('/')).then(|| parse_path(path))
}

/// Returns the rest after the path of a server, without the slash.
fn without_base<'p>(base: &Path, path: &'p str) -> Option<&'p str> {
    let mut rest = path.strip_prefix('/')?;
    for pieces in base {
        let (segment, after) = rest.split_once('/')?;
        match_segment(pieces, segment, &mut Vec::new())?;
        rest = after;
    }
    Some(rest)
}

fn decoded(text: &str) -> Vec<u8> {
    percent_decode_str(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations() -> Operations {
        let text = "openapi: 3.1.0
servers:
  - url: https://example.com/api/v1/
  - url: /{tenant}
paths:
  /users: {get: {}}
  /users/{id}: {get: {}, delete: {}}
  /users/me: {get: {}}
  /files/{name}.{extension}: {get: {}}
  /files/{name}: {get: {}}
  /search?kind=user: {get: {}}
  /search?kind=file: {get: {}}
  /hook#a: {post: {}}
  /hook#b: {post: {}}
  /all/{proxy+}: {get: {}}
  /all/{*path}/raw: {get: {}}
";
        Operations::of(&Document::parse(text).unwrap())
    }

    fn found(method: &str, path: &str) -> Result<Vec<String>, Missing> {
        let operations = operations();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let query: Vec<(String, String)> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let found = operations.find(method, path, &query)?;
        let describe = |found: &Match<'_>| {
            let values = found.values.iter();
            let values: Vec<String> = values
                .map(|(name, value)| format!(" {name}={value}"))
                .collect();
            format!("{}{}", found.operation.template, values.concat())
        };
        Ok(found.iter().map(describe).collect())
    }

    #[test]
    fn the_most_specific_path_is_found() {
        for (path, expected) in [
            ("/users", "/users"),
            ("/users/1", "/users/{id} id=1"),
            ("/users/a%2Fb", "/users/{id} id=a%2Fb"),
            ("/users/me", "/users/me"),
            (
                "/files/a.b.txt",
                "/files/{name}.{extension} name=a extension=b.txt",
            ),
            ("/files/a", "/files/{name} name=a"),
            ("/search?kind=file&x=1", "/search?kind=file"),
            ("/all/a/b%2Fc", "/all/{proxy+} proxy=a/b%2Fc"),
            ("/all/a/b/raw", "/all/{*path}/raw path=a/b"),
            ("/all/raw", "/all/{proxy+} proxy=raw"),
        ] {
            assert_eq!(found("GET", path).unwrap(), [expected], "{path}");
        }
        // A more specific path without the method does not prevent a match of the next one.
        assert_eq!(found("DELETE", "/users/me").unwrap(), ["/users/{id} id=me"]);
        assert_eq!(found("POST", "/hook").unwrap(), ["/hook#a", "/hook#b"]);
    }

    #[test]
    fn the_paths_of_servers_may_come_first() {
        assert_eq!(found("GET", "/api/v1/users").unwrap(), ["/users"]);
        assert_eq!(found("GET", "/acme/users").unwrap(), ["/users"]);
        assert_eq!(found("GET", "/a/b/users"), Err(Missing::Path));
    }

    #[test]
    fn what_does_not_fit_is_missing() {
        for path in ["/user", "/users/", "/users/1/2", "/search", "/users//"] {
            assert_eq!(found("GET", path), Err(Missing::Path), "{path}");
        }
        assert_eq!(
            found("POST", "/users/1"),
            Err(Missing::Method(vec!["DELETE".into(), "GET".into()]))
        );
    }
}
