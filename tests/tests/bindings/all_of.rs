//! `allOf`.

use serde_json::json;
use tests::all_of::types::{
    Color, Whole, WholeEdition, WholeGrade, WholeKind, WholeLimits, WholeShape,
};
use tests::runtime::Nullable;

#[tokio::test]
async fn parts_and_adjacent_keywords_form_one_type() {
    let whole = echo!(
        all_of,
        json!({
            "own": true,
            "name": "Jane",
            "level": 3,
            "owner": {"name": "o"},
            "closed": {"name": "c", "note": "n"},
            "grade": "b",
            "shape": {"id": "s", "radius": 1.5},
            "note": "x",
            "at": "2026-01-31",
            "size": 5,
        })
    );
    assert_eq!((whole.name.as_str(), whole.size), ("Jane", 5));
    assert_eq!(whole.note, "x");
    assert_eq!(whole.at.to_string(), "2026-01-31");
    assert_eq!(whole.level, Some(3));
    // An adjacent keyword makes `note` required here.
    assert_eq!(whole.closed.map(|closed| closed.note), Some("n".to_owned()));
    assert_eq!(whole.grade, Some(WholeGrade::B));
    let Some(WholeShape::Circle(circle)) = whole.shape else {
        panic!("{:?}", whole.shape);
    };
    assert_eq!(circle.id, "s");
    assert!((circle.radius - 1.5).abs() < f64::EPSILON);
}

#[tokio::test]
async fn null_needs_every_schema_of_a_property() {
    let limits = WholeLimits::new(2, 1).step(Nullable::Null);
    assert_eq!(
        serde_json::to_value(&limits).unwrap(),
        json!({"low": 1, "high": 2, "step": null})
    );
    for wrong in [
        json!({"low": null, "high": 2}),
        json!({"low": 1, "high": null}),
    ] {
        assert!(serde_json::from_value::<WholeLimits>(wrong).is_err());
    }
}

#[tokio::test]
async fn property_required_by_any_part_is_required() {
    let complete = json!({"name": "n", "note": "x", "at": "2026-01-31", "size": 5});
    let _: Whole = serde_json::from_value(complete.clone()).unwrap();
    for name in ["name", "note", "at", "size"] {
        let mut value = complete.clone();
        value.as_object_mut().unwrap().remove(name);
        let error = refused!(all_of, Whole, value);
        assert!(error.contains(name), "{error}");
    }
    // Null is not allowed if one part does not allow it.
    let mut value = complete;
    value["closed"] = json!({"name": "c"});
    let error = refused!(all_of, Whole, value);
    assert!(error.contains("note"), "{error}");
}

#[test]
fn enum_has_only_the_values_of_all_parts() {
    let shown = |text: &str| format!("{:?}", WholeGrade::from(text));
    assert_eq!(shown("b"), "B");
    assert_eq!(shown("c"), "C");
    for other in ["a", "d"] {
        assert!(matches!(WholeGrade::from(other), WholeGrade::Unknown(text) if text == other));
    }
}

#[test]
fn contradicting_parts_are_decoded_leniently() {
    let value = json!({
        "name": "n", "note": "x", "at": "2026-01-31", "size": 5,
        "kind": "fox", "edition": "second", "odd": {"name": "o"}, "color": "blue", "nothing": [1],
    });
    let whole: Whole = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(whole.kind, Some(WholeKind::Fox));
    assert_eq!(WholeKind::from("cat"), WholeKind::Cat);
    assert_eq!(whole.edition, Some(WholeEdition::Second));
    assert_eq!(WholeEdition::from("first"), WholeEdition::First);
    let odd = whole.odd.as_ref().map(|odd| odd.name.as_str());
    assert_eq!((odd, whole.color.as_ref()), (Some("o"), Some(&Color::Blue)));
    assert_eq!(whole.nothing, Some(json!([1])));
    assert_eq!(serde_json::to_value(&whole).unwrap(), value);
}

/// `{allOf: [{$ref: …}]}` is equal to `{$ref: …}`, even if another part describes the same list.
#[tokio::test]
async fn all_of_one_reference_equals_the_reference() {
    let details = json!({"details": [{"issue": "FIRST", "field": "a"}, {"issue": "SECOND"}]});
    let mut value = json!({"name": "n", "note": "x", "at": "2026-01-31", "size": 5});
    value["direct"] = details.clone();
    value["wrapped"] = details;
    let whole = echo!(all_of, value);
    let first = whole.direct.unwrap().details.unwrap().swap_remove(0);
    assert_eq!(whole.wrapped.unwrap().details.unwrap()[0], first);
}
