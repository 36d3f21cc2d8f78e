//! Untagged unions: the most specific branch that fits is selected.

use serde_json::{from_value, json, to_value};
use tests::runtime::Nullable;
use tests::untagged_union::types::{
    All, AllContact, AllEnumOrText, AllId, AllListed, AllMap, AllMaybe, AllNested, AllOneOrMany,
    AllPaid, AllScalar, AllSource, Basic,
};

#[tokio::test]
async fn most_specific_branch_is_selected() {
    let all = echo!(
        untagged_union,
        json!({"contact": {"email": "e", "phone": "p", "fax": "f"}})
    );
    assert!(
        matches!(all.contact, Some(AllContact::Full(full)) if full.fax.as_deref() == Some("f"))
    );
    let all = echo!(untagged_union, json!({"contact": {"email": "e"}}));
    assert!(matches!(all.contact, Some(AllContact::Basic(basic)) if basic.email == "e"));
}

#[tokio::test]
async fn scalars_keep_their_type() {
    for (value, check) in [
        (
            json!("1"),
            (|scalar| matches!(scalar, AllScalar::String(text) if text == "1"))
                as fn(AllScalar) -> bool,
        ),
        (json!(1), |scalar| matches!(scalar, AllScalar::Integer(1))),
        (json!(true), |scalar| {
            matches!(scalar, AllScalar::Boolean(true))
        }),
    ] {
        let all = echo!(untagged_union, json!({"scalar": value}));
        assert!(all.scalar.is_some_and(check), "{value}");
    }
    let all = echo!(untagged_union, json!({"oneOrMany": "a"}));
    assert!(matches!(all.one_or_many, Some(AllOneOrMany::String(text)) if text == "a"));
    let all = echo!(untagged_union, json!({"oneOrMany": ["a", "b"]}));
    assert!(matches!(all.one_or_many, Some(AllOneOrMany::StringList(list)) if list.len() == 2));
    let all = echo!(untagged_union, json!({"id": "a"}));
    assert!(matches!(all.id, Some(AllId::String(_))));
    let all = echo!(untagged_union, json!({"id": {"email": "e"}}));
    assert!(matches!(all.id, Some(AllId::Basic(_))));
    for number in [json!(2), json!(2.5), json!(9_007_199_254_740_993_i64)] {
        let all: All = from_value(json!({"numbers": number})).unwrap();
        assert_eq!(to_value(all.numbers).unwrap(), number);
    }
}

#[tokio::test]
async fn null_is_no_map() {
    refused!(untagged_union, AllMap, json!(null));
    let map: AllMap = from_value(json!({})).unwrap();
    assert_eq!(to_value(map).unwrap(), json!({}));
}

#[tokio::test]
async fn null_branch_makes_the_union_nullable() {
    for (value, expected) in [
        (json!({}), Nullable::Absent),
        (json!({"maybe": null}), Nullable::Null),
        (json!({"maybe": 1}), Nullable::Value(AllMaybe::Integer(1))),
        (
            json!({"maybe": "x"}),
            Nullable::Value(AllMaybe::String("x".to_owned())),
        ),
    ] {
        assert_eq!(echo!(untagged_union, value).maybe, expected);
    }
}

#[tokio::test]
async fn single_branch_unions_and_text_unions_are_simplified() {
    let all = echo!(
        untagged_union,
        json!({"single": {"email": "e"}, "never": {"email": "n"}, "time": "now"})
    );
    assert_eq!(all.single, Some(Basic::new("e")));
    assert_eq!(all.never, Some(Basic::new("n")));
    assert_eq!(all.time.as_deref(), Some("now"));
    let all = echo!(
        untagged_union,
        json!({"time": "2026-01-31T00:00:00Z", "enumOrText": "auto"})
    );
    assert_eq!(all.enum_or_text, Some(AllEnumOrText::Auto));
    let all = echo!(untagged_union, json!({"enumOrText": "12px"}));
    assert_eq!(
        all.enum_or_text,
        Some(AllEnumOrText::Unknown("12px".to_owned()))
    );
}

#[tokio::test]
async fn nested_unions_are_decoded() {
    for value in [
        json!("a"),
        json!(false),
        json!([1, {"email": "e"}]),
        json!([]),
    ] {
        let all = echo!(untagged_union, json!({"nested": value.clone()}));
        let is_list = matches!(all.nested, Some(AllNested::UnionList(_)));
        assert_eq!(is_list, value.is_array(), "{value}");
    }
}

#[tokio::test]
async fn error_lists_the_failure_of_each_branch() {
    for (value, lacked) in [
        (
            json!({"contact": {"phone": "p"}}),
            vec!["contact", "Full", "Basic", "email"],
        ),
        (json!({"contact": 1}), vec!["contact", "Full", "Basic"]),
        (
            json!({"scalar": {"x": 1}}),
            vec!["scalar", "String", "Integer", "Boolean"],
        ),
    ] {
        let error = refused!(untagged_union, All, value);
        for part in lacked {
            assert!(error.contains(part), "{error} has no {part}");
        }
    }
}

#[tokio::test]
async fn optional_tag_selects_the_branch() {
    for (value, is_bank) in [
        (json!({"type": "bank", "number": "1"}), true),
        (json!({"type": "card", "number": "1"}), false),
        (json!({"number": "1", "holder": "h"}), false),
        (json!({"type": "check", "number": "1"}), false),
    ] {
        let all = echo!(untagged_union, json!({"paid": value}));
        assert_eq!(
            matches!(all.paid, Some(AllPaid::Bank(_))),
            is_bank,
            "{value}"
        );
    }
    let with_more = json!({"paid": {"type": "bank", "number": "1", "holder": "h"}});
    let all: All = from_value(with_more).unwrap();
    assert!(matches!(all.paid, Some(AllPaid::Bank(_))));
}

#[test]
fn branch_with_the_listed_value_is_selected() {
    let decoded = |value: serde_json::Value| -> AllListed {
        let all: All = from_value(json!({"listed": value})).unwrap();
        all.listed.unwrap()
    };
    for value in [
        json!({"type": "created", "data": {"n": 5}}),
        json!({"type": "merged", "id": 1, "data": {"n": 5}}),
    ] {
        assert!(
            matches!(decoded(value.clone()), AllListed::Created(_)),
            "{value}"
        );
    }
    let credited = decoded(json!({"type": "credited", "data": {"n": 5}}));
    assert!(matches!(credited, AllListed::Refunded(_)));
    // A value that no branch lists is decoded as the branch that keeps the most data.
    let new = decoded(json!({"type": "new", "data": {"n": 5}}));
    assert!(matches!(new, AllListed::Refunded(_)));
}

#[tokio::test]
async fn unnamed_branches_are_named_by_their_unique_property() {
    let source = |value| async move {
        echo!(untagged_union, json!({"source": value}))
            .source
            .unwrap()
    };
    let found = source(json!({"kind": "github", "org": "o", "repo": "r"})).await;
    assert!(matches!(found, AllSource::WithRepo(of) if of.org == "o"));
    let found = source(json!({"kind": "github", "repo_id": 7})).await;
    assert!(matches!(found, AllSource::WithRepoId(of) if of.repo_id == 7));
    let found = source(json!({"kind": "git", "url": "u"})).await;
    assert!(matches!(found, AllSource::WithUrl(of) if of.url.as_deref() == Some("u")));
    let found = source(json!({})).await;
    assert!(matches!(found, AllSource::Variant4(of) if of.kind.is_none()));
}
