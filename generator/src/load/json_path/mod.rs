//! JSONPath (RFC 9535): queries that select values of a JSON value.
//!
//! A short query can visit far more values than its argument has: each further `..` visits the values below every
//! value that is already selected, and a query in a filter runs once for each value that is tested. Therefore the work
//! is counted while a query runs, and evaluation stops with an error when the work of the caller is used up.
//!
//! - `parse` reads a query in linear time. The types below can represent only well-typed queries (section 2.4.3).
//! - `evaluate` runs a query, with the help of `compare` (section 2.3.5.2.2), `function` (section 2.4) and `pattern`
//!   (regular expressions, RFC 9485).

mod compare;
mod evaluate;
mod function;
mod parse;
mod pattern;
#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::Value;

pub(super) use self::pattern::COMPILED;

/// The maximum number of parentheses, filters and functions inside one another, in a query or in a regular expression.
pub(super) const DEPTH: usize = 64;

/// The number of bytes of text that are hashed, compared or counted in the time of one step.
const TEXT: usize = 16;

/// Parses a query.
pub(super) fn parse(text: &str) -> Result<Parsed, ParseError> {
    parse::parse(text)
}

/// Selects values of a value; counts the work.
pub(super) fn select<'a>(
    query: &'a Query,
    root: &'a Value,
    budget: &mut StepBudget,
) -> Result<NodeList<'a>, Exceeded> {
    evaluate::select(query, root, budget)
}

/// A parsed query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parsed {
    pub(super) query: Query,
    /// The byte of the first regular expression that is not an I-Regexp, and so matches nothing (sections 2.4.6 and 2.4.7).
    pub(super) invalid_pattern_offset: Option<usize>,
}

/// The reason why a text is not a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ParseError {
    /// The byte of the text at which the problem is.
    pub(super) offset: usize,
    pub(super) problem: Problem,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// The query is malformed, or not well-typed. The text describes what is expected.
    Malformed(String),
    /// The query has more than [`DEPTH`] levels.
    TooDeep,
}

impl fmt::Display for ParseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = self.offset;
        match &self.problem {
            Problem::Malformed(message) => write!(formatter, "at byte {offset}, {message}"),
            Problem::TooDeep => write!(
                formatter,
                "at byte {offset}, more than {DEPTH} parentheses, filters and functions inside one another"
            ),
        }
    }
}

/// The number of steps that queries may still take. A step takes about as long as visiting one value.
#[derive(Debug)]
pub(super) struct StepBudget {
    left: u64,
}

impl StepBudget {
    pub(super) fn new(steps: u64) -> Self {
        Self { left: steps }
    }

    /// Takes a number of steps. If fewer are left, it fails, and no steps are left after that.
    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Exceeded> {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        let left = self.left.checked_sub(steps);
        self.left = left.unwrap_or(0);
        left.map(|_| ()).ok_or(Exceeded::Steps)
    }

    /// Takes the steps for hashing, comparing or counting this number of bytes.
    pub(super) fn spend_on_text(&mut self, bytes: usize) -> Result<(), Exceeded> {
        self.spend(1 + bytes / TEXT)
    }
}

/// The reason why a query was not evaluated to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exceeded {
    /// The work is used up.
    Steps,
    /// A regular expression is nested too deep, or needs too much memory.
    Pattern,
}

/// The selected nodes of a query (section 2.1). They share the parts of their locations.
#[derive(Debug)]
pub(super) struct NodeList<'a> {
    /// The selected nodes and those above them; each comes after its parent. A value has several nodes if the query visits
    /// it several times.
    pub(super) nodes: Vec<Node<'a>>,
    /// The indices of the selected nodes in `nodes`, in the order of the query's result.
    pub(super) selected: Vec<usize>,
}

/// A value and its location.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'a> {
    pub(super) value: &'a Value,
    /// None for the root.
    pub(super) parent: Option<Parent<'a>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Parent<'a> {
    /// The index of the parent in [`NodeList::nodes`].
    pub(super) node: usize,
    /// The step from the parent to the node.
    pub(super) step: Step<'a>,
}

/// A step of a location: the name of a member, or the index of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'a> {
    Name(&'a str),
    Index(usize),
}

/// A query (sections 2.2 and 2.5).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Query {
    start: Start,
    segments: Vec<Segment>,
}

/// The value that a query begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    /// `$`: the argument of the query.
    Root,
    /// `@`: the value that a filter tests.
    Current,
}

/// A segment (section 2.5). The selectors apply to each input node in turn.
#[derive(Debug, Clone, PartialEq)]
struct Segment {
    reach: Reach,
    selectors: Vec<Selector>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// The selectors apply to the input node.
    Child,
    /// The selectors apply to the input node and to all nodes below it.
    Descendant,
}

/// A selector (section 2.3).
#[derive(Debug, Clone, PartialEq)]
enum Selector {
    Name(String),
    Wildcard,
    Index(i64),
    Slice(Slice),
    Filter(Expression),
}

/// A slice selector (section 2.3.4). A missing start or end depends on the sign of the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slice {
    start: Option<i64>,
    end: Option<i64>,
    step: i64,
}

/// A logical expression of a filter (section 2.3.5).
#[derive(Debug, Clone, PartialEq)]
enum Expression {
    Or(Vec<Expression>),
    And(Vec<Expression>),
    Not(Box<Expression>),
    /// The query selects at least one node.
    Exists(Query),
    Comparison(Box<Comparison>),
    /// `match` or `search`.
    Matches(Box<Matches>),
}

#[derive(Debug, Clone, PartialEq)]
struct Comparison {
    left: Operand,
    operator: Operator,
    right: Operand,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A call of `match` or `search` (sections 2.4.6 and 2.4.7).
#[derive(Debug, Clone, PartialEq)]
struct Matches {
    extent: Extent,
    text: Operand,
    pattern: Operand,
}

/// The part of a text that a regular expression must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// The whole text: `match`.
    Whole,
    /// Any part of the text: `search`.
    Part,
}

/// An expression with a value or Nothing: what can be compared, and what functions take (`ValueType`, section 2.4.1).
#[derive(Debug, Clone, PartialEq)]
enum Operand {
    Literal(Value),
    Singular(SingularQuery),
    /// `length` (section 2.4.4).
    Length(Box<Operand>),
    /// `count` (section 2.4.5).
    Count(Query),
    /// `value` (section 2.4.8).
    Value(Query),
}

/// A query that selects at most one node (section 2.3.5.1).
#[derive(Debug, Clone, PartialEq)]
struct SingularQuery {
    start: Start,
    steps: Vec<SingularStep>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum SingularStep {
    Name(String),
    Index(i64),
}
