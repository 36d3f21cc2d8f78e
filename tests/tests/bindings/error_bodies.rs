//! Error bodies by status.

use serde_json::{Value, json};
use tests::error_bodies::{Error, ErrorBody};
use tests::runtime::ErrorKind;
use tests::server::Answer;

use super::serve;

async fn get(answer: Answer) -> Error {
    let server = serve([answer]);
    let error = client!(error_bodies, server).things().get("t").await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    error
}

async fn delete(answer: Answer) -> Error {
    let server = serve([answer]);
    let error = client!(error_bodies, server).things().delete("t").await;
    error.unwrap_err()
}

#[tokio::test]
async fn exact_statuses_precede_ranges_and_default() {
    let invalid = get(Answer::json(400, &json!({"fields": {"name": "short"}}))).await;
    let Some(ErrorBody::Invalid(body)) = invalid.body() else {
        panic!("{invalid:?}");
    };
    assert_eq!(body.fields["name"], "short");
    let missing = get(Answer::json(404, &json!({"resource": "thing"}))).await;
    assert!(matches!(missing.body(), Some(ErrorBody::Missing(body)) if body.resource == "thing"));
    let moved = get(Answer::json(300, &json!({"resource": "other"}))).await;
    assert!(matches!(moved.body(), Some(ErrorBody::Missing(body)) if body.resource == "other"));
    let problem = json!({"title": "no"}).to_string();
    let problem = get(Answer::raw(418, "application/problem+json", problem)).await;
    assert!(matches!(problem.body(), Some(ErrorBody::Problem(body)) if body.title == "no"));
    let text = get(Answer::raw(503, "text/plain", "later")).await;
    assert!(matches!(text.body(), Some(ErrorBody::Text(text)) if text == "later"));
    let fault = get(Answer::json(500, &json!({"message": "m", "code": 7}))).await;
    let Some(ErrorBody::Fault(body)) = fault.body() else {
        panic!("{fault:?}");
    };
    assert_eq!((body.message.as_str(), body.code), ("m", Some(7)));
    assert_eq!(fault.message(), Some("m"));
}

#[tokio::test]
async fn undocumented_error_keeps_its_bytes() {
    let conflict = json!({"title": "in the way"});
    for (answer, bytes) in [
        // Documented without a body: the range does not apply.
        (Answer::json(409, &conflict), conflict.to_string()),
        (
            Answer::json(400, &json!({"title": "none of it"})),
            json!({"title": "none of it"}).to_string(),
        ),
        (Answer::raw(404, "text/html", "<p>"), "<p>".to_owned()),
    ] {
        let error = get(answer).await;
        assert_eq!(error.body(), None, "{error:?}");
        assert_eq!(error.bytes(), bytes.as_bytes());
    }
}

#[tokio::test]
async fn error_body_depends_on_the_operation() {
    let missing = json!({"resource": "thing"});
    let error = delete(Answer::json(400, &missing)).await;
    assert!(matches!(error.body(), Some(ErrorBody::Missing(body)) if body.resource == "thing"));
    let error = delete(Answer::json(
        422,
        &json!([{"message": "a"}, {"message": "b"}]),
    ))
    .await;
    let Some(ErrorBody::FaultList(faults)) = error.body() else {
        panic!("{error:?}");
    };
    assert_eq!(faults.len(), 2);
    let error = delete(Answer::json(404, &missing)).await;
    assert_eq!(error.body(), None);
    assert_eq!(
        serde_json::from_slice::<Value>(error.bytes()).unwrap(),
        missing
    );
}
