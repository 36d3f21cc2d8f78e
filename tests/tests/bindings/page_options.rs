//! Pagination by options, for lists whose property names do not show it.

use serde_json::{Value, json};
use tests::page_options::types::{
    GetNotesParams, GetNotesResponse, ListBooksParams, ListMembersParams, ListShelvesParams,
};
use tests::server::{Answer, Server};

use super::serve;

fn pages(pages: impl IntoIterator<Item = Value>) -> Server {
    let answers: Vec<Answer> = pages
        .into_iter()
        .map(|page| Answer::json(200, &page))
        .collect();
    serve(answers)
}

fn targets(server: &Server) -> Vec<String> {
    let received = server.received();
    received
        .iter()
        .map(|request| request.target.clone())
        .collect()
}

#[tokio::test]
async fn api_option_applies_to_all_matching_lists() {
    let server = pages([
        json!({"shelves": ["a"], "archived": ["x"], "meta": {"following": "c/1"}}),
        json!({"shelves": ["b"], "archived": [], "meta": {"following": null}}),
    ]);
    let client = client!(page_options, server);
    let call = client.shelves().list(ListShelvesParams::new().size(1));
    let page = call.await.unwrap();
    assert_eq!(page.items(), ["a"]);
    assert!(page.has_next_page());
    let last = page.next_page().await.unwrap().unwrap();
    assert_eq!(last.items(), ["b"]);
    assert!(!last.has_next_page());
    assert_eq!(
        targets(&server),
        ["/shelves?size=1", "/shelves?size=1&from=c%2F1"]
    );
}

#[tokio::test]
async fn operation_option_overrides_the_api_option() {
    let server = pages([json!({"books": ["a"], "next": 7}), json!({"books": ["b"]})]);
    let client = client!(page_options, server);
    let page = client.books().list(ListBooksParams::new()).await.unwrap();
    let last = page.next_page().await.unwrap().unwrap();
    assert_eq!(last.items(), ["b"]);
    assert!(last.next_page().await.unwrap().is_none());
    assert_eq!(targets(&server), ["/books", "/books?position=7"]);

    let server = pages([
        json!({"members": ["a"], "paging": {"hasNextPage": true, "endCursor": "c"}}),
        json!({"members": ["b"], "paging": {"hasNextPage": false, "endCursor": "d"}}),
    ]);
    let client = client!(page_options, server);
    let page = client
        .members()
        .list(ListMembersParams::new())
        .await
        .unwrap();
    let last = page.next_page().await.unwrap().unwrap();
    assert!(last.next_page().await.unwrap().is_none());
    assert_eq!(targets(&server), ["/members", "/members?after=c"]);
}

#[tokio::test]
async fn unpaginated_list_returns_the_response() {
    let server = pages([json!({"notes": ["a"], "next_cursor": "c"})]);
    let client = client!(page_options, server);
    let notes: GetNotesResponse = client.notes().list(GetNotesParams::new()).await.unwrap();
    assert_eq!(notes.next_cursor.as_deref(), Some("c"));
}
