//! Applies overlays: documents that change another one before it is read (OpenAPI Overlay Specification 1.0 and 1.1).
//!
//! An added value has the location of the value that it was added to, so every diagnostic points into the document.
//! Problems of the overlay itself are reported at their own locations.

use std::collections::HashMap;

use serde_json::Value;

use super::builder::Builder;
use super::json_path::{self, Exceeded, NodeList, Problem, Query};
use super::node::Node;
use super::overlay_limits::{Budget, DEPTH, Size};
use super::overlay_targets::{NotAnObject, deepest, remove, targets, update};
use super::tree::NodeKind;
use super::tree::{Span, Tree};
use super::{Document, FileId};
use crate::diagnostic::{Diagnostic, Location, codes};

/// Applies an overlay, which is file `file` of the document, to the document's own tree.
pub(super) fn apply(
    root: Tree,
    overlay: Tree,
    file: FileId,
    diagnostics: &mut Vec<Diagnostic>,
) -> Tree {
    let overlay = alone(overlay);
    let actions = Overlay { file, diagnostics }.actions(overlay.root());
    if actions.is_empty() {
        return root;
    }
    let document = alone(root);
    let mut value = document.root().to_json();
    let mut budget = Budget::of(&value);
    for action in actions {
        let mut overlay = Overlay { file, diagnostics };
        if overlay.act(&action, &mut value, &mut budget).is_none() {
            return document.root;
        }
    }
    let text = document.root.source.text.as_str();
    let decoded = document.root.values.decoded.clone();
    let mut builder = Builder::continuing(FileId(0), text, decoded);
    let built = build(
        &mut builder,
        &document,
        Some(document.root()),
        &value,
        Span::default(),
    );
    let (values, found) = builder.finish();
    diagnostics.extend(found);
    if let Err(problem) = built {
        diagnostics.push(*problem);
        return document.root;
    }
    Tree {
        source: document.root.source,
        values,
    }
}

/// Returns a tree as a document without other files.
fn alone(root: Tree) -> Document {
    Document {
        root,
        others: Vec::new(),
        links: Vec::new(),
    }
}

/// An action of an overlay (section 4.4.3).
struct Action<'o> {
    target: Node<'o>,
    /// The value of `copy`, if the action copies.
    copied: Option<Node<'o>>,
    path: Query,
    change: Change,
}

enum Change {
    Remove,
    /// Merges this value.
    Update(Value),
    /// Merges the value at this path.
    Copy(Query),
}

/// The state while an overlay is applied.
struct Overlay<'d> {
    file: FileId,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Overlay<'_> {
    fn place(&self, node: Node<'_>) -> Location {
        Location::Bytes(self.file, node.value_span())
    }

    fn error(&mut self, node: Node<'_>, message: impl Into<String>, help: &str) {
        let place = self.place(node);
        let diagnostic = Diagnostic::error(codes::INVALID_OVERLAY, place, message);
        self.diagnostics.push(diagnostic.help(help));
    }

    /// Reads the actions of an overlay. Invalid actions are reported and left out.
    fn actions<'o>(&mut self, root: Node<'o>) -> Vec<Action<'o>> {
        let version = root.get("overlay").and_then(Node::scalar_text);
        if !version.is_some_and(|version| version.starts_with("1.")) {
            self.error(
                root,
                "this is not an overlay",
                "an overlay begins with `overlay: 1.0.0`, and has a list `actions`",
            );
            return Vec::new();
        }
        let Some(actions) = root.get("actions").filter(|actions| actions.is_array()) else {
            self.error(
                root,
                "the overlay has no list `actions`",
                "each action has a `target`, and `update` or `remove`",
            );
            return Vec::new();
        };
        actions
            .items()
            .filter_map(|node| self.action(node))
            .collect()
    }

    fn action<'o>(&mut self, node: Node<'o>) -> Option<Action<'o>> {
        let Some(target) = node.get("target") else {
            self.error(
                node,
                "the action has no `target`",
                "a target is a JSONPath: `$.paths['/users'].get`",
            );
            return None;
        };
        let path = self.path(target)?;
        let change = if node.get("remove").and_then(Node::as_bool) == Some(true) {
            Change::Remove
        } else if let Some(copied) = node.get("copy") {
            Change::Copy(self.path(copied)?)
        } else if let Some(update) = node.get("update") {
            Change::Update(update.to_json())
        } else {
            self.error(
                node,
                "the action changes nothing",
                "give it `update` or `remove: true`",
            );
            return None;
        };
        Some(Action {
            target,
            copied: node
                .get("copy")
                .filter(|_| matches!(change, Change::Copy(_))),
            path,
            change,
        })
    }

    fn path(&mut self, node: Node<'_>) -> Option<Query> {
        let error = match json_path::parse(node.as_str().unwrap_or_default()) {
            Ok(parsed) => {
                if let Some(offset) = parsed.invalid_pattern_offset {
                    self.report_invalid_pattern(node, offset);
                    return None;
                }
                return Some(parsed.query);
            }
            Err(error) => error,
        };
        if error.problem == Problem::TooDeep {
            let help = format!(
                "a path has at most {} parentheses, filters and functions inside one another",
                json_path::DEPTH
            );
            self.too_much(node, "the path of the overlay is nested too deep", &help);
        } else {
            self.error(
                node,
                format!("this is not a JSONPath: {error}"),
                "JSONPath is described in RFC 9535; write names other than identifiers in brackets: `$.paths['/users']`",
            );
        }
        None
    }

    /// Reports that a path has a regular expression that is not an I-Regexp.
    fn report_invalid_pattern(&mut self, node: Node<'_>, offset: usize) {
        let place = self.place(node);
        let message = format!(
            "the regular expression at byte {offset} of the path is not an I-Regexp (RFC 9485)"
        );
        let diagnostic = Diagnostic::error(codes::INVALID_OVERLAY_PATTERN, place, message);
        self.diagnostics.push(diagnostic.help(
            "write `[0-9]` for `\\d`, `[A-Za-z0-9_]` for `\\w`, `[ \\t\\r\\n]` for `\\s`, `[Aa]` for `(?i)a`, `(a)` for `(?:a)`, and `a*` for `a*?`",
        ));
    }

    /// Reports that the overlay exceeds a limit; later actions are not applied.
    fn too_much(&mut self, node: Node<'_>, message: &str, help: &str) {
        let place = self.place(node);
        let error = Diagnostic::error(codes::OVERLAY_TOO_LARGE, place, message);
        self.diagnostics.push(error.help(help));
    }

    /// Reports that a path exceeds a limit.
    fn exceeded(&mut self, node: Node<'_>, exceeded: Exceeded, budget: &Budget) {
        match exceeded {
            Exceeded::Steps => {
                let help = format!(
                    "paths take at most {} steps for this document (limit `overlay-steps`); each `..` visits all values below, and a filter is evaluated for each value that it tests",
                    budget.step_limit
                );
                let message = "the paths of the overlay take too many steps";
                self.too_much(node, message, &help);
            }
            Exceeded::Pattern => {
                let help = format!(
                    "use fewer groups and repetitions; a class of characters such as `\\p{{L}}` is large, too; an expression has at most {} groups inside one another, and needs at most {} MiB of memory",
                    json_path::DEPTH,
                    json_path::COMPILED >> 20
                );
                let message = "a regular expression of the overlay is too large";
                self.too_much(node, message, &help);
            }
        }
    }

    /// Applies an action; returns none if it exceeds a limit.
    fn act(
        &mut self,
        action: &Action<'_>,
        document: &mut Value,
        budget: &mut Budget,
    ) -> Option<()> {
        let selected = json_path::select(&action.path, document, &mut budget.steps)
            .and_then(|found| Ok((found.selected.len(), targets(&found, &mut budget.steps)?)));
        let (places, targets) = match selected {
            Ok(selected) => selected,
            Err(exceeded) => {
                self.exceeded(action.target, exceeded, budget);
                return None;
            }
        };
        if places == 0 {
            let place = self.place(action.target);
            self.diagnostics.push(
                Diagnostic::warning(
                    codes::OVERLAY_WITHOUT_TARGET,
                    place,
                    "the document has nothing at this target",
                )
                .help("update the path to the current document, or remove the action"),
            );
            return Some(());
        }
        let addition = match &action.change {
            Change::Remove => {
                let removed = remove(document, &targets, &mut budget.steps);
                return removed
                    .map_err(|exceeded| self.exceeded(action.target, exceeded, budget))
                    .ok();
            }
            Change::Update(value) => value.clone(),
            Change::Copy(from) => match json_path::select(from, document, &mut budget.steps) {
                Ok(found) => {
                    let Some(value) = only(&found) else {
                        self.error(
                            action.target,
                            "`copy` does not select exactly one value of the document",
                            "change `copy` to select one value",
                        );
                        return Some(());
                    };
                    value.clone()
                }
                Err(exceeded) => {
                    let node = action.copied.unwrap_or(action.target);
                    self.exceeded(node, exceeded, budget);
                    return None;
                }
            },
        };
        let size = Size::of(&addition);
        if !budget.charge_addition(size, places) {
            let help = format!(
                "at most {} values are added to this document (limit `overlay-values`)",
                budget.added_limit
            );
            self.too_much(action.target, "the overlay adds too many values", &help);
            return None;
        }
        if deepest(&targets) + size.depth > DEPTH {
            let help = format!("values are nested at most {DEPTH} levels deep");
            self.too_much(action.target, "the overlay nests values too deep", &help);
            return None;
        }
        if let Err(NotAnObject) = update(document, &targets, &addition) {
            self.error(
                action.target,
                "an object can only be updated with an object",
                "give `update` the members that are to be set",
            );
        }
        Some(())
    }
}

/// Returns the value that a path selects, if it is a single one.
fn only<'d>(found: &NodeList<'d>) -> Option<&'d Value> {
    match found.selected.as_slice() {
        [only] => found.nodes.get(*only).map(|node| node.value),
        _ => None,
    }
}

/// Builds the tree of a value, with the locations of the value before the change.
fn build(
    builder: &mut Builder<'_>,
    document: &Document,
    before: Option<Node<'_>>,
    value: &Value,
    around: Span,
) -> Result<(), Box<Diagnostic>> {
    let entry = before.map(|node| document.root.values.entry(node.origin().node));
    let span = entry.map_or(around, |entry| entry.span);
    let open = |builder: &mut Builder<'_>, kind| builder.open(kind, span.range().start).map(|_| ());
    match value {
        Value::Object(members) => {
            open(builder, NodeKind::Object)?;
            for (name, value) in members {
                let member = before.and_then(|node| node.get(name));
                let known = member.map(|node| document.root.values.entry(node.origin().node));
                let (key, key_span) = match known {
                    Some(entry) => (entry.key, entry.key_span),
                    None => (builder.decoded(name), start(span)),
                };
                builder.key(key, key_span);
                build(builder, document, member, value, start(span))?;
            }
            builder.close(Some(span.range().end));
        }
        Value::Array(items) => {
            open(builder, NodeKind::Array)?;
            let known: Vec<(Node<'_>, Value)> = before
                .into_iter()
                .flat_map(Node::items)
                .map(|node| (node, node.to_json()))
                .collect();
            let mut places: HashMap<&Value, Vec<usize>> = HashMap::new();
            for (at, (_, value)) in known.iter().enumerate().rev() {
                places.entry(value).or_default().push(at);
            }
            let mut from = 0;
            for (index, item) in items.iter().enumerate() {
                // Removals move later items: an item is the next equal one, or else the one that had its index.
                let equal = places.get_mut(item).and_then(|places| {
                    while places.last().is_some_and(|&at| at < from) {
                        places.pop();
                    }
                    places.pop()
                });
                let at = equal.unwrap_or(index);
                if equal.is_some() {
                    from = at + 1;
                }
                let node = known.get(at).map(|(node, _)| *node);
                build(builder, document, node, item, start(span))?;
            }
            builder.close(Some(span.range().end));
        }
        scalar => {
            let kind = match scalar {
                Value::Bool(_) => NodeKind::Boolean,
                Value::Number(_) => NodeKind::Number,
                Value::String(_) => NodeKind::String,
                _ => NodeKind::Null,
            };
            let written = before
                .filter(|node| node.kind() == kind && node.to_json() == *scalar)
                .and(entry);
            let text = match (written, scalar) {
                (Some(entry), _) => entry.content,
                (None, Value::String(text)) => builder.decoded(text),
                (None, other) => builder.decoded(&other.to_string()),
            };
            builder.scalar(kind, text, span);
        }
    }
    Ok(())
}

/// Returns the empty span before a value, for what was added to it.
fn start(span: Span) -> Span {
    Span {
        start: span.start,
        end: span.start,
    }
}
