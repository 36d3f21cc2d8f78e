//! Paginated lists.

use serde_json::{Value, json};
use tests::pages::types::{ListEventsParams, ListProductsParams};
use tests::server::{Answer, Server};

use super::{expected, pairs, serve};

/// Whether the API has a page after one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NextPage {
    Exists,
    Missing,
}

fn page(ids: &[&str], end: &str, next: NextPage) -> Answer {
    let data: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
    let page_info = json!({
        "has_next_page": next == NextPage::Exists,
        "has_previous_page": false,
        "start_cursor": null,
        "end_cursor": end,
    });
    Answer::json(200, &json!({"data": data, "page_info": page_info}))
}

fn three_pages() -> Server {
    serve([
        page(&["a", "b"], "c1", NextPage::Exists),
        page(&[], "c2", NextPage::Exists),
        page(&["c"], "c3", NextPage::Missing),
    ])
}

/// Returns the cursor of each request, and checks that each one has the page size.
fn cursors(server: &Server) -> Vec<Option<String>> {
    let received = server.received();
    let queries = received.iter().map(|request| pairs(request.query()));
    queries
        .map(|query| {
            assert!(query.contains(&("first".to_owned(), "2".to_owned())));
            let after = query.into_iter().find(|(name, _)| name == "after");
            after.map(|(_, cursor)| cursor)
        })
        .collect()
}

#[tokio::test]
async fn pages_are_fetched_in_sequence() {
    let server = three_pages();
    let client = client!(pages, server);
    let parameters = ListProductsParams::new().first(2);
    let mut page = client.products().list(parameters).await.unwrap();
    let mut ids = Vec::new();
    loop {
        ids.push(
            page.items()
                .iter()
                .map(|product| product.id.clone())
                .collect::<String>(),
        );
        match page.next_page().await.unwrap() {
            Some(next) => page = next,
            None => break,
        }
    }
    assert_eq!(ids, ["ab", "", "c"]);
    assert!(!page.has_next_page());
    let [none, first, second] = [None, Some("c1".to_owned()), Some("c2".to_owned())];
    assert_eq!(cursors(&server), [none, first, second]);
}

#[tokio::test]
async fn stream_yields_the_items_of_all_pages() {
    let server = three_pages();
    let call = client!(pages, server)
        .products()
        .list(ListProductsParams::new().first(2));
    let products = call.stream().into_vec().await.unwrap();
    let ids: Vec<&str> = products.iter().map(|product| &*product.id).collect();
    assert_eq!(ids, ["a", "b", "c"]);
    assert_eq!(cursors(&server).len(), 3);
}

#[tokio::test]
async fn error_ends_the_stream() {
    let server = serve([page(&["a"], "c1", NextPage::Exists), Answer::empty(403)]);
    let call = client!(pages, server)
        .products()
        .list(ListProductsParams::new());
    let mut products = call.stream();
    assert_eq!(products.try_next().await.unwrap().unwrap().id, "a");
    assert_eq!(
        products.try_next().await.unwrap_err().status().unwrap(),
        403
    );
    assert_eq!(products.try_next().await.unwrap(), None);
}

#[tokio::test]
async fn repeated_cursor_is_an_error() {
    let server = serve([page(&["a"], "same", NextPage::Exists)]);
    let call = client!(pages, server)
        .products()
        .list(ListProductsParams::new());
    let error = call.stream().into_vec().await.unwrap_err();
    assert!(error.to_string().contains("`same`"), "{error}");
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn bare_cursor_is_followed_to_the_end() {
    for end in [
        json!({"events": ["c"]}),
        json!({"events": ["c"], "next_cursor": null}),
        json!({"events": ["c"], "next_cursor": ""}),
    ] {
        let server = serve([
            Answer::json(200, &json!({"events": ["a"], "next_cursor": "x&y"})),
            Answer::json(200, &json!({"events": ["b"], "next_cursor": "z"})),
            Answer::json(200, &end),
        ]);
        let call = client!(pages, server)
            .events()
            .list(ListEventsParams::new());
        assert_eq!(call.stream().into_vec().await.unwrap(), ["a", "b", "c"]);
        let received = server.received();
        let queries: Vec<_> = received
            .iter()
            .map(|request| pairs(request.query()))
            .collect();
        assert_eq!(
            queries,
            [
                expected(&[]),
                expected(&[("cursor", "x&y")]),
                expected(&[("cursor", "z")])
            ]
        );
    }
}
