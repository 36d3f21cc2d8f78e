//! Fuzz target for requests to the mock.

use std::sync::OnceLock;

use mock::{Mock, Options, Running};
use tests::runtime::Bytes;

use super::parts;

const DOCUMENT: &str = include_str!("../documents/small.yml");

fn server() -> &'static Running {
    static SERVER: OnceLock<Running> = OnceLock::new();
    SERVER.get_or_init(|| {
        let options = Options::new().keep_requests(false);
        Mock::start_text(DOCUMENT, options).expect("a server")
    })
}

/// Sends a request to the mock: request line and headers, and a body in the second part. Every request gets a
/// response with a verdict.
pub(crate) fn mock(bytes: &[u8]) {
    let (head, body) = parts(bytes);
    let Ok(head) = std::str::from_utf8(head) else {
        return;
    };
    let mut lines = head.lines();
    let mut first = lines.next().unwrap_or_default().splitn(2, ' ');
    let mut request = http::Request::builder()
        .method(first.next().unwrap_or_default())
        .uri(first.next().unwrap_or_default());
    for line in lines {
        if let Some((name, value)) = line.split_once(':') {
            if name.eq_ignore_ascii_case("x-mock-delay") {
                continue;
            }
            request = request.header(name, value.trim());
        }
    }
    let Ok(request) = request.body(Bytes::copy_from_slice(body)) else {
        return;
    };
    let response = server().answer(request);
    assert!(response.headers().contains_key("x-mock-verdict"));
}
