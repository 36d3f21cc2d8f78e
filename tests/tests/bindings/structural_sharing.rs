//! Structurally equal schemas share a type; different error bodies do not.

use serde_json::json;
use tests::runtime::ErrorKind;
use tests::server::Answer;
use tests::structural_sharing::ErrorBody;

use super::serve;

#[tokio::test]
async fn equal_inline_schemas_share_a_type() {
    let user = json!({"id": "user_1", "email": null});
    let server = serve([Answer::json(
        200,
        &json!([{"id": "pay_1", "user": user, "refund": {"user": user}}]),
    )]);
    let payments = client!(structural_sharing, server).payments().list();
    let payment = payments.await.unwrap().remove(0);
    // This compiles only if both have one type.
    assert_eq!(payment.user, payment.refund.unwrap().user);
}

#[tokio::test]
async fn equal_error_bodies_share_a_variant() {
    let body =
        json!({"error": {"type": "not_found", "message": "No such payment", "code": "gone"}});
    let mut bodies = Vec::new();
    for status in [400, 404, 422] {
        let server = serve([Answer::json(status, &body)]);
        let call = client!(structural_sharing, server).payments().list();
        bodies.push((status, call.await.unwrap_err()));
    }
    let server = serve([Answer::json(400, &body)]);
    let call = client!(structural_sharing, server).payments().create();
    bodies.push((400, call.await.unwrap_err()));
    for (status, error) in bodies {
        assert_eq!(error.kind(), ErrorKind::Api);
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.code(), Some("gone"));
        assert_eq!(error.message(), Some("No such payment"));
        let Some(ErrorBody::ErrorResponse(body)) = error.body() else {
            panic!("{status}: {:?}", error.body());
        };
        assert_eq!(body.error.r#type, "not_found");
        assert_eq!(body.error.message, "No such payment");
    }
}

#[tokio::test]
async fn body_is_decoded_by_its_status_only() {
    let conflict = json!({"conflict": "pay_1"});
    let error = json!({"error": {"type": "conflict", "message": "No"}});
    for (status, answer, conflicts) in [
        (409, &conflict, true),
        (409, &error, false),
        (400, &conflict, false),
        (418, &error, false),
    ] {
        let server = serve([Answer::json(status, answer)]);
        let call = client!(structural_sharing, server).payments().create();
        let found = call.await.unwrap_err();
        assert_eq!(found.status().unwrap(), status);
        assert_eq!(found.bytes(), answer.to_string().as_bytes());
        match found.body() {
            Some(ErrorBody::CreatePaymentConflictError(body)) if conflicts => {
                assert_eq!(body.conflict, "pay_1");
            }
            None if !conflicts => {}
            other => panic!("{status} {answer}: {other:?}"),
        }
    }
    // The other operation does not declare 409.
    let server = serve([Answer::json(409, &conflict)]);
    let call = client!(structural_sharing, server).payments().list();
    assert_eq!(call.await.unwrap_err().body(), None);
}

#[tokio::test]
async fn undocumented_error_keeps_its_body() {
    for (status, media_type, body) in [
        (422, "application/json", r#"{"error": null}"#),
        (422, "application/json", r#"{"error": {"type": "x"}}"#),
        (400, "application/json", r#"{"error": {"type": "inva"#),
        (404, "application/json", ""),
        (500, "text/html", "<html><h1>Bad gateway</h1></html>"),
        (502, "text/html; charset=utf-8", "<p>\u{fc}"),
        (503, "application/json", ""),
    ] {
        let answer = Answer::raw(status, media_type, body)
            .header("x-request-id", "req_1")
            .header("retry-after", "0");
        let server = serve([answer]);
        let call = client!(structural_sharing, server).payments().list();
        let error = call.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Api, "{status} {body}");
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.bytes(), body.as_bytes());
        assert_eq!(error.headers().unwrap()["content-type"], media_type);
        assert_eq!(error.request_id(), Some("req_1"));
        assert_eq!(error.body(), None);
        assert!(error.to_string().contains(&status.to_string()), "{error}");
    }
}

#[tokio::test]
async fn undocumented_success_keeps_its_body() {
    for body in [
        r#"[{"id": "pay_1", "user"#,
        "",
        "<html></html>",
        "null",
        "{}",
    ] {
        let answer = Answer::raw(200, "application/json", body).header("x-request-id", "req_2");
        let server = serve([answer]);
        let call = client!(structural_sharing, server).payments().list();
        let error = call.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert_eq!(error.status().unwrap(), 200);
        assert_eq!(error.bytes(), body.as_bytes());
        assert_eq!(error.request_id(), Some("req_2"));
        assert_eq!(error.operation(), "listPayments");
    }
}
