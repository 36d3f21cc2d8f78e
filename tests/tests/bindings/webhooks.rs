//! Events that the API sends, by their `type`, and only when their signature is right.

use serde_json::{from_value, json, to_value};
use tests::runtime::Timestamp;
use tests::runtime::webhook::{Verifier, WebhookError};
use tests::webhooks::types::WebhookPayload;

/// The headers of a delivery of a body, signed with a secret.
fn headers(secret: &[u8], body: &[u8]) -> http::HeaderMap {
    let now = Timestamp::now();
    let signature = Verifier::from_key(secret).sign("msg_1", now, body);
    let mut headers = http::HeaderMap::new();
    headers.insert("webhook-id", "msg_1".parse().unwrap());
    headers.insert("webhook-timestamp", now.as_second().into());
    headers.insert("webhook-signature", signature.parse().unwrap());
    headers
}

#[test]
fn an_event_is_the_one_that_its_type_names() {
    let body = json!({"id": "msg_1", "type": "invoice.created", "data": {"total": 12.5}});
    let bytes = body.to_string().into_bytes();
    let event: WebhookPayload = Verifier::from_key("secret")
        .verify(&bytes, &headers(b"secret", &bytes))
        .unwrap();
    let WebhookPayload::InvoiceCreated(created) = &event else {
        panic!("{event:?}");
    };
    assert!((created.data.total - 12.5).abs() < f64::EPSILON);
    assert_eq!(to_value(&event).unwrap(), body);

    let failed = json!({"id": "msg_2", "type": "payment.failed", "reason": "card"});
    let event: WebhookPayload = from_value(failed).unwrap();
    assert!(
        matches!(&event, WebhookPayload::PaymentFailed(failed) if failed.reason == "card"),
        "{event:?}"
    );
}

#[test]
fn an_event_that_is_not_known_is_kept() {
    let body = json!({"id": "msg_1", "type": "invoice.sent", "data": {"to": ["x"]}});
    let bytes = body.to_string().into_bytes();
    let event: WebhookPayload = Verifier::from_key("secret")
        .verify(&bytes, &headers(b"secret", &bytes))
        .unwrap();
    assert_eq!(event, WebhookPayload::Unknown(body.clone()));
    assert_eq!(to_value(&event).unwrap(), body);
}

#[test]
fn an_event_that_someone_else_signed_is_refused() {
    let body = br#"{"id":"msg_1","type":"payment.failed","reason":"card"}"#;
    let refused =
        Verifier::from_key("secret").verify::<WebhookPayload>(body, &headers(b"other", body));
    assert!(
        matches!(refused, Err(WebhookError::WrongSignature)),
        "{refused:?}"
    );
}

#[test]
fn an_event_that_is_not_as_described_names_the_place() {
    let body = br#"{"id":"msg_1","type":"invoice.created","data":{}}"#;
    let refused =
        Verifier::from_key("secret").verify::<WebhookPayload>(body, &headers(b"secret", body));
    let Err(WebhookError::Decode(failure)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(failure.path(), "data.total");
}
