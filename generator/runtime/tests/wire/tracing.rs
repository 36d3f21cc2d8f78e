//! Tests of spans: what they contain, and what they leave out.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Metadata, Subscriber};

use crate::support::{Client, KEY, Reply, Server, member};

/// A subscriber that records everything in spans and events.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Log {
    fn listen(&self) -> DefaultGuard {
        tracing::subscriber::set_default(self.clone())
    }

    fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

struct Writer<'t>(&'t mut String);

impl Visit for Writer<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("runtime")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = self.0.lock().unwrap();
        text.push_str(span.metadata().name());
        span.record(&mut Writer(&mut text));
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, values: &Record<'_>) {
        values.record(&mut Writer(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Writer(&mut self.0.lock().unwrap()));
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

#[tokio::test]
async fn a_span_says_what_was_called_and_how_it_went() {
    let server = Server::start(|_, index| {
        if index == 0 {
            Reply::json(503, "secret")
        } else {
            Reply::ok()
        }
    })
    .await;
    let client = Client::of(&server);
    let log = Log::default();
    let guard = log.listen();
    client.member("own-id").retries(1).await.unwrap();
    drop(guard);
    let text = log.text();
    for part in [
        "call operation=retrieveMember method=GET path=\"/members/{id}\"",
        "retrying the call kind=Api status=503",
        "status=200",
        "attempts=2",
        "elapsed_ms=",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    // No secrets, no bodies, no parameter values.
    for part in [KEY, "secret", "own-id", "user_1", "error="] {
        assert!(!text.contains(part), "{part} in {text}");
    }
}

#[tokio::test]
async fn a_span_names_the_kind_of_an_error() {
    let server = Server::always(422, r#"{"error":{"type":"t","message":"secret"}}"#).await;
    let client = Client::of(&server);
    let log = Log::default();
    let guard = log.listen();
    client.create_member(&member()).await.unwrap_err();
    drop(guard);
    let text = log.text();
    assert!(text.contains("status=422 error=Api attempts=1"), "{text}");
    assert!(
        !text.contains("secret") && !text.contains("a@example.com"),
        "{text}"
    );
}
