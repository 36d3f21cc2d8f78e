//! Keywords that are new in JSON Schema 2020-12.

use serde_json::json;
use tests::json_schema::types::{
    All, AllLocal, Closed, Conditional, Dependent, Identified, IdentifiedPart, Marked,
};

#[tokio::test]
async fn pointer_anchor_and_id_references_are_resolved() {
    let all = echo!(
        json_schema,
        json!({
            "byDefinition": {"x": 1},
            "byAnchor": {"mark": true},
            "byId": {"part": {"y": "a"}},
            "withinId": {"y": "b"},
        })
    );
    let local: Option<AllLocal> = all.by_definition;
    let marked: Option<Marked> = all.by_anchor;
    let identified: Option<Identified> = all.by_id;
    // The same type as in `Identified`, by another kind of reference.
    let part: Option<IdentifiedPart> = all.within_id;
    assert_eq!(local.map(|local| local.x), Some(1));
    assert_eq!(marked.map(|marked| marked.mark), Some(true));
    assert_eq!(
        identified.map(|found| found.part),
        Some(IdentifiedPart::new("a"))
    );
    assert_eq!(part.map(|part| part.y), Some("b".to_owned()));
}

#[tokio::test]
async fn conditional_schemas_accept_both_sides() {
    for value in [
        json!({"country": "US", "code": "c"}),
        json!({"country": "DE", "region": "BY"}),
        json!({"country": "US", "code": "c", "region": "r"}),
    ] {
        echo!(json_schema, json!({"conditional": value}));
    }
    let conditional = Conditional::new("DE").region("BY");
    assert_eq!(
        serde_json::to_value(conditional).unwrap(),
        json!({"country": "DE", "region": "BY"})
    );
    let dependent = Dependent::new().card("c").address("a").cvc("1");
    assert_eq!(
        serde_json::to_value(dependent).unwrap(),
        json!({"card": "c", "address": "a", "cvc": "1"})
    );
    let error = refused!(json_schema, All, json!({"conditional": {"code": "c"}}));
    assert!(error.contains("country"), "{error}");
}

#[tokio::test]
async fn content_keywords_are_decoded() {
    let all = echo!(
        json_schema,
        json!({
            "embedded": "{\"a\": 1}",
            "encoded": "AP8=",
            "quoted": "a=3Db",
            "urlSafe": "AP8_-w",
            "contains": ["a", 1],
            "bounds": 4,
            "shown": "one",
            "closed": {"mark": false, "more": 1},
        })
    );
    assert_eq!(all.embedded.as_deref(), Some("{\"a\": 1}"));
    assert_eq!(all.encoded.unwrap().0, [0, 255]);
    assert_eq!(all.quoted.as_deref(), Some("a=3Db"));
    let closed: Closed = all.closed.unwrap();
    assert_eq!((closed.mark, closed.more), (false, Some(1)));
}
