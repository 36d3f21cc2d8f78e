//! Groups events whose payloads cannot be distinguished.
//!
//! Comparing all pairs of payloads would take quadratic time. Two payloads differ if one requires a property that the other
//! lacks. Therefore a payload is compared only with the payloads that have its rarest required property.

use foldhash::{HashMap, HashSet};

use super::tags::Tags;
use super::{DEPTH, Payload};
use crate::diagnostic::codes;
use crate::ir::{Shape, Struct};
use crate::lower::schema::compatibility::{Comparison, Index};
use crate::lower::schema::{Schemas, types};

/// The number of fields and values that are compared for any document.
const STEPS: usize = 10_000_000;

/// The number of further fields and values for each byte of a document.
const STEPS_PER_BYTE: usize = 4;

/// The number of nested fields of a payload that are indexed.
const NESTED: usize = 200;

/// Returns the budget for the comparisons of a document.
pub(crate) fn comparison<'d>(schemas: &'d Schemas<'_, '_>) -> Comparison<'d> {
    Comparison::new(&schemas.drafts, limit(schemas))
}

fn limit(schemas: &Schemas<'_, '_>) -> usize {
    STEPS.saturating_add(schemas.reader.size().saturating_mul(STEPS_PER_BYTE))
}

/// Warns that not all events were compared.
pub(crate) fn report_limit<'a>(schemas: &Schemas<'a, '_>, payload: &Payload<'a>) {
    let limit = limit(schemas);
    schemas.report_fallback(
        codes::TOO_MANY_COMPARISONS,
        payload.node,
        "the document has too many webhooks that have the same required properties; they are not all compared, and \
         their variants are not named after events",
        &format!(
            "at most {limit} fields and values are compared for this document (limit `comparisons`); give each payload a \
             required property with a different constant, such as `type: {{const: …}}`"
        ),
    );
}

/// Groups events that decoding cannot distinguish. If the budget is spent, all events are in one group. An event that is
/// alone in its group is distinguished by its required properties.
pub(crate) fn groups(
    comparison: &Comparison<'_>,
    payloads: &[Payload<'_>],
    indices: Vec<usize>,
) -> Vec<Vec<usize>> {
    // Events with the same payload are in one group.
    let mut shapes: Vec<&Shape> = Vec::new();
    let mut known: HashMap<&Shape, usize> = HashMap::default();
    let mut shape_of: Vec<usize> = Vec::with_capacity(indices.len());
    for payload in indices.iter().filter_map(|at| payloads.get(*at)) {
        let shape = types::resolved(comparison.drafts(), &payload.webhook.shape);
        let next = shapes.len();
        let at = *known.entry(shape).or_insert(next);
        if at == next {
            shapes.push(shape);
        }
        shape_of.push(at);
    }
    let sets = sets(comparison, &shapes);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut group_of: HashMap<usize, usize> = HashMap::default();
    for (index, shape) in indices.into_iter().zip(shape_of) {
        let set = if comparison.is_exhausted() {
            0
        } else {
            sets.get(shape).copied().unwrap_or_default()
        };
        let at = *group_of.entry(set).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(index),
            None => groups.push(vec![index]),
        }
    }
    groups
}

/// Returns the number of the set of each shape. In a set of several shapes, each cannot be distinguished from at least
/// one other.
fn sets(comparison: &Comparison<'_>, shapes: &[&Shape]) -> Vec<usize> {
    let mut sets = Sets::new(shapes.len());
    let mut holders = Holders::default();
    let mut open: Option<usize> = None;
    let mut others = Vec::new();
    let structs: Vec<Option<&Struct>> = shapes
        .iter()
        .map(|shape| comparison.structure(shape))
        .collect();
    for (at, of) in structs.iter().enumerate() {
        match of {
            Some(of) => {
                holders.add(comparison, at, of);
                // Objects that require nothing cannot be distinguished.
                if !of.fields.iter().any(|field| field.required) {
                    sets.join(at, *open.get_or_insert(at));
                }
            }
            None => others.push(at),
        }
    }
    let all: Vec<usize> = if others.is_empty() {
        Vec::new()
    } else {
        (0..shapes.len()).collect()
    };
    for (at, of) in structs.iter().enumerate() {
        let candidates = match of {
            Some(of) if of.fields.iter().any(|field| field.required) => {
                holders.candidates(comparison, of)
            }
            Some(_) => Vec::new(),
            None => vec![all.as_slice()],
        };
        let candidates = candidates.into_iter().chain([others.as_slice()]);
        for other in candidates.flatten().copied() {
            let (Some(left), Some(right)) = (shapes.get(at), shapes.get(other)) else {
                continue;
            };
            comparison.spend(1);
            if comparison.is_exhausted() {
                return sets.into_numbers();
            }
            if sets.of(at) != sets.of(other) && !comparison.are_different(left, right, DEPTH) {
                sets.join(at, other);
            }
        }
    }
    sets.into_numbers()
}

/// The payloads that a tag distinguishes, for comparison with the payloads without a tag.
pub(crate) struct Tagged<'d> {
    structs: Vec<&'d Struct>,
    holders: Holders<'d>,
}

impl<'d> Tagged<'d> {
    pub(crate) fn of(comparison: &Comparison<'d>, payloads: &[Payload<'_>], tags: &Tags) -> Self {
        let mut structs = Vec::new();
        let mut holders = Holders::default();
        let mut known = HashSet::default();
        let tagged = payloads.iter().zip(&tags.values);
        for (payload, _) in tagged.filter(|(_, values)| !values.is_empty()) {
            let shape = types::resolved(comparison.drafts(), &payload.webhook.shape);
            if let Some(of) = comparison.structure(shape).filter(|_| known.insert(shape)) {
                holders.add(comparison, structs.len(), of);
                structs.push(of);
            }
        }
        Self { structs, holders }
    }

    /// Reports whether the payload of an event without a tag requires something that each payload with a tag lacks.
    /// Otherwise, an event that the document does not describe could be mistaken for it.
    pub(crate) fn have_less(&self, comparison: &Comparison<'d>, payload: &Payload<'_>) -> bool {
        let shape = match &payload.webhook.shape {
            Shape::Nullable(inner) => inner,
            shape => shape,
        };
        let Some(own) = comparison.structure(shape) else {
            return false;
        };
        let required = || own.fields.iter().filter(|field| field.required);
        if required().next().is_none() {
            return false;
        }
        let candidates = self.holders.candidates(comparison, own);
        let candidates = candidates.into_iter().flatten();
        let mut others = candidates.filter_map(|at| self.structs.get(*at));
        let has_more = others.all(|other| {
            comparison.spend(other.fields.len());
            let other = Index::of(other);
            required().any(|field| {
                other
                    .get(&field.wire_name)
                    .is_none_or(|known| comparison.are_different(&field.shape, &known.shape, DEPTH))
            })
        });
        has_more && !comparison.is_exhausted()
    }
}

/// The structs that have a property, by its path.
#[derive(Default)]
struct Holders<'d> {
    /// The number of a path, by that of the path to the object and the name of the property; 0 is the payload itself.
    paths: HashMap<(usize, &'d str), usize>,
    /// The structs that have the property of a path, by its number less one.
    having: Vec<Vec<usize>>,
    /// Those of them that can have any property below the path.
    open: Vec<Vec<usize>>,
}

impl<'d> Holders<'d> {
    /// Adds all paths of a struct.
    fn add(&mut self, comparison: &Comparison<'d>, at: usize, of: &'d Struct) {
        self.add_below(comparison, (at, 0), of, &mut Depth::new());
    }

    fn add_below(
        &mut self,
        comparison: &Comparison<'d>,
        (at, above): (usize, usize),
        of: &'d Struct,
        depth: &mut Depth,
    ) {
        for field in &of.fields {
            let next = self.having.len() + 1;
            let path = *self.paths.entry((above, &field.wire_name)).or_insert(next);
            if path == next {
                self.having.push(Vec::new());
                self.open.push(Vec::new());
            }
            if let Some(having) = self.having.get_mut(path - 1) {
                having.push(at);
            }
            let inner = comparison.structure(&field.shape);
            if let Some(inner) = inner.filter(|inner| depth.enter(inner)) {
                self.add_below(comparison, (at, path), inner, depth);
                depth.leave();
            } else if let Some(open) = self.open.get_mut(path - 1) {
                open.push(at);
            }
        }
    }

    /// Returns lists of the structs that may have all required properties of a struct. They may contain others.
    fn candidates(&self, comparison: &Comparison<'d>, of: &'d Struct) -> Vec<&[usize]> {
        let mut best: Option<(usize, Vec<&[usize]>)> = None;
        self.search(
            comparison,
            (Some(0), of),
            (&mut Vec::new(), &mut Depth::new()),
            &mut best,
        );
        best.map(|(_, lists)| lists).unwrap_or_default()
    }

    /// Searches the required path with the fewest candidates. `open` has the structs that may have any property below
    /// the paths above.
    fn search<'h>(
        &'h self,
        comparison: &Comparison<'d>,
        (above, of): (Option<usize>, &'d Struct),
        (open, depth): (&mut Vec<&'h [usize]>, &mut Depth),
        best: &mut Option<(usize, Vec<&'h [usize]>)>,
    ) {
        for field in of.fields.iter().filter(|field| field.required) {
            let path = above.and_then(|above| self.paths.get(&(above, &*field.wire_name)).copied());
            let list = |lists: &'h [Vec<usize>]| -> &'h [usize] {
                let found = path.and_then(|path| lists.get(path.checked_sub(1)?));
                found.map_or(&[], Vec::as_slice)
            };
            let having = list(&self.having);
            let count = having.len() + open.iter().map(|list| list.len()).sum::<usize>();
            if best.as_ref().is_none_or(|(fewest, _)| count < *fewest) {
                let lists = open.iter().copied().chain([having]).collect();
                *best = Some((count, lists));
            }
            let inner = comparison.structure(&field.shape);
            let inner = inner.filter(|_| !field.nullable);
            if let Some(inner) = inner.filter(|inner| depth.enter(inner)) {
                open.push(list(&self.open));
                self.search(comparison, (path, inner), (open, depth), best);
                open.pop();
                depth.leave();
            }
        }
    }
}

/// The remaining levels and fields of a payload that are compared.
struct Depth {
    levels: usize,
    fields: usize,
}

impl Depth {
    fn new() -> Self {
        Self {
            levels: DEPTH - 1,
            fields: NESTED,
        }
    }

    /// Counts the fields of an object; returns false if they are not compared any more.
    fn enter(&mut self, of: &Struct) -> bool {
        let Some(fields) = self.fields.checked_sub(of.fields.len()) else {
            return false;
        };
        if self.levels == 0 {
            return false;
        }
        self.levels -= 1;
        self.fields = fields;
        true
    }

    fn leave(&mut self) {
        self.levels += 1;
    }
}

/// Disjoint sets of numbers.
struct Sets {
    /// For each number, a number of its set that is not larger. The smallest number of a set has itself.
    parents: Vec<usize>,
}

impl Sets {
    fn new(count: usize) -> Self {
        Self {
            parents: (0..count).collect(),
        }
    }

    /// Returns the smallest number of a set.
    fn of(&mut self, number: usize) -> usize {
        let mut current = number;
        while let Some(parent) = self.parents.get(current).copied()
            && parent != current
        {
            // The path is halved for the next time.
            let next = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(current) {
                *slot = next;
            }
            current = next;
        }
        current
    }

    fn join(&mut self, left: usize, right: usize) {
        let (left, right) = (self.of(left), self.of(right));
        if let Some(slot) = self.parents.get_mut(left.max(right)) {
            *slot = left.min(right);
        }
    }

    fn into_numbers(mut self) -> Vec<usize> {
        (0..self.parents.len())
            .map(|number| self.of(number))
            .collect()
    }
}
