//! Tests of calls without an executor.

use std::io::Read as _;

use runtime::runtime::{Method, PageLink, Paged};
use serde::Deserialize;

use crate::support::{Client, Error, ErrorBody, PageCall, Reply, Server, member};

/// Starts a server on its own executor.
fn server(reply: fn(&crate::support::Recorded) -> Reply) -> (tokio::runtime::Runtime, Server) {
    let executor = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let server = executor.block_on(Server::start(move |request, _| reply(request)));
    (executor, server)
}

#[derive(Debug, Deserialize)]
struct Numbers {
    data: Vec<u32>,
    next: Option<String>,
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
        PageLink::cursor("cursor", self.next.as_deref())
    }
}

#[test]
fn a_call_waits() {
    let (_executor, server) = server(|_| Reply::ok());
    let client = Client::of(&server);
    assert_eq!(
        client.create_member(&member()).send_blocking().unwrap(),
        member()
    );
    let response = client.member("x").with_response().send_blocking().unwrap();
    assert_eq!(response.status().as_u16(), 200);
    // The threads share the connection pool.
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let client = client.clone();
            std::thread::spawn(move || client.member("x").send_blocking().unwrap())
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), member());
    }
    client.member("x").send_blocking().unwrap();
    assert!(server.connections() <= 5);
    let mut text = String::new();
    let stream = client
        .request(Method::GET, "/x", "x")
        .returns_stream::<ErrorBody>()
        .send_blocking()
        .unwrap();
    stream.into_reader().read_to_string(&mut text).unwrap();
    assert_eq!(text, crate::support::MEMBER);
}

#[test]
fn pages_are_iterators() {
    let (_executor, server) = server(|request| match request.target.split_once("cursor=") {
        None => Reply::json(200, r#"{"data":[1,2],"next":"a"}"#),
        Some(_) => Reply::json(200, r#"{"data":[3],"next":null}"#),
    });
    let client = Client::of(&server);
    let list = || -> PageCall<Numbers> { client.request(Method::GET, "/x", "x").returns_page() };
    let page = list().send_blocking().unwrap();
    assert_eq!(page.next_page_blocking().unwrap().unwrap().items(), [3]);
    assert!(page.previous_page_blocking().unwrap().is_none());
    let items: Result<Vec<u32>, Error> = list().stream().into_blocking_iter().collect();
    assert_eq!(items.unwrap(), [1, 2, 3]);
    assert_eq!(list().pages().into_blocking_iter().count(), 2);
}

/// Blocking calls also work in an executor's threads for blocking work, in threads that have entered it, and in its
/// tasks.
#[test]
fn threads_of_an_executor_wait_too() {
    let (executor, server) = server(|_| Reply::ok());
    let client = Client::of(&server);
    let waiting = client.clone();
    let task = executor.spawn_blocking(move || waiting.member("x").send_blocking());
    assert_eq!(executor.block_on(task).unwrap().unwrap(), member());
    let _entered = executor.enter();
    assert_eq!(client.member("x").send_blocking().unwrap(), member());
    assert_eq!(
        executor
            .block_on(async { client.member("x").send_blocking() })
            .unwrap(),
        member()
    );
}
