//! Limits the work of reading a document, so that it stays in proportion to the document's size.
//!
//! A document of a few kilobytes can describe a structure that takes exponential or quadratic work. Each
//! schema of a long chain of `allOf` has the properties of all schemas below it, and a union may have
//! branches that are unions. The reader therefore counts its steps. When the budget is spent, the schemas
//! that are not lowered yet become any JSON value.

use std::cell::{Cell, RefCell};

use foldhash::{HashMap, HashMapExt};

use crate::diagnostic::{Diagnostic, codes};
use crate::load::{Node, Origin};

use super::Reader;
use super::members::reference;
use super::operation::{MediaType, Operation, Parameter};
use super::servers::ServerVariable;

/// The steps that any document may take. A step is the reading of a keyword, property or branch: about 0.1
/// µs.
const STEPS: usize = 12_000_000;

/// The additional steps for each byte of a document. Real documents take about 0.1 to 0.3.
const STEPS_PER_BYTE: usize = 3;

/// The bytes of long descriptions that any document may take: a description is repeated in the docs of each
/// place that refers to it.
const PROSE: usize = 16 << 20;

/// The additional bytes of long descriptions for each byte of a document.
const PROSE_PER_BYTE: usize = 4;

/// The parts (parameters, responses, ...) that any document may have in its operations: many paths may refer
/// to one path item.
const PARTS: usize = 100_000;

/// The number of bytes of a document that add one part to the limit.
const BYTES_PER_PART: usize = 8;

/// The number of parts that a media type, a server or a server variable counts as.
const LARGE: usize = 10;

/// The number of bytes of a name that count as one part.
const NAME: usize = 64;

/// The number of bytes of an `operationId` that count as one part: it becomes several names.
const ID: usize = 16;

/// The number of values and of units of [`TEXT`] that are read for an operation and count as one part.
const WEIGHT: usize = 8;

/// The number of bytes of text that are read for an operation and count as one value.
const TEXT: usize = 32;

/// The limit of references that are followed from an operation to what is read for it: to a response, its header,
/// the media type there and its example.
const REFERENCES: usize = 4;

/// The number of bytes from which a description is long.
const LONG: usize = 2_000;

/// The budgets that are left for a document.
#[derive(Debug)]
pub(super) struct Effort {
    left: Cell<usize>,
    limit: usize,
    size: usize,
    prose: Cell<usize>,
    is_prose_cut: Cell<bool>,
    parts: Cell<usize>,
    part_limit: usize,
    is_limit_said: Cell<bool>,
    /// The weights of the targets of references, by the number of references that are followed from there.
    weights: RefCell<HashMap<(Origin, usize), usize>>,
}

impl Effort {
    /// Returns the budgets for a document of `size` bytes.
    pub(super) fn of(size: usize) -> Self {
        let limit = STEPS.saturating_add(size.saturating_mul(STEPS_PER_BYTE));
        Self {
            left: Cell::new(limit),
            limit,
            size,
            prose: Cell::new(PROSE.saturating_add(size.saturating_mul(PROSE_PER_BYTE))),
            is_prose_cut: Cell::new(false),
            parts: Cell::new(PARTS + size / BYTES_PER_PART),
            part_limit: PARTS + size / BYTES_PER_PART,
            is_limit_said: Cell::new(false),
            weights: RefCell::new(HashMap::new()),
        }
    }
}

impl<'a> Reader<'a> {
    /// Returns a description; only its beginning once the budget for long descriptions is spent.
    pub(super) fn prose(&self, member: Node<'a>) -> Option<&'a str> {
        let text = self.as_filled_text(member)?;
        if text.len() <= LONG {
            return Some(text);
        }
        if let Some(left) = self.effort.prose.get().checked_sub(text.len()) {
            self.effort.prose.set(left);
            return Some(text);
        }
        if !self.effort.is_prose_cut.replace(true) {
            self.push(
                Diagnostic::warning(
                    codes::TOO_MUCH_PROSE,
                    member.key_location(),
                    "long descriptions apply to too many locations",
                )
                .label(format!(
                    "only the first {LONG} bytes of this and later descriptions are kept"
                ))
                .help("shorten the description, or refer to it from fewer places (limit `prose`)"),
            );
        }
        let mut end = LONG;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.get(..end)
    }

    /// Spends the parameters and responses of an operation, and everything else that is generated for each
    /// operation even if operations share it.
    pub(super) fn spend_parts(&self, operation: &Operation<'a>) {
        let parameters = operation.parameters.iter();
        let parameters: usize = parameters
            .map(|parameter| self.parts_of_parameter(parameter))
            .sum();
        let responses = operation.responses.iter();
        let responses: usize = responses
            .map(|response| 1 + response.headers.len() + self.parts_of(&response.contents))
            .sum();
        let body = operation.request_body.iter();
        let body: usize = body.map(|body| self.parts_of(&body.contents)).sum();
        let scopes = operation.security.iter().flatten();
        let scopes = scopes.flat_map(|requirement| &requirement.scopes);
        let scopes: usize = scopes.map(|scope| 1 + scope.len() / NAME).sum();
        let security: usize = operation.security.iter().map(|all| 1 + all.len()).sum();
        let tags = operation.tags.iter().map(|tag| 1 + tag.len() / ID);
        let texts = [operation.summary, operation.external_docs];
        let texts = texts.into_iter().flatten().map(|text| text.len() / NAME);
        let parts = 1
            + operation.template.len() / NAME
            + operation.id.map_or(0, |id| id.len() / ID)
            + tags.sum::<usize>()
            + texts.sum::<usize>()
            + scopes
            + LARGE * operation.servers.len()
            + security
            + parameters
            + responses
            + body;
        self.take_parts(parts);
    }

    fn take_parts(&self, parts: usize) {
        let left = self.effort.parts.get();
        self.effort.parts.set(left.saturating_sub(parts));
    }

    /// Returns the number of parts that a parameter counts as. The constant of a parameter is repeated in each
    /// operation, wherever its schema is.
    fn parts_of_parameter(&self, parameter: &Parameter<'a>) -> usize {
        let schema = parameter.schema.and_then(|schema| self.try_deref(schema));
        1 + parameter.name.len() / NAME
            + schema.map_or(0, |schema| self.weight_of_target(schema, 1) / WEIGHT)
    }

    /// Charges the content of a path item, and the targets of its operations' references, for each path that refers to
    /// it.
    pub(super) fn spend_path_item(&self, holders: &[Node<'a>]) {
        let weights = holders.iter();
        let weight: usize = weights
            .map(|holder| self.weight_of_target(*holder, REFERENCES))
            .sum();
        self.take_parts(weight / WEIGHT);
    }

    /// Returns the number of values in a value. Each is determined once.
    pub(crate) fn size_of(&self, node: Node<'a>) -> usize {
        self.weight_of_target(node, 0)
    }

    /// Returns the weight of the target of a reference, which is determined once.
    fn weight_of_target(&self, node: Node<'a>, references: usize) -> usize {
        let key = (node.origin(), references);
        if let Some(weight) = self.effort.weights.borrow().get(&key) {
            return *weight;
        }
        // A recursive reference is counted once.
        self.effort.weights.borrow_mut().insert(key, 0);
        let weight = self.weight(node, references);
        self.effort.weights.borrow_mut().insert(key, weight);
        weight
    }

    /// Returns the number of values in a part of an operation and in the targets of its references. Long text counts as
    /// several values. Referenced schemas and callbacks are read separately.
    fn weight(&self, node: Node<'a>, references: usize) -> usize {
        let text = |text: &str| text.len() / TEXT;
        let mut weight = 1 + node.as_str().map_or(0, text);
        for item in node.items() {
            weight = weight.saturating_add(self.weight_with_target(item, references));
        }
        for (key, member) in node.entries() {
            let references = if key == "schema" { 0 } else { references };
            weight = weight.saturating_add(text(key));
            if key != "callbacks" {
                weight = weight.saturating_add(self.weight_with_target(member, references));
            }
        }
        weight
    }

    /// Returns the weight of a value and of the object that it refers to.
    fn weight_with_target(&self, node: Node<'a>, references: usize) -> usize {
        let weight = self.weight(node, references);
        let target = references
            .checked_sub(1)
            .filter(|_| reference(node).is_some())
            .and_then(|further| Some((self.try_deref(node)?, further)));
        target.map_or(weight, |(target, further)| {
            weight.saturating_add(self.weight_of_target(target, further))
        })
    }

    /// Returns the number of parts that the media types of a body count as. The properties of a form are
    /// arguments or parts of each operation.
    fn parts_of(&self, contents: &[MediaType<'a>]) -> usize {
        let parts = |content: &MediaType<'a>| {
            let schema = content.schema.filter(|_| content.name.contains("form"));
            let properties = schema
                .and_then(|schema| self.try_deref(schema))
                .and_then(|schema| schema.get("properties"));
            LARGE
                + content.name.len() / NAME
                + content.encoding.len()
                + properties.map_or(0, Node::len)
        };
        contents.iter().map(parts).sum()
    }

    /// Counts a server, its variables and their text as parts. Each variable becomes a method.
    pub(super) fn spend_server(
        &self,
        address: &str,
        variables: usize,
        declared: &[ServerVariable<'a>],
    ) {
        let text = |variable: &ServerVariable<'a>| {
            let texts = [variable.default, variable.description];
            let texts = texts.into_iter().flatten().map(str::len);
            let values = variable.values.iter().map(|value| 1 + value.len() / NAME);
            texts.sum::<usize>() / NAME + values.sum::<usize>()
        };
        let texts: usize = declared.iter().map(text).sum();
        self.take_parts(address.len() / NAME + LARGE * variables + texts);
    }

    /// Counts a security scheme and its text as parts. It becomes a method.
    pub(super) fn spend_security_scheme(&self, scheme: Node<'a>) {
        self.take_parts(LARGE + self.size_of(scheme) * TEXT / NAME);
    }

    /// Reports whether the budget for parts is spent. The first time, it adds an error: there is no more
    /// general form of an operation to fall back to.
    pub(super) fn has_too_many_parts(&self, node: Node<'a>) -> bool {
        let is_spent = self.effort.parts.get() == 0;
        if is_spent && !self.effort.is_limit_said.replace(true) {
            let limit = self.effort.part_limit;
            let message =
                "the document has too many parameters, responses and variables of servers";
            self.push(
                Diagnostic::error(codes::TOO_MANY_PARTS, node.key_location(), message)
                    .label("left out, with all that is read after it")
                    .help(format!("at most {limit} are generated for this document (limit `parts`); a path item that many paths refer to counts for each of them")),
            );
        }
        is_spent
    }

    /// Returns the `description` of an object.
    pub(super) fn description(&self, node: Node<'a>) -> Option<&'a str> {
        self.prose(node.get("description")?)
    }

    /// Returns the size of the document in bytes.
    pub(crate) fn size(&self) -> usize {
        self.effort.size
    }

    /// Spends steps.
    pub(crate) fn spend(&self, steps: usize) {
        let left = &self.effort.left;
        left.set(left.get().saturating_sub(steps));
    }

    /// Spends all steps that are left.
    pub(crate) fn exhaust(&self) {
        self.effort.left.set(0);
    }

    /// Reports whether no steps are left.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.effort.left.get() == 0
    }

    /// Returns the number of steps that the document may take.
    pub(crate) fn step_limit(&self) -> usize {
        self.effort.limit
    }
}
