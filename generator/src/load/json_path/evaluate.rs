//! The evaluation of queries.
//!
//! A stack holds the values that are still to be visited, so a deep document needs no recursion. It is processed depth
//! first, which yields the order of the RFC: the nodes that a segment selects from its first input node come before
//! those that it selects from the second one (section 2.1.2).

use std::borrow::Cow;

use serde_json::Value;

use super::pattern::Patterns;
use super::{
    Exceeded, Expression, Matches, Node, NodeList, Operand, Parent, Query, Reach, Segment,
    Selector, SingularQuery, SingularStep, Slice, Start, Step, StepBudget, compare, function,
};

/// The number of steps for a node of the result, which takes memory until the result is used.
const SELECTED: usize = 8;

/// Selects values of a value.
pub(super) fn select<'a>(
    query: &'a Query,
    root: &'a Value,
    budget: &mut StepBudget,
) -> Result<NodeList<'a>, Exceeded> {
    let mut evaluation = Evaluation {
        root,
        unvisited: Vec::new(),
        nodes: Vec::new(),
        kept: 0,
        patterns: Patterns::default(),
        budget,
    };
    let mut selected = Vec::new();
    let before = evaluation.begin(query, root);
    while let Some(found) = evaluation.next(before)? {
        evaluation.budget.spend(SELECTED)?;
        selected.push(evaluation.locate(found.value, found.place));
        evaluation.kept = evaluation.nodes.len();
    }
    let mut nodes = evaluation.nodes;
    nodes.truncate(evaluation.kept);
    Ok(NodeList { nodes, selected })
}

struct Evaluation<'a, 'w> {
    root: &'a Value,
    /// The values that are still to be visited, the next one last. A query in a filter uses the same stack, above what
    /// belongs to the query around it.
    unvisited: Vec<Unvisited<'a>>,
    /// The nodes of the result, those above them, and those above the value that is visited.
    nodes: Vec<Node<'a>>,
    /// The number of nodes that belong to the result.
    kept: usize,
    patterns: Patterns,
    budget: &'w mut StepBudget,
}

/// A value that is to be visited.
#[derive(Clone, Copy)]
struct Unvisited<'a> {
    value: &'a Value,
    place: Place<'a>,
    /// The segments that are to be applied to the value; none if it is a result.
    rest: &'a [Segment],
    /// The number of selectors of the first segment that have been applied already.
    applied: usize,
}

#[derive(Clone, Copy)]
enum Place<'a> {
    /// The value is visited for the first time.
    New(Option<Parent<'a>>),
    /// The value has this node.
    Node(usize),
}

/// The sizes of the stacks before a query began.
#[derive(Clone, Copy)]
struct StackSizes {
    unvisited: usize,
    nodes: usize,
}

impl<'a> Evaluation<'a, '_> {
    fn begin(&mut self, query: &'a Query, current: &'a Value) -> StackSizes {
        let before = StackSizes {
            unvisited: self.unvisited.len(),
            nodes: self.nodes.len(),
        };
        self.unvisited.push(Unvisited {
            value: self.start(query.start, current),
            place: Place::New(None),
            rest: &query.segments,
            applied: 0,
        });
        before
    }

    /// Ends a query in a filter; what it has not visited yet is left out.
    fn end(&mut self, before: StackSizes) {
        self.unvisited.truncate(before.unvisited);
        self.nodes.truncate(before.nodes);
    }

    fn start(&self, start: Start, current: &'a Value) -> &'a Value {
        match start {
            Start::Root => self.root,
            Start::Current => current,
        }
    }

    /// Returns the next value that a query selects.
    fn next(&mut self, before: StackSizes) -> Result<Option<Unvisited<'a>>, Exceeded> {
        while self.unvisited.len() > before.unvisited
            && let Some(next) = self.unvisited.pop()
        {
            self.budget.spend(1)?;
            let Some((segment, rest)) = next.rest.split_first() else {
                return Ok(Some(next));
            };
            if next.value.is_array() || next.value.is_object() {
                self.apply(segment, rest, next)?;
            }
        }
        Ok(None)
    }

    /// Returns the index of the node of a value. A value that is visited for the first time gets a new node. Nodes below
    /// the same parent are removed first, unless the result needs them: everything below them has been visited.
    fn locate(&mut self, value: &'a Value, place: Place<'a>) -> usize {
        match place {
            Place::Node(node) => {
                self.nodes.truncate(self.kept.max(node + 1));
                node
            }
            Place::New(parent) => {
                if let Some(parent) = parent {
                    self.nodes.truncate(self.kept.max(parent.node + 1));
                }
                self.nodes.push(Node { value, parent });
                self.nodes.len() - 1
            }
        }
    }

    /// Applies the next selector of a segment to a value (section 2.5). The selected values become unvisited, with the
    /// segments that follow. The value itself becomes unvisited again for its next selector, which is applied after them.
    /// So a query never has more unvisited values than the document has values.
    fn apply(
        &mut self,
        segment: &'a Segment,
        rest: &'a [Segment],
        visited: Unvisited<'a>,
    ) -> Result<(), Exceeded> {
        let Unvisited { value, applied, .. } = visited;
        let node = self.locate(value, visited.place);
        let selector = segment.selectors.get(applied);
        let is_last = applied + 1 >= segment.selectors.len();
        if selector.is_some() && !(is_last && segment.reach == Reach::Child) {
            self.unvisited.push(Unvisited {
                place: Place::Node(node),
                applied: applied + 1,
                ..visited
            });
        }
        let before = self.unvisited.len();
        if let Some(selector) = selector {
            self.select(selector, value, node, rest)?;
        } else {
            for (step, value) in children(value) {
                self.budget.spend(1)?;
                if value.is_array() || value.is_object() {
                    self.add(value, node, step, visited.rest);
                }
            }
        }
        // The last one is visited first.
        if let Some(added) = self.unvisited.get_mut(before..) {
            added.reverse();
        }
        Ok(())
    }

    fn add(&mut self, value: &'a Value, node: usize, step: Step<'a>, rest: &'a [Segment]) {
        self.unvisited.push(Unvisited {
            value,
            place: Place::New(Some(Parent { node, step })),
            rest,
            applied: 0,
        });
    }

    /// Applies a selector to a value (section 2.3).
    fn select(
        &mut self,
        selector: &'a Selector,
        value: &'a Value,
        node: usize,
        rest: &'a [Segment],
    ) -> Result<(), Exceeded> {
        self.budget.spend(1)?;
        match (selector, value) {
            (Selector::Name(name), Value::Object(members)) => {
                self.budget.spend_on_text(name.len())?;
                if let Some((name, value)) = members.get_key_value(name) {
                    self.add(value, node, Step::Name(name), rest);
                }
            }
            (Selector::Index(index), Value::Array(items)) => {
                if let Some((index, value)) = item(items, *index) {
                    self.add(value, node, Step::Index(index), rest);
                }
            }
            (Selector::Slice(slice), Value::Array(items)) => {
                for index in indices(*slice, items.len()) {
                    if let Some((index, value)) = item(items, index) {
                        self.budget.spend(1)?;
                        self.add(value, node, Step::Index(index), rest);
                    }
                }
            }
            (Selector::Wildcard, _) => {
                for (step, value) in children(value) {
                    self.budget.spend(1)?;
                    self.add(value, node, step, rest);
                }
            }
            (Selector::Filter(filter), _) => {
                for (step, value) in children(value) {
                    if self.test(filter, value)? {
                        self.add(value, node, step, rest);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Evaluates an expression of a filter for a value (section 2.3.5.2). The recursion is as deep as the query.
    fn test(&mut self, expression: &'a Expression, current: &'a Value) -> Result<bool, Exceeded> {
        self.budget.spend(1)?;
        match expression {
            Expression::Or(alternatives) => {
                for alternative in alternatives {
                    if self.test(alternative, current)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Expression::And(conditions) => {
                for condition in conditions {
                    if !self.test(condition, current)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Expression::Not(negated) => Ok(!self.test(negated, current)?),
            Expression::Exists(query) => {
                let before = self.begin(query, current);
                let found = self.next(before)?.is_some();
                self.end(before);
                Ok(found)
            }
            Expression::Comparison(comparison) => {
                let left = self.operand(&comparison.left, current)?;
                let right = self.operand(&comparison.right, current)?;
                compare::compare(
                    left.as_deref(),
                    comparison.operator,
                    right.as_deref(),
                    self.budget,
                )
            }
            Expression::Matches(matches) => self.matches(matches, current),
        }
    }

    fn matches(&mut self, matches: &'a Matches, current: &'a Value) -> Result<bool, Exceeded> {
        let text = self.operand(&matches.text, current)?;
        let pattern = self.operand(&matches.pattern, current)?;
        function::matches(
            text.as_deref(),
            pattern.as_deref(),
            matches.extent,
            &mut self.patterns,
            self.budget,
        )
    }

    /// Returns the value of an operand, or none for Nothing.
    fn operand(
        &mut self,
        operand: &'a Operand,
        current: &'a Value,
    ) -> Result<Option<Cow<'a, Value>>, Exceeded> {
        self.budget.spend(1)?;
        let number = |number: usize| Cow::Owned(Value::from(number));
        match operand {
            Operand::Literal(value) => Ok(Some(Cow::Borrowed(value))),
            Operand::Singular(query) => Ok(self.singular(query, current)?.map(Cow::Borrowed)),
            Operand::Length(operand) => {
                let value = self.operand(operand, current)?;
                Ok(function::length(value.as_deref(), self.budget)?.map(number))
            }
            Operand::Count(query) => {
                let before = self.begin(query, current);
                let mut count = 0;
                while self.next(before)?.is_some() {
                    count += 1;
                }
                self.end(before);
                Ok(Some(number(count)))
            }
            Operand::Value(query) => {
                let before = self.begin(query, current);
                let first = self.next(before)?;
                let second = self.next(before)?;
                self.end(before);
                let only = first.filter(|_| second.is_none());
                Ok(only.map(|found| Cow::Borrowed(found.value)))
            }
        }
    }

    fn singular(
        &mut self,
        query: &'a SingularQuery,
        current: &'a Value,
    ) -> Result<Option<&'a Value>, Exceeded> {
        let mut value = self.start(query.start, current);
        for step in &query.steps {
            self.budget.spend(1)?;
            let next = match (step, value) {
                (SingularStep::Name(name), Value::Object(members)) => {
                    self.budget.spend_on_text(name.len())?;
                    members.get(name)
                }
                (SingularStep::Index(index), Value::Array(items)) => {
                    item(items, *index).map(|(_, value)| value)
                }
                _ => None,
            };
            let Some(next) = next else {
                return Ok(None);
            };
            value = next;
        }
        Ok(Some(value))
    }
}

/// Returns the members of an object or the items of an array.
fn children(value: &Value) -> impl Iterator<Item = (Step<'_>, &Value)> {
    let members = value.as_object().into_iter().flatten();
    let items = value.as_array().into_iter().flatten().enumerate();
    let members = members.map(|(name, value)| (Step::Name(name), value));
    members.chain(items.map(|(index, value)| (Step::Index(index), value)))
}

/// Returns an item and its index. A negative index counts from the end (section 2.3.3).
fn item(items: &[Value], index: i64) -> Option<(usize, &Value)> {
    let distance = usize::try_from(index.unsigned_abs()).ok()?;
    let index = if index < 0 {
        items.len().checked_sub(distance)?
    } else {
        distance
    };
    Some((index, items.get(index)?))
}

/// Returns the indices of a slice (section 2.3.4.2.2). All numbers are at most 2^53, so that sums do not overflow.
fn indices(slice: Slice, length: usize) -> impl Iterator<Item = i64> {
    let Slice { start, end, step } = slice;
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let from_start = |index: i64| {
        if index < 0 {
            length.saturating_add(index)
        } else {
            index
        }
    };
    let (start, end) = if step < 0 {
        let start = start.map_or(length - 1, from_start);
        let end = end.map_or(-1, |end| from_start(end).clamp(-1, length - 1));
        (start.clamp(-1, length - 1), end)
    } else {
        let start = start.map_or(0, from_start).clamp(0, length);
        (start, end.map_or(length, from_start).clamp(0, length))
    };
    let is_inside = move |index: &i64| {
        if step > 0 {
            *index < end
        } else {
            step < 0 && *index > end
        }
    };
    std::iter::successors(Some(start), move |index| index.checked_add(step)).take_while(is_inside)
}
