//! How much work reading the schemas of a document may take, so that it stays in proportion to the document's size.
//!
//! A document of a few kilobytes can describe a structure that takes exponential or quadratic work: each schema of a long
//! chain of `allOf` has the properties of all schemas below it, and a union may have branches that are unions. What is
//! read is therefore counted. When the budget is spent, the schemas that are still to be lowered become any JSON value.

use std::cell::Cell;

use crate::diagnostic::Diagnostic;
use crate::load::Node;

use super::Reader;
use super::operation::{MediaType, Operation};

/// The steps that any document may take. A step is a keyword, property or branch that is read: about 0.1 µs.
const STEPS: usize = 12_000_000;

/// The further steps for each byte of a document. Documents take about 0.1 to 0.3.
const STEPS_PER_BYTE: usize = 3;

/// How many bytes of long descriptions are read: what several places refer to is written in the docs of each.
const PROSE: usize = 16 << 20;

/// How many further bytes for each byte of a document.
const PROSE_PER_BYTE: usize = 4;

/// The parameters and responses of all operations: path items are referred to by many paths.
const PARTS: usize = 100_000;

/// For how many bytes of a document there may be one more.
const BYTES_PER_PART: usize = 8;

/// How many parts a media type, a server or a variable of a server counts as.
const LARGE: usize = 10;

/// How many bytes of a name count as much as a part.
const NAME: usize = 64;

/// From how many bytes a description is long.
const LONG: usize = 2_000;

/// The steps that are left.
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
}

impl Effort {
    /// The budget of a document with this number of bytes.
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
        }
    }
}

impl<'a> Reader<'a> {
    /// A description. When long ones have been read too often, only the beginning.
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
                    "too-much-prose",
                    member.key_location(),
                    "long descriptions stand for too many places",
                )
                .label(format!(
                    "of this one and those that are read after it, the first {LONG} bytes are taken"
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

    /// Takes the parameters and responses of an operation from the budget, with all else that it has of its own although
    /// other operations may refer to the same.
    pub(super) fn spend_parts(&self, operation: &Operation<'a>) {
        let parameters = operation.parameters.iter();
        let parameters: usize = parameters
            .map(|parameter| 1 + parameter.name.len() / NAME)
            .sum();
        let responses = operation.responses.iter();
        let responses: usize = responses
            .map(|response| 1 + response.headers.len() + self.parts_of(&response.contents))
            .sum();
        let body = operation.request_body.iter();
        let body: usize = body.map(|body| self.parts_of(&body.contents)).sum();
        let security: usize = operation.security.iter().map(|all| 1 + all.len()).sum();
        let parts = 1
            + operation.template.len() / NAME
            + operation.tags.len()
            + LARGE * operation.servers.len()
            + security
            + parameters
            + responses
            + body;
        let left = self.effort.parts.get();
        self.effort.parts.set(left.saturating_sub(parts));
    }

    /// What the media types of a body count as. The properties of a form are arguments or parts of each operation.
    fn parts_of(&self, contents: &[MediaType<'a>]) -> usize {
        let parts = |content: &MediaType<'a>| {
            let schema = content.schema.filter(|_| content.name.contains("form"));
            let properties = schema
                .and_then(|schema| self.try_deref(schema))
                .and_then(|schema| schema.get("properties"));
            LARGE + content.name.len() / NAME + properties.map_or(0, Node::len)
        };
        contents.iter().map(parts).sum()
    }

    /// Takes the variables of a server from the budget; each has a function.
    pub(super) fn spend_variables(&self, variables: usize) {
        let left = self.effort.parts.get();
        self.effort
            .parts
            .set(left.saturating_sub(LARGE * variables));
    }

    /// Whether there are as many parameters, responses and variables of servers as there may be. It is an error,
    /// which is said once: an operation has no more general form.
    pub(super) fn has_too_many_parts(&self, node: Node<'a>) -> bool {
        let is_spent = self.effort.parts.get() == 0;
        if is_spent && !self.effort.is_limit_said.replace(true) {
            let limit = self.effort.part_limit;
            let message =
                "the document has too many parameters, responses and variables of servers";
            self.push(
                Diagnostic::error("too-many-parts", node.key_location(), message)
                    .label("left out, with all that is read after it")
                    .help(format!("at most {limit} are generated for this document (limit `parts`); a path item that many paths refer to counts for each of them")),
            );
        }
        is_spent
    }

    /// The description of an object.
    pub(super) fn description(&self, node: Node<'a>) -> Option<&'a str> {
        self.prose(node.get("description")?)
    }

    /// How many bytes the document has.
    pub(crate) fn size(&self) -> usize {
        self.effort.size
    }

    /// Takes steps from the budget.
    pub(crate) fn spend(&self, steps: usize) {
        let left = &self.effort.left;
        left.set(left.get().saturating_sub(steps));
    }

    /// Takes all that is left of the budget.
    pub(crate) fn exhaust(&self) {
        self.effort.left.set(0);
    }

    /// Whether the budget is spent.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.effort.left.get() == 0
    }

    /// How many steps the document may take.
    pub(crate) fn step_limit(&self) -> usize {
        self.effort.limit
    }
}
