//! Matches the variants of two unions.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::Value;

use crate::drift::{ApiIndex, Comparison, Compatibility, RESPONSE};
use crate::ir::{Shape, Union, Variant};

impl<'a> Comparison<'a> {
    /// Returns, for each old variant, the index of the matching new one. Criteria in order: tag values; for untagged
    /// variants, an equal shape; the name; the name of the type. The last one, for untagged variants, is the same
    /// form of content, if only one variant has it. Names of variants may be numbered, so a variant that is added in
    /// the middle takes over a name.
    pub(super) fn variants(&self, old: &'a Union, new: &'a Union) -> Vec<Option<usize>> {
        let mut matches = Matches::of(old, new);
        // Shapes are compared only if names may mislead, and not in trials: nested trials would multiply.
        let is_counted =
            |variant: &Variant| variant.name.ends_with(|last: char| last.is_ascii_digit());
        let names = |union: &'a Union| -> HashSet<&'a str> {
            union.variants.iter().map(|one| one.name.as_str()).collect()
        };
        let (old_names, new_names) = (names(old), names(new));
        let may_mislead =
            !self.is_trial && (old_names != new_names || old.variants.iter().any(is_counted));
        let is_apart = |old_variant: &Variant, new_variant: &Variant| {
            may_mislead && old_variant.tags.is_empty() && new_variant.tags.is_empty()
        };
        let of_name: HashMap<&str, (usize, &'a Variant)> = new
            .variants
            .iter()
            .enumerate()
            .rev()
            .map(|(index, one)| (one.name.as_str(), (index, one)))
            .collect();
        let is_same_shape = |old_variant: &'a Variant, new_variant: &'a Variant| {
            is_apart(old_variant, new_variant)
                && self.is_same(&old_variant.shape, &new_variant.shape)
                && of_name
                    .get(old_variant.name.as_str())
                    .is_none_or(|(_, named)| {
                        let way = Some(RESPONSE);
                        self.tried(&old_variant.shape, &named.shape, way) == Compatibility::Breaking
                    })
        };
        let of_tags = |one: &Variant| one.tags.iter().map(Value::to_string).collect();
        matches.keyed(of_tags, of_tags, Candidates::First);
        let of_names = |one: &Variant| vec![one.name.clone()];
        if may_mislead {
            for (at, old_variant) in old.variants.iter().enumerate() {
                if let Some(&(index, new_variant)) = of_name.get(old_variant.name.as_str())
                    && matches.is_free(at, index)
                    && is_apart(old_variant, new_variant)
                    && self.is_same(&old_variant.shape, &new_variant.shape)
                {
                    matches.set(at, index);
                }
            }
            for (at, old_variant) in old.variants.iter().enumerate() {
                if self.trials.get() == 0 {
                    break;
                }
                if !old_variant.tags.is_empty() || matches.matched.get(at) != Some(&None) {
                    continue;
                }
                let mut others = new.variants.iter().enumerate();
                let found = others.find(|(index, new_variant)| {
                    matches.is_free(at, *index) && is_same_shape(old_variant, new_variant)
                });
                if let Some((index, _)) = found {
                    matches.set(at, index);
                }
            }
        }
        matches.keyed(of_names, of_names, Candidates::First);
        let of_type = |side: &ApiIndex<'a>, one: &Variant| match &one.shape {
            Shape::Named(id) => side
                .get(*id)
                .map(|ty| ty.name.clone())
                .into_iter()
                .collect(),
            _ => Vec::new(),
        };
        matches.keyed(
            |one| of_type(&self.old, one),
            |one| of_type(&self.new, one),
            Candidates::First,
        );
        let of_shape = |side: &ApiIndex<'a>, one: &Variant| {
            let mut key = String::new();
            describe(side, &one.shape, NESTED, &mut key);
            let keys = one.tags.is_empty().then_some(key);
            keys.into_iter().collect()
        };
        matches.keyed(
            |one| of_shape(&self.old, one),
            |one| of_shape(&self.new, one),
            Candidates::Only,
        );
        matches.matched
    }
}

/// Which of several new variants with the same key matches an old variant.
#[derive(Clone, Copy, PartialEq)]
enum Candidates {
    /// The first unmatched one.
    First,
    /// The unmatched one, if there is exactly one.
    Only,
}

/// The matching of the variants of an old and a new union.
struct Matches<'a> {
    old: &'a [Variant],
    new: &'a [Variant],
    /// The index of the matching new variant of each old variant.
    matched: Vec<Option<usize>>,
    /// Whether each new variant is matched.
    taken: Vec<bool>,
}

/// The number of levels of nested lists and maps in a description.
const NESTED: usize = 32;

/// Describes a shape without resolving the types that it names.
fn describe(side: &ApiIndex<'_>, shape: &Shape, depth: usize, text: &mut String) {
    use std::fmt::Write as _;
    match side.resolve(shape).shape {
        Shape::Named(_) => text.push_str("named"),
        _ if depth == 0 => text.push_str("nested"),
        Shape::List(inner) => {
            text.push_str("list of ");
            describe(side, inner, depth - 1, text);
        }
        Shape::Map(inner) => {
            text.push_str("map of ");
            describe(side, inner, depth - 1, text);
        }
        other => {
            let _ = write!(text, "{other:?}");
        }
    }
}

impl<'a> Matches<'a> {
    fn of(old: &'a Union, new: &'a Union) -> Self {
        Self {
            old: &old.variants,
            new: &new.variants,
            matched: vec![None; old.variants.len()],
            taken: vec![false; new.variants.len()],
        }
    }

    /// Reports whether neither variant is matched yet.
    fn is_free(&self, old: usize, new: usize) -> bool {
        self.matched.get(old) == Some(&None) && self.taken.get(new) == Some(&false)
    }

    fn set(&mut self, old: usize, new: usize) {
        if let (Some(slot), Some(taken)) = (self.matched.get_mut(old), self.taken.get_mut(new)) {
            *slot = Some(new);
            *taken = true;
        }
    }

    /// Matches variants that have a key in common.
    fn keyed(
        &mut self,
        old_keys: impl Fn(&Variant) -> Vec<String>,
        new_keys: impl Fn(&Variant) -> Vec<String>,
        candidates: Candidates,
    ) {
        let mut places: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (index, new) in self.new.iter().enumerate() {
            if self.taken.get(index) == Some(&false) {
                for key in new_keys(new) {
                    places.entry(key).or_default().push_back(index);
                }
            }
        }
        for (at, old) in self.old.iter().enumerate() {
            if self.matched.get(at) != Some(&None) {
                continue;
            }
            let mut found: Option<usize> = None;
            for key in old_keys(old) {
                let Some(free) = places.get_mut(&key) else {
                    continue;
                };
                while free.front().is_some_and(|&index| !self.is_free(at, index)) {
                    free.pop_front();
                }
                if candidates == Candidates::Only && free.len() > 1 {
                    continue;
                }
                found = match (found, free.front().copied()) {
                    (Some(found), Some(first)) => Some(found.min(first)),
                    (found, first) => found.or(first),
                };
            }
            if let Some(index) = found {
                self.set(at, index);
            }
        }
    }
}
