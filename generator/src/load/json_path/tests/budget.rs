//! The counted work: it grows with what is visited, and stops hostile queries.

use serde_json::{Value, json};

use super::super::{Exceeded, StepBudget, parse, select};

/// Returns the number of steps that a query takes.
fn cost(query: &str, document: &Value) -> u64 {
    let query = parse(query).unwrap().query;
    let mut budget = StepBudget::new(u64::MAX);
    select(&query, document, &mut budget).unwrap();
    u64::MAX - budget.left
}

fn fails(query: &str, document: &Value) -> Result<usize, Exceeded> {
    let query = parse(query).unwrap().query;
    let found = select(&query, document, &mut StepBudget::new(1_000_000))?;
    Ok(found.selected.len())
}

/// A document with this number of paths.
fn document(paths: usize) -> Value {
    let paths: serde_json::Map<String, Value> = (0..paths)
        .map(|index| {
            let operation =
                json!({"operationId": format!("o{index}"), "tags": ["a", "b"], "parameters": []});
            (format!("/path/{index}"), json!({"get": operation}))
        })
        .collect();
    json!({"info": {"title": "T"}, "paths": paths})
}

#[test]
fn queries_that_documents_need_take_few_steps() {
    let document = document(1_000);
    let values = 6_000;
    for query in [
        "$",
        "$.info.title",
        "$.paths['/path/7'].get",
        "$.paths.*.*",
        "$..tags",
        "$..tags[?@ == 'a']",
        "$.paths[?@.get.tags[?@ == 'a']]",
        "$.paths.*[?@.operationId == $.info.title]",
        "$..[?length(@.operationId) > 3 && match(@.operationId, '[a-z]..*')]",
        "$.paths.*[?search(@.operationId, '^\\\\p{L}[0-9]{3}')].parameters[0:2]",
        "$..parameters..*..*",
    ] {
        let steps = cost(query, &document);
        assert!(steps <= 20 * values, "{query}: {steps}");
    }
    assert!(cost("$.paths['/path/7'].get", &document) < 100);
}

#[test]
fn work_is_proportional_to_the_document() {
    let (small, large) = (document(1_000), document(4_000));
    for query in [
        "$..*",
        "$..tags[?@ == 'a']",
        "$.paths[?count(@..*) > 3]",
        "$.paths.*[?match(@.operationId, 'o.*')]",
    ] {
        let (before, after) = (cost(query, &small), cost(query, &large));
        assert!(after <= 5 * before, "{query}: {before} {after}");
    }
}

#[test]
fn long_text_takes_more_steps() {
    let text = "x".repeat(100_000);
    let document = json!({"a": text, "b": text, text.clone(): 1, "list": [text, text]});
    for query in [
        "$[?@ == $.a]",
        "$[?@ < $.a]",
        "$[?length(@) == 1]",
        "$[?search(@, 'y')]",
        "$[?match(@, 'x*')]",
        "$[?$.a == $.b]",
        "$[?$.list == $.list]",
        &format!("$['{text}']"),
        &format!("$[?$['{text}'] == 1]"),
    ] {
        assert!(cost(query, &document) > 100_000 / 16, "{}", &query[..8]);
    }
}

#[test]
fn hostile_queries_are_stopped() {
    let deep = (0..250).fold(json!(1), |value, _| json!([value]));
    let wide: Value = (0..2_000).map(|index| json!({"v": index})).collect();
    let text = json!(["a".repeat(20_000), "a".repeat(20_000)]);
    let patterns: Value = (0..2_000)
        .map(|index| json!(format!("\\p{{L}}{index}")))
        .collect();
    for (query, document) in [
        ("$..*..*..*..*", &deep),
        ("$..[?@..[?@..[?@..x]]]", &deep),
        (&format!("${}", "[0,0]".repeat(100)), &deep),
        ("$[?count($.*) > 1]", &wide),
        ("$[?count($[?count($.*) > 1]) > 1]", &wide),
        ("$[?$ == $]", &wide),
        ("$[?match('a', @)]", &patterns),
        ("$[?search(@, '(a|b)*a(a|b){1000}c')]", &text),
    ] {
        assert_eq!(fails(query, document), Err(Exceeded::Steps), "{query}");
    }
}

#[test]
fn used_up_work_stays_used_up() {
    let mut budget = StepBudget::new(10);
    assert_eq!(budget.spend(10), Ok(()));
    assert_eq!(budget.spend(0), Ok(()));
    assert_eq!(budget.spend(1), Err(Exceeded::Steps));
    let mut budget = StepBudget::new(10);
    assert_eq!(budget.spend(11), Err(Exceeded::Steps));
    assert_eq!(budget.spend(1), Err(Exceeded::Steps));
}
