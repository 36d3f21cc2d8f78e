//! Tests of paginated lists.

use futures_util::TryStreamExt;
use runtime::runtime::{ErrorKind, Method, PageLink, Paged};
use serde::Deserialize;

use crate::support::{Client, ErrorBody, PageCall, Recorded, Reply, Server};

#[derive(Debug, Deserialize)]
struct Numbers {
    data: Vec<u32>,
    page_info: PageInfo,
}

#[derive(Debug, Deserialize)]
struct PageInfo {
    end_cursor: Option<String>,
    start_cursor: Option<String>,
    has_next_page: bool,
    has_previous_page: bool,
}

impl Paged for Numbers {
    type Item = u32;

    fn items(&self) -> &[u32] {
        &self.data
    }

    fn into_items(self) -> Vec<u32> {
        self.data
    }

    fn next(&self) -> Option<PageLink> {
        PageLink::after(
            self.page_info.has_next_page,
            self.page_info.end_cursor.as_deref(),
        )
    }

    fn previous(&self) -> Option<PageLink> {
        PageLink::before(
            self.page_info.has_previous_page,
            self.page_info.start_cursor.as_deref(),
        )
    }
}

#[derive(Debug, Deserialize)]
struct Letters {
    letters: Option<Vec<char>>,
    next: Option<String>,
}

impl Paged for Letters {
    type Item = char;

    fn items(&self) -> &[char] {
        self.letters.as_deref().unwrap_or_default()
    }

    fn into_items(self) -> Vec<char> {
        self.letters.unwrap_or_default()
    }

    fn next(&self) -> Option<PageLink> {
        PageLink::cursor("starting_after", self.next.as_deref())
    }
}

fn parameter<'r>(request: &'r Recorded, name: &str) -> Option<&'r str> {
    let query = request.target.split_once('?')?.1;
    query
        .split('&')
        .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))
        .map(|(_, value)| value)
}

/// Returns the numbers 0 to 9 in pages, by the rules of Relay's connections.
fn numbers(request: &Recorded) -> Reply {
    let number = |name| parameter(request, name).map(|text| text.parse::<usize>().unwrap());
    let all: Vec<usize> = (0..10).collect();
    let from = number("after").map_or(0, |after| after + 1);
    let to = number("before").unwrap_or(all.len());
    let range = &all[from.min(to)..to];
    let range = match (number("first"), number("last")) {
        (Some(first), None) => &range[..first.min(range.len())],
        (None, Some(last)) => &range[range.len().saturating_sub(last)..],
        _ => panic!("one size: {}", request.target),
    };
    Reply::json(
        200,
        &serde_json::json!({
            "data": range,
            "page_info": {
                "start_cursor": range.first().map(usize::to_string),
                "end_cursor": range.last().map(usize::to_string),
                "has_next_page": range.last().is_some_and(|last| *last < 9),
                "has_previous_page": range.first().is_some_and(|first| *first > 0),
            }
        })
        .to_string(),
    )
}

fn list(client: &Client, size: u32) -> PageCall<Numbers> {
    client
        .request(Method::GET, "/numbers", "listNumbers")
        .query("first", &size)
        .query("kind", "all")
        .returns_page()
}

fn letters(client: &Client) -> PageCall<Letters> {
    client
        .request(Method::GET, "/letters", "listLetters")
        .query("limit", &2)
        .returns_page()
}

#[tokio::test]
async fn a_page_leads_to_the_next() {
    let server = Server::start(|request, _| numbers(request)).await;
    let page = list(&Client::of(&server), 4).await.unwrap();
    assert_eq!(page.items(), [0, 1, 2, 3]);
    assert_eq!(page.data.len(), 4);
    assert!(page.has_next_page() && !page.has_previous_page());
    assert!(page.previous_page().await.unwrap().is_none());
    let second = page.next_page().await.unwrap().unwrap();
    assert_eq!(second.items(), [4, 5, 6, 7]);
    let last = second.next_page().await.unwrap().unwrap();
    assert_eq!(last.items(), [8, 9]);
    assert!(!last.has_next_page());
    assert!(last.next_page().await.unwrap().is_none());
    let back = last.previous_page().await.unwrap().unwrap();
    assert_eq!(back.items(), [4, 5, 6, 7]);
    assert_eq!(
        back.next_page().await.unwrap().unwrap().into_items(),
        [8, 9]
    );
    let targets: Vec<String> = server
        .requests()
        .into_iter()
        .map(|request| request.target)
        .collect();
    assert_eq!(
        targets,
        [
            "/v1/numbers?first=4&kind=all",
            "/v1/numbers?first=4&kind=all&after=3",
            "/v1/numbers?first=4&kind=all&after=7",
            "/v1/numbers?kind=all&before=8&last=4",
            "/v1/numbers?kind=all&after=7&first=4",
        ]
    );
}

#[tokio::test]
async fn a_stream_gives_every_item() {
    let server = Server::start(|request, _| numbers(request)).await;
    let client = Client::of(&server);
    let mut stream = list(&client, 3).stream();
    let mut items = Vec::new();
    while let Some(item) = stream.try_next().await.unwrap() {
        items.push(item);
        // Pages are only requested as needed.
        assert_eq!(server.requests().len(), items.len().div_ceil(3));
    }
    assert_eq!(items, (0..10).collect::<Vec<_>>());
    assert!(
        stream.try_next().await.unwrap().is_none(),
        "it stays at its end"
    );
    assert_eq!(list(&client, 4).stream().into_vec().await.unwrap(), items);
    let by_trait: Vec<u32> = TryStreamExt::try_collect(list(&client, 100).stream())
        .await
        .unwrap();
    assert_eq!(by_trait, items);
}

#[tokio::test]
async fn pages_are_a_stream_too() {
    let server = Server::start(|request, _| numbers(request)).await;
    let mut pages = list(&Client::of(&server), 4).header("X-Own", "1").pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.items().len());
    }
    assert_eq!(sizes, [4, 4, 2]);
    // The options of the call apply to every page.
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.header("x-own") == Some("1"))
    );
    assert!(
        server
            .requests()
            .iter()
            .all(|request| parameter(request, "kind") == Some("all"))
    );
}

#[tokio::test]
async fn lists_can_be_walked_backward() {
    let server = Server::start(|request, _| numbers(request)).await;
    let client = Client::of(&server);
    let items = list(&client, 4).stream_backward().into_vec().await.unwrap();
    assert_eq!(items, (0..10).rev().collect::<Vec<_>>());
    let mut pages = list(&client, 4).pages_backward();
    assert_eq!(
        pages.try_next().await.unwrap().unwrap().items(),
        [6, 7, 8, 9]
    );
    assert_eq!(
        pages.try_next().await.unwrap().unwrap().items(),
        [2, 3, 4, 5]
    );
    // An API that only pages forward returns one page.
    let server = Server::always(200, r#"{"letters":["a","b"],"next":"x"}"#).await;
    assert_eq!(
        letters(&Client::of(&server))
            .stream_backward()
            .into_vec()
            .await
            .unwrap(),
        ['b', 'a']
    );
}

#[tokio::test]
async fn a_cursor_is_sent_until_there_is_none() {
    let server = Server::start(|request, _| match parameter(request, "starting_after") {
        None => Reply::json(200, r#"{"letters":["a","b"],"next":"b c"}"#),
        // A page without items is not the last one while it has a cursor.
        Some("b%20c") => Reply::json(200, r#"{"letters":null,"next":"d"}"#),
        Some("d") => Reply::json(200, r#"{"letters":["e"],"next":""}"#),
        Some(other) => panic!("{other}"),
    })
    .await;
    assert_eq!(
        letters(&Client::of(&server))
            .stream()
            .into_vec()
            .await
            .unwrap(),
        ['a', 'b', 'e']
    );
}

#[tokio::test]
async fn a_cursor_that_comes_again_ends_the_walk() {
    // The same cursor always, and two cursors in turn.
    for next in [
        |_: usize| "x",
        |index: usize| if index.is_multiple_of(2) { "x" } else { "y" },
    ] {
        let server = Server::start(move |_, index| {
            Reply::json(
                200,
                &format!(r#"{{"letters":["a"],"next":"{}"}}"#, next(index)),
            )
        })
        .await;
        let mut stream = letters(&Client::of(&server)).stream();
        let mut items = 0;
        let error = loop {
            match stream.try_next().await {
                Ok(Some(_)) => items += 1,
                Ok(None) => panic!("an end that is none"),
                Err(error) => break error,
            }
        };
        assert!(items <= 3);
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(
            error
                .to_string()
                .starts_with("listLetters: the API gave the cursor `x` twice"),
            "{error}"
        );
        assert!(stream.try_next().await.unwrap().is_none());
    }
    let server = Server::always(200, r#"{"letters":[],"next":"x"}"#).await;
    let page = letters(&Client::of(&server))
        .await
        .unwrap()
        .next_page()
        .await
        .unwrap()
        .unwrap();
    assert!(page.next_page().await.is_err());
}

/// Cycles of any length are detected when one page follows another, without a record of all of them.
#[tokio::test]
async fn a_circle_of_pages_is_left() {
    for length in [2, 3, 40] {
        let server = Server::start(move |_, index| {
            let next = index % length;
            Reply::json(200, &format!(r#"{{"letters":["a"],"next":"c{next}"}}"#))
        })
        .await;
        let mut page = letters(&Client::of(&server)).await.unwrap();
        let mut pages = 1;
        let error = loop {
            assert!(pages < 5 * length + 5, "{length}");
            match page.next_page().await {
                Ok(next) => page = next.unwrap(),
                Err(error) => break error,
            }
            pages += 1;
        };
        assert!(pages > length, "{length}");
        assert!(error.to_string().contains("twice"), "{error}");
    }
}

#[tokio::test]
async fn an_error_ends_the_walk() {
    let server = Server::start(|request, index| match index {
        0 => numbers(request),
        _ => Reply::json(404, r#"{"error":{"type":"gone","message":"m"}}"#),
    })
    .await;
    let mut stream = list(&Client::of(&server), 1).stream();
    assert_eq!(stream.try_next().await.unwrap(), Some(0));
    let error = stream.try_next().await.unwrap_err();
    assert!(matches!(error.body(), Some(ErrorBody::ErrorResponse(_))));
    assert!(stream.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_page_is_what_is_on_it() {
    const BODY: &str = r#"{"data":[1,2],"page_info":{"end_cursor":null,"start_cursor":null,"has_next_page":false,"has_previous_page":false}}"#;
    let server = Server::always(200, BODY).await;
    let client = Client::of(&server);
    let list = || -> PageCall<Numbers> {
        let request = client.request(Method::GET, "/x", "listNumbers");
        request.returns_page()
    };
    let page = list().await.unwrap();
    let mut sum = 0;
    for number in &page {
        sum += number;
    }
    assert_eq!(sum, 3);
    assert_eq!(page.iter().max(), Some(&2));
    let numbers: Vec<u32> = page.into_iter().collect();
    assert_eq!(numbers, [1, 2]);
}

#[tokio::test]
async fn a_page_can_be_made_without_a_call() {
    use runtime::runtime::Page;

    let body = |more| -> Numbers {
        let page_info = serde_json::json!({
            "end_cursor": "c", "start_cursor": null, "has_next_page": more, "has_previous_page": false,
        });
        serde_json::from_value(serde_json::json!({"data": [1, 2], "page_info": page_info})).unwrap()
    };
    let last: Page<Numbers, ErrorBody> = Page::new(body(false));
    assert_eq!(last.items(), [1, 2]);
    assert!(last.next_page().await.unwrap().is_none());
    let first: Page<Numbers, ErrorBody> = Page::new(body(true));
    assert!(first.has_next_page());
    let error = first.next_page().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Build);
}
