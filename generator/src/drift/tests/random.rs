//! Tests with random documents: another notation is not a change, and each mutation is reported as exactly one change.

mod model;
mod mutations;
mod writer;

use proptest::prelude::*;

use super::{drift, told};
use model::models;
use mutations::{MUTATIONS, OF_OPERATIONS, mutate};
use writer::{Writer, manners};

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn equivalent_notations_have_no_changes(
        model in models(),
        one in manners(),
        other in manners(),
    ) {
        let (old, new) = (Writer::document(&model, &one), Writer::document(&model, &other));
        prop_assert_eq!(told(&drift(&old, &new)), Vec::<String>::new(), "{}\n{}", old, new);
    }

    #[test]
    fn every_mutation_is_reported_as_exactly_one_change(
        model in models(),
        one in manners(),
        other in manners(),
        which in 0..MUTATIONS.len() + OF_OPERATIONS,
        at in 0..1000_usize,
    ) {
        let mut mutated = model.clone();
        let rule = mutate(&mut mutated, which, at);
        prop_assume!(rule.is_some());
        let (old, new) = (Writer::document(&model, &one), Writer::document(&mutated, &other));
        let changes = drift(&old, &new);
        let found: Vec<&str> = changes.iter().map(|change| change.rule.id).collect();
        prop_assert_eq!(found, rule.into_iter().collect::<Vec<_>>(), "{:?}\n{}\n{}", told(&changes), old, new);
    }
}
