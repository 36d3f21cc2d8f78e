//! Success responses: statuses, bodies and media types.

use serde_json::{Value, json};
use tests::responses::types::{CreateCompletionRequest, Done, Pending, StartJobResponse};
use tests::runtime::ErrorKind;
use tests::server::Answer;

use super::serve;

fn done() -> Value {
    json!({"result": 5})
}

/// Calls an operation with a response; returns the result and the server.
macro_rules! received {
    ($operation:ident, $answer:expr) => {{
        let server = serve([$answer]);
        let result = client!(responses, server).outcomes().$operation().await;
        (result, server)
    }};
}

#[tokio::test]
async fn statuses_have_their_own_bodies() {
    let (result, server) = received!(start_job, Answer::json(200, &done()));
    let StartJobResponse::Ok(Done { result, .. }) = result.unwrap() else {
        panic!("200 is `Ok`");
    };
    assert_eq!(result, 5);
    // `Accept` lists the media types of all responses.
    assert_eq!(
        server.last().header("accept"),
        Some("application/json, text/plain")
    );
    let (result, _) = received!(start_job, Answer::json(202, &json!({"ticket": "t"})));
    let StartJobResponse::Accepted(Pending { ticket, .. }) = result.unwrap() else {
        panic!("202 is `Accepted`");
    };
    assert_eq!(ticket, "t");
    let (result, _) = received!(start_job, Answer::empty(204));
    assert_eq!(result.unwrap(), StartJobResponse::NoContent);
    let (result, _) = received!(start_job, Answer::raw(206, "text/plain", "some"));
    assert_eq!(
        result.unwrap(),
        StartJobResponse::Success("some".to_owned())
    );
    // The body of one status is not valid for another.
    let (result, _) = received!(start_job, Answer::json(202, &done()));
    let error = result.unwrap_err();
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Decode, Some("ticket"))
    );
}

#[tokio::test]
async fn statuses_may_share_a_body() {
    for status in [200, 201] {
        let (result, _) = received!(put_same, Answer::json(status, &done()));
        assert_eq!(result.unwrap().result, 5);
    }
    for status in [200, 203, 299] {
        let (result, _) = received!(get_range, Answer::json(status, &done()));
        assert_eq!(result.unwrap().result, 5);
    }
    let (result, _) = received!(get_default, Answer::json(200, &done()));
    assert_eq!(result.unwrap().result, 5);
    // `default` as the success response does not apply to error statuses.
    let (result, _) = received!(get_default, Answer::json(400, &done()));
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Api);
}

#[tokio::test]
async fn optional_body_is_an_option() {
    let (result, _) = received!(get_optional, Answer::json(200, &done()));
    assert_eq!(result.unwrap().map(|done| done.result), Some(5));
    let (result, _) = received!(get_optional, Answer::empty(204));
    assert_eq!(result.unwrap(), None);
    for (answer, expected) in [
        (Answer::json(200, &done()), Some(5)),
        (Answer::json(200, &json!(null)), None),
        (Answer::empty(204), None),
    ] {
        let (result, _) = received!(get_maybe, answer);
        let done: Option<Done> = result.unwrap();
        assert_eq!(done.map(|done| done.result), expected);
    }
    let (result, _) = received!(delete_nothing, Answer::empty(204));
    result.unwrap();
    // Where no body is documented, a received one is ignored.
    let (result, _) = received!(post_silent, Answer::raw(200, "text/html", "<p>"));
    result.unwrap();
    let (result, _) = received!(head_thing, Answer::empty(200));
    result.unwrap();
}

#[tokio::test]
async fn responses_are_decoded_by_media_type() {
    let (result, server) = received!(get_report, Answer::json(200, &done()));
    assert_eq!(result.unwrap().result, 5);
    let accept = server.last().header("accept").unwrap().to_owned();
    assert!(accept.starts_with("application/json"), "{accept}");
    let (result, server) = received!(
        get_suffixed,
        Answer::raw(200, "application/hal+json", done().to_string())
    );
    assert_eq!(result.unwrap().result, 5);
    assert_eq!(server.last().header("accept"), Some("application/hal+json"));
    let (result, server) = received!(get_text, Answer::raw(200, "text/plain; charset=utf-8", "é"));
    assert_eq!(result.unwrap(), "é");
    assert!(
        server
            .last()
            .header("accept")
            .unwrap()
            .starts_with("text/plain")
    );
    let bytes = vec![0, 159, 146, 150];
    let (result, _) = received!(
        get_file,
        Answer::raw(200, "application/octet-stream", bytes.clone())
    );
    assert_eq!(result.unwrap(), bytes);
    let (result, server) = received!(get_image, Answer::raw(200, "image/png", bytes.clone()));
    assert_eq!(result.unwrap(), bytes);
    assert_eq!(server.last().header("accept"), Some("image/png"));
    for (answer, number) in [("null", None), ("1.5", Some(1.5)), ("2", Some(2.0))] {
        let (result, _) = received!(get_scalar, Answer::raw(200, "application/json", answer));
        assert_eq!(result.unwrap(), number);
    }
}

#[tokio::test]
async fn media_type_ranges_are_decoded_by_schema() {
    let bytes = vec![0, 159, 146, 150];
    let pdf = || Answer::raw(200, "application/pdf", bytes.clone());
    let (result, server) = received!(get_ranged_bytes, pdf());
    assert_eq!(result.unwrap(), bytes);
    assert_eq!(server.last().header("accept"), Some("*/*"));
    let (result, _) = received!(get_ranged_pdf, pdf());
    assert_eq!(result.unwrap(), bytes);
    let (result, server) = received!(get_ranged_text, Answer::raw(200, "text/plain", "hello"));
    assert_eq!(result.unwrap(), "hello");
    assert_eq!(server.last().header("accept"), Some("*/*"));
    let (result, server) = received!(get_ranged_json, Answer::json(200, &done()));
    assert_eq!(result.unwrap().result, 5);
    assert_eq!(server.last().header("accept"), Some("application/json"));
    let (result, _) = received!(
        head_json,
        Answer::empty(200).header("content-type", "application/json")
    );
    result.unwrap();
}

#[tokio::test]
async fn stream_is_read_incrementally() {
    let (result, server) = received!(
        get_events,
        Answer::raw(200, "text/event-stream", "data: 1\n\ndata: 2\n\n")
    );
    let bytes = result.unwrap().collect().await.unwrap();
    assert_eq!(bytes, "data: 1\n\ndata: 2\n\n");
    assert_eq!(server.last().header("accept"), Some("text/event-stream"));
}

#[tokio::test]
async fn documented_redirect_is_not_followed() {
    let server = serve([Answer::empty(302).header("location", "/nothing")]);
    let call = client!(responses, server).outcomes().get_moved();
    let response = call.with_response().await.unwrap();
    assert_eq!(response.status(), 302);
    assert_eq!(response.headers()["location"], "/nothing");
    assert_eq!(server.received().len(), 1);
}

/// A response that is not as documented is an error that keeps the body.
#[tokio::test]
async fn undocumented_response_is_an_error_with_its_body() {
    let (result, _) = received!(get_range, Answer::raw(200, "text/html", "<p>"));
    let error = result.unwrap_err();
    assert_eq!(
        (error.kind(), error.bytes()),
        (ErrorKind::Decode, &b"<p>"[..])
    );
    let (result, _) = received!(get_range, Answer::raw(502, "text/html", "<p>"));
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(502));
    assert_eq!((error.body(), error.bytes()), (None, &b"<p>"[..]));
}

/// Each media type with a different result has its own method, which accepts it.
#[tokio::test]
async fn other_media_types_have_their_own_methods() {
    let body = || CreateCompletionRequest::new().stream(true);
    let server = serve([
        Answer::json(200, &done()),
        Answer::raw(200, "text/event-stream", "data: 1\n\n"),
        Answer::json(200, &json!({"ticket": "t"})),
        Answer::raw(200, "application/octet-stream", "\0"),
        Answer::raw(200, "application/pdf", "%PDF"),
    ]);
    let client = client!(responses, server);
    let outcomes = client.outcomes();
    let accept = || server.last().header("accept").unwrap().to_owned();
    let whole = outcomes.create_completion(body()).await.unwrap().unwrap();
    assert_eq!((whole.result, accept().as_str()), (5, "application/json"));
    let stream = outcomes.create_completion_stream_2(body()).await.unwrap();
    assert_eq!(stream.collect().await.unwrap(), "data: 1\n\n");
    // Errors are JSON, so it is accepted as well.
    assert_eq!(accept(), "text/event-stream, application/json;q=0.5");
    assert_eq!(server.last().json(), json!({"stream": true}));
    let other = outcomes
        .create_completion_vnd_pending_json(body())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(other.ticket, "t");
    assert_eq!(
        accept(),
        "application/vnd.pending+json, application/json;q=0.5"
    );
    let bytes = outcomes.create_completion_bytes(body()).await.unwrap();
    assert_eq!(
        (&*bytes, accept().as_str()),
        (
            &b"\0"[..],
            "application/octet-stream, application/json;q=0.5"
        )
    );
    let bytes = outcomes.create_completion_pdf(body()).await.unwrap();
    assert_eq!(
        (&*bytes, accept().as_str()),
        (&b"%PDF"[..], "application/pdf, application/json;q=0.5")
    );
    // An existing name is kept, and errors are those of the operation.
    let server = serve([
        Answer::empty(204),
        Answer::json(400, &json!({"reason": "no"})),
    ]);
    let client = client!(responses, server);
    let outcomes = client.outcomes();
    outcomes.create_completion_stream().await.unwrap();
    let error = outcomes
        .create_completion_stream_2(body())
        .await
        .unwrap_err();
    assert!(error.body().is_some(), "{error}");
    let (result, server) = received!(get_report_csv, Answer::raw(200, "text/csv", "a,b"));
    assert_eq!(result.unwrap(), "a,b");
    assert_eq!(server.last().header("accept"), Some("text/csv"));
}

/// Without JSON, each media type has its own method. Types that only mean "a file" share one.
#[tokio::test]
async fn file_and_text_media_types_have_methods() {
    let bytes = b"\xff".to_vec();
    let (result, server) = received!(
        get_invoice,
        Answer::raw(200, "application/pdf", bytes.clone())
    );
    assert_eq!(&*result.unwrap(), b"\xff");
    assert_eq!(
        server.last().header("accept"),
        Some("application/pdf, application/octet-stream")
    );
    let (result, server) = received!(
        get_invoice_png,
        Answer::raw(200, "image/png", bytes.clone())
    );
    assert_eq!(&*result.unwrap(), b"\xff");
    assert_eq!(server.last().header("accept"), Some("image/png"));
    let (result, server) = received!(get_invoice_html, Answer::raw(200, "text/html", "<p>"));
    assert_eq!(result.unwrap(), "<p>");
    assert_eq!(server.last().header("accept"), Some("text/html"));
    let (result, server) = received!(get_invoice_csv, Answer::raw(200, "text/csv", "a,b"));
    assert_eq!(result.unwrap(), "a,b");
    assert_eq!(server.last().header("accept"), Some("text/csv"));
    let (result, _) = received!(get_download, Answer::raw(200, "text/plain", bytes));
    assert_eq!(&*result.unwrap(), b"\xff");
    let (result, _) = received!(get_listed, Answer::json(200, &done()));
    assert_eq!(result.unwrap().result, 5);
    let (result, _) = received!(get_table, Answer::json(200, &done()));
    assert_eq!(result.unwrap().result, 5);
    let (result, server) = received!(get_table_csv, Answer::raw(200, "text/csv", "a,b"));
    assert_eq!(result.unwrap(), "a,b");
    assert_eq!(server.last().header("accept"), Some("text/csv"));
    let (result, server) = received!(get_table_pdf, Answer::raw(200, "application/pdf", "%PDF"));
    assert_eq!(&*result.unwrap(), b"%PDF");
    assert_eq!(server.last().header("accept"), Some("application/pdf"));
    let (_, server) = received!(get_entity, Answer::json(200, &done()));
    assert_eq!(server.last().header("accept"), Some("application/json"));
}
