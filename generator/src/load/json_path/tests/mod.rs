//! Tests of queries by section of RFC 9535, and of the counted work.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod budget;
mod evaluate;
mod filters;
mod patterns;
mod syntax;

use serde_json::{Value, json};

use super::{NodeList, Step, StepBudget, parse, select};

/// Far more steps than the tests need.
const ENOUGH: u64 = 10_000_000;

/// Returns the location of a node as a JSON pointer.
fn pointer(list: &NodeList<'_>, index: usize) -> String {
    let node = list.nodes[index];
    let Some(parent) = node.parent else {
        return String::new();
    };
    let above = pointer(list, parent.node);
    match parent.step {
        Step::Name(name) => format!("{above}/{name}"),
        Step::Index(index) => format!("{above}/{index}"),
    }
}

/// Returns the locations that a query selects, after checking that they lead to the selected values.
fn locations(query: &str, document: &Value) -> Vec<String> {
    let parsed = parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    let list = select(&parsed.query, document, &mut StepBudget::new(ENOUGH)).unwrap();
    let found = list.selected.iter().map(|index| {
        let location = pointer(&list, *index);
        let value = list.nodes[*index].value;
        assert_eq!(document.pointer(&location), Some(value), "{query}");
        location
    });
    found.collect()
}

/// Reports whether a filter selects the only item of a list.
fn selects(filter: &str, item: &Value) -> bool {
    let query = format!("$.list[?{filter}]");
    let document = json!({"list": [item], "root": {"one": 1, "list": [1, 2]}});
    locations(&query, &document) == ["/list/0"]
}
