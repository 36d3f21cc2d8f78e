//! Media types of responses: the `Accept` header, and decoding by media type.

use serde_json::json;
use tests::media_types::ErrorBody;
use tests::media_types::types::{
    ErrorResponse, Event, GetAnyHealthResponse, GetHealthResponse, GetPartResponse,
    PostBothRequest, PostTimeRequest, PutHealthRequest,
};
use tests::runtime::{Body, DateTime};
use tests::server::Answer;

use super::serve;

/// Calls an operation with a response; returns the result and the request.
macro_rules! received {
    ($operation:ident($($argument:expr)?), $answer:expr) => {{
        let server = serve([$answer]);
        let result = client!(media_types, server).media().$operation($($argument)?).await;
        (result, server.last())
    }};
}

#[tokio::test]
async fn string_response_may_be_text_or_json() {
    let (log, sent) = received!(get_log(), Answer::raw(200, "text/plain", "hello"));
    assert_eq!(log.unwrap(), "hello");
    assert_eq!(sent.header("accept"), Some("application/json, text/plain"));
    let (log, _) = received!(get_log(), Answer::json(200, &json!("hello")));
    assert_eq!(log.unwrap(), "hello");
    let (text, sent) = received!(get_any_text(), Answer::json(200, &json!("q")));
    assert_eq!(text.unwrap(), "q");
    assert_eq!(sent.header("accept"), Some("*/*"));
    let (text, _) = received!(get_any_text(), Answer::raw(200, "text/x", "\"q\""));
    assert_eq!(text.unwrap(), "\"q\"");
}

#[tokio::test]
async fn html_response_can_be_requested() {
    let (note, sent) = received!(get_note(), Answer::json(200, &json!("a")));
    assert_eq!(note.unwrap(), "a");
    assert_eq!(sent.header("accept"), Some("application/json"));
    let (note, sent) = received!(get_note_html(), Answer::raw(200, "text/html", "<p>"));
    assert_eq!(note.unwrap(), "<p>");
    assert_eq!(sent.header("accept"), Some("text/html"));
}

#[tokio::test]
async fn text_response_has_the_documented_type() {
    const TIME: &str = "2026-01-02T03:04:05Z";
    let (time, _) = received!(get_any_time(), Answer::raw(200, "text/plain", TIME));
    assert_eq!(time.unwrap().to_string(), TIME);
    let (time, _) = received!(get_any_time(), Answer::json(200, &json!(TIME)));
    assert_eq!(time.unwrap().to_string(), TIME);
    let (time, sent) = received!(get_time(), Answer::raw(200, "text/plain", TIME));
    assert_eq!(time.unwrap().to_string(), TIME);
    assert_eq!(sent.header("accept"), Some("text/plain"));
    let (time, _) = received!(get_time(), Answer::raw(200, "text/plain", "soon"));
    assert!(time.unwrap_err().is_decode());
    let (time, _) = received!(get_time(), Answer::raw(503, "text/plain", "never"));
    let body = time.unwrap_err().into_body();
    let Some(ErrorBody::ErrorResponse(reason)) = body else {
        panic!("{body:?}");
    };
    assert_eq!(reason, ErrorResponse::Never);

    let (health, _) = received!(get_health(), Answer::raw(200, "text/plain", "up"));
    assert_eq!(health.unwrap(), GetHealthResponse::Up);
    let (health, _) = received!(get_any_health(), Answer::raw(200, "text/plain", "down"));
    assert_eq!(health.unwrap(), Some(GetAnyHealthResponse::Down));
    let (health, _) = received!(get_any_health(), Answer::json(200, &json!(null)));
    assert_eq!(health.unwrap(), None);
}

#[tokio::test]
async fn text_body_has_the_documented_type() {
    const TIME: &str = "2026-01-02T03:04:05Z";
    let taken = || Answer::raw(204, "text/plain", "");
    let (_, sent) = received!(put_health(PutHealthRequest::Down), taken());
    assert_eq!(sent.header("content-type"), Some("text/plain"));
    assert_eq!(sent.text(), "down");
    // Unlisted values can be sent, too.
    let (_, sent) = received!(put_health("soon"), taken());
    assert_eq!(sent.text(), "soon");
    let time: DateTime = TIME.parse().unwrap();
    let (_, sent) = received!(put_time(time), taken());
    assert_eq!(sent.text(), TIME);
    let (_, sent) = received!(post_time(PostTimeRequest::Plain(time)), taken());
    assert_eq!(sent.header("content-type"), Some("text/plain"));
    assert_eq!(sent.text(), TIME);
    let (_, sent) = received!(post_time(PostTimeRequest::Json(5)), taken());
    assert_eq!(sent.text(), "5");
}

#[tokio::test]
async fn json_lines_are_streamed() {
    let answer = |media_type| Answer::raw(200, media_type, "{\"n\":1}\n{\"n\":2}\n");
    let (events, sent) = received!(get_events(), answer("application/x-ndjson"));
    assert_eq!(sent.header("accept"), Some("application/x-ndjson"));
    let mut events = events.unwrap();
    let mut found = Vec::new();
    while let Some(event) = events.try_next().await.unwrap() {
        found.push(event.n);
    }
    assert_eq!(found, [1, 2]);

    let (event, sent) = received!(get_both(), Answer::json(200, &json!({"n": 1})));
    assert_eq!(event.unwrap().n, 1);
    assert_eq!(sent.header("accept"), Some("application/json"));
    let (events, sent) = received!(get_both_ndjson(), answer("application/x-ndjson"));
    assert_eq!(events.unwrap().try_next().await.unwrap().unwrap().n, 1);
    assert_eq!(
        sent.header("accept"),
        Some("application/x-ndjson, application/json;q=0.5")
    );
    let (events, _) = received!(get_both_json_seq(), answer("application/json-seq"));
    drop(events.unwrap());

    let lines = PostBothRequest::XNdjson(Body::from("{\"n\":1}\n{\"n\":2}\n"));
    let (result, sent) = received!(post_both(lines), Answer::empty(204));
    result.unwrap();
    assert_eq!(sent.header("content-type"), Some("application/x-ndjson"));
    assert_eq!(sent.text(), "{\"n\":1}\n{\"n\":2}\n");
    let (result, sent) = received!(post_both(Event::new(3)), Answer::empty(204));
    result.unwrap();
    assert_eq!(sent.json(), json!({"n": 3}));
}

#[tokio::test]
async fn accepted_media_types_can_be_decoded() {
    let (part, sent) = received!(get_part(), Answer::json(200, &json!({"n": 1})));
    let GetPartResponse::Ok(event) = part.unwrap() else {
        panic!("JSON under 200 is `Ok`");
    };
    assert_eq!(event.n, 1);
    assert_eq!(
        sent.header("accept"),
        Some("application/json, application/octet-stream")
    );
    let bytes = || Answer::raw(200, "application/octet-stream", [0, 1]);
    let (part, _) = received!(get_part(), bytes());
    assert_eq!(part.unwrap(), GetPartResponse::OkBytes(vec![0, 1].into()));
    let (part, _) = received!(
        get_part(),
        Answer::raw(206, "application/octet-stream", [2])
    );
    assert_eq!(
        part.unwrap(),
        GetPartResponse::PartialContent(vec![2].into())
    );
    let (part, sent) = received!(get_part_bytes(), bytes());
    assert_eq!(part.unwrap(), [0, 1].as_slice());
    assert_eq!(sent.header("accept"), Some("application/octet-stream"));
}

#[tokio::test]
async fn accept_header_includes_error_media_types() {
    let problem = json!({"title": "No."}).to_string();
    let refused = |status| Answer::raw(status, "application/problem+json", problem.as_str());
    let (pdf, sent) = received!(get_pdf(), refused(500));
    assert_eq!(
        sent.header("accept"),
        Some("application/pdf, application/problem+json;q=0.5")
    );
    assert!(pdf.unwrap_err().body().is_some());
    let (event, sent) = received!(get_event(), refused(404));
    assert_eq!(
        sent.header("accept"),
        Some("application/json, application/problem+json;q=0.5, text/plain;q=0.5")
    );
    assert!(event.unwrap_err().body().is_some());
}

#[tokio::test]
async fn file_is_accepted_under_its_general_media_type() {
    let answer = Answer::raw(200, "application/octet-stream", "\u{1}");
    let (image, sent) = received!(get_image(), answer);
    assert_eq!(
        sent.header("accept"),
        Some("image/png, application/octet-stream")
    );
    assert_eq!(image.unwrap().as_ref(), [1]);
}

#[tokio::test]
async fn request_without_body_has_content_length_0() {
    let (result, sent) = received!(start(), Answer::empty(204));
    result.unwrap();
    assert_eq!(sent.header("content-length"), Some("0"));
    let (result, sent) = received!(put(None), Answer::empty(204));
    result.unwrap();
    assert_eq!(sent.header("content-length"), Some("0"));
    assert_eq!(sent.header("content-type"), None);
}
