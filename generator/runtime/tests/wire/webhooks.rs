//! Tests of webhooks, compared with the library of the standard.

use std::collections::HashMap;
use std::time::Duration;

use http::HeaderMap;
use runtime::runtime::Timestamp;
use runtime::runtime::webhook::{Verifier, WebhookError};
use serde::Deserialize;

const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const BODY: &[u8] = br#"{"type":"payment.succeeded"}"#;

#[derive(Debug, Deserialize)]
struct Event {
    r#type: String,
}

fn verifier() -> Verifier {
    Verifier::new(SECRET)
        .unwrap()
        .clock(|| Timestamp::from_second(1_700_000_000).unwrap())
}

fn headers(signature: &str, timestamp: i64) -> [(&'static str, String); 3] {
    [
        ("Webhook-Id", "msg_1".to_owned()),
        ("Webhook-Timestamp", timestamp.to_string()),
        ("Webhook-Signature", signature.to_owned()),
    ]
}

fn sign(verifier: &Verifier, timestamp: i64) -> String {
    verifier.sign("msg_1", Timestamp::from_second(timestamp).unwrap(), BODY)
}

#[test]
fn the_right_signature_is_accepted() {
    let verifier = verifier();
    let signature = sign(&verifier, 1_700_000_000);
    let event: Event = verifier
        .verify(BODY, &headers(&signature, 1_700_000_000))
        .unwrap();
    assert_eq!(event.r#type, "payment.succeeded");
    // Among signatures of other versions and with other secrets.
    let among = format!("v1a,{} v1,AAAA v1,* {signature}", "A".repeat(44));
    verifier
        .check(BODY, &headers(&among, 1_700_000_000))
        .unwrap();
    // With headers of every type.
    let list = headers(&signature, 1_700_000_000);
    let mut map = HeaderMap::new();
    for (name, value) in &list {
        map.insert(*name, value.parse().unwrap());
    }
    verifier.check(BODY, &map).unwrap();
    verifier
        .check(BODY, &list.iter().cloned().collect::<HashMap<_, _>>())
        .unwrap();
    verifier.check(BODY, &list.to_vec()).unwrap();
}

#[test]
fn anything_else_is_refused_before_it_is_parsed() {
    let verifier = verifier();
    let signature = sign(&verifier, 1_700_000_000);
    let refused = |body: &[u8], headers: &[(&str, String)]| {
        let result: Result<Event, _> = verifier.verify(body, headers);
        result.unwrap_err()
    };
    let good = headers(&signature, 1_700_000_000);
    // The body is not JSON either, but the signature is checked first.
    assert!(matches!(refused(b"{", &good), WebhookError::WrongSignature));
    assert!(matches!(
        refused(BODY, &headers(&signature, 1_700_000_001)),
        WebhookError::WrongSignature
    ));
    assert!(matches!(
        refused(BODY, &headers("", 1_700_000_000)),
        WebhookError::WrongSignature
    ));
    assert!(matches!(
        refused(BODY, &headers("v1,", 1_700_000_000)),
        WebhookError::WrongSignature
    ));
    assert!(matches!(
        refused(BODY, &headers(&signature[..20], 1_700_000_000)),
        WebhookError::WrongSignature
    ));
    let unversioned = signature.replace("v1,", "");
    assert!(matches!(
        refused(BODY, &headers(&unversioned, 1_700_000_000)),
        WebhookError::WrongSignature
    ));
    let other = sign(&Verifier::from_key("other"), 1_700_000_000);
    assert!(matches!(
        refused(BODY, &headers(&other, 1_700_000_000)),
        WebhookError::WrongSignature
    ));
    for (index, name) in ["webhook-id", "webhook-timestamp", "webhook-signature"]
        .into_iter()
        .enumerate()
    {
        let mut some = good.to_vec();
        some.remove(index);
        assert!(
            matches!(refused(BODY, &some), WebhookError::MissingHeader(missing) if missing == name)
        );
    }
    let right = verifier.sign(
        "msg_1",
        Timestamp::from_second(1_700_000_000).unwrap(),
        b"{",
    );
    let error = refused(b"{", &headers(&right, 1_700_000_000));
    assert!(matches!(error, WebhookError::Decode(_)));
    assert!(
        error
            .to_string()
            .starts_with("cannot decode the webhook: EOF while parsing"),
        "{error}"
    );
}

#[test]
fn old_ones_and_those_of_the_future_are_refused() {
    for (offset, accepted) in [
        (0, true),
        (-300, true),
        (300, true),
        (-301, false),
        (301, false),
        (-1_700_000_000, false),
    ] {
        let verifier = verifier();
        let timestamp = 1_700_000_000 + offset;
        let result = verifier.check(BODY, &headers(&sign(&verifier, timestamp), timestamp));
        match result {
            Ok(()) => assert!(accepted, "{offset}"),
            Err(WebhookError::OutOfTolerance { age }) => assert!(!accepted && age == -offset),
            Err(error) => panic!("{error}"),
        }
    }
    let patient = verifier().tolerance(Duration::from_secs(3600));
    patient
        .check(
            BODY,
            &headers(&sign(&patient, 1_699_997_000), 1_699_997_000),
        )
        .unwrap();
}

#[test]
fn secrets_can_be_changed() {
    let old = Verifier::new("b2xkIHNlY3JldA==").unwrap();
    let signature = sign(&old, 1_700_000_000);
    let headers = headers(&signature, 1_700_000_000);
    assert!(verifier().check(BODY, &headers).is_err());
    verifier()
        .or_secret("whsec_b2xkIHNlY3JldA==")
        .unwrap()
        .check(BODY, &headers)
        .unwrap();
    verifier()
        .or_key("old secret")
        .check(BODY, &headers)
        .unwrap();
    for wrong in ["", " ", "whsec_", "whsec_not base64!"] {
        assert!(
            matches!(Verifier::new(wrong), Err(WebhookError::WrongSecret)),
            "{wrong}"
        );
    }
    let shown = format!("{:?}", Verifier::from_key("old secret"));
    assert!(!shown.contains("old"), "{shown}");
}

#[test]
fn a_secret_without_the_prefix_may_be_the_key_itself() {
    // Text that is not base64, and text that is base64 by chance.
    for secret in ["ws_abc", "b2xkIHNlY3JldA=="] {
        let signature = sign(&Verifier::from_key(secret), 1_700_000_000);
        let headers = headers(&signature, 1_700_000_000);
        verifier()
            .or_secret(secret)
            .unwrap()
            .check(BODY, &headers)
            .unwrap();
        // The prefix declares base64.
        let marked = Verifier::new(format!("whsec_{secret}"))
            .and_then(|verifier| verifier.check(BODY, &headers));
        assert!(marked.is_err(), "{secret}");
    }
}

#[test]
fn the_library_of_the_standard_agrees() {
    let theirs = standardwebhooks::Webhook::new(SECRET).unwrap();
    let ours = Verifier::new(SECRET).unwrap();
    let now = Timestamp::now();
    for body in [BODY, b"", b"{\"a\":\"\xc3\xbc\"}"] {
        let signature = ours.sign("msg_1", now, body);
        assert_eq!(
            theirs.sign("msg_1", now.as_second(), body).unwrap(),
            signature
        );
        let headers = headers(&signature, now.as_second());
        ours.check(body, &headers).unwrap();
        let mut map = HeaderMap::new();
        for (name, value) in &headers {
            map.insert(*name, value.parse().unwrap());
        }
        theirs.verify(body, &map).unwrap();
        assert!(theirs.verify(b"other", &map).is_err() && ours.check(b"other", &map).is_err());
    }
}
