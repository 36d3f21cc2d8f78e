//! Lists and objects in the query.

use serde_json::json;
use tests::query_parameters::types::{Kind, SearchParams};
use tests::server::Answer;

use super::{expected, pairs, serve};

async fn query(parameters: SearchParams) -> String {
    let server = serve([Answer::json(200, &json!(3))]);
    let call = client!(query_parameters, server).search().get(parameters);
    assert_eq!(call.await.unwrap(), 3);
    assert_eq!(server.last().path(), "/search");
    server.last().query().to_owned()
}

#[tokio::test]
async fn only_set_parameters_are_sent() {
    assert_eq!(query(SearchParams::new("x")).await, "q=x");
    // The default is left to the API.
    assert_eq!(query(SearchParams::new("").first(0)).await, "q=&first=0");
}

#[tokio::test]
async fn lists_are_repeated_or_joined_as_declared() {
    let kinds = vec![Kind::User, Kind::Company, Kind::Unknown("a,b&c".to_owned())];
    let sent = query(SearchParams::new("x").types(kinds).ids(vec![1, -2])).await;
    assert_eq!(
        pairs(&sent),
        expected(&[
            ("types", "user"),
            ("types", "company"),
            ("types", "a,b&c"),
            ("ids", "1,-2"),
            ("q", "x")
        ])
    );
    assert!(sent.contains("ids=1,-2"), "{sent}");
}

#[tokio::test]
async fn objects_are_sent_by_property() {
    let filters = [
        ("status", json!("open")),
        ("amount", json!(5)),
        ("paid", json!(true)),
    ];
    let sent = query(SearchParams::new("x").filters(filters)).await;
    let mut sent = pairs(&sent);
    sent.sort();
    assert_eq!(
        sent,
        expected(&[
            ("filters[amount]", "5"),
            ("filters[paid]", "true"),
            ("filters[status]", "open"),
            ("q", "x")
        ])
    );
}

#[tokio::test]
async fn value_cannot_end_its_parameter() {
    for text in [
        "a&types=company",
        "a=b",
        "a+b c",
        "100%",
        "%26",
        "#x",
        "é\u{1f600}",
        "a\r\nb",
    ] {
        let sent = query(SearchParams::new(text)).await;
        assert_eq!(pairs(&sent), expected(&[("q", text)]));
    }
}
