//! Request bodies: media types, optional bodies, choices.

use serde_json::{Value, json};
use tests::request_bodies::types::{
    Note, SendChoiceRequest, SendChoiceRequestForm, SendChoiceRequestMultipart,
    SendChoiceRequestVndExampleV2Json, SendKindsOfJsonRequest, SendRangeChoiceRequest,
    SendSeveralFilesRequestMultipart,
};
use tests::runtime::{Body, ErrorKind};
use tests::server::{Answer, Received};

use super::serve;

/// Calls an operation and returns the request.
macro_rules! sent {
    ($operation:ident, $body:expr) => {{
        let server = serve([Answer::empty(204)]);
        let call = client!(request_bodies, server).bodies().$operation($body);
        call.await.unwrap();
        server.last()
    }};
}

fn check(received: &Received, media_type: Option<&str>, body: &str) {
    assert_eq!(
        received.header("content-type"),
        media_type,
        "{}",
        received.target
    );
    assert_eq!(received.text(), body, "{}", received.target);
}

fn note() -> Note {
    Note::new("é\"")
}

const NOTE: &str = r#"{"text":"é\""}"#;

#[tokio::test]
async fn json_media_types_are_variants() {
    type Kind = SendKindsOfJsonRequest;
    for (body, media_type, text) in [
        (
            Kind::JsonPatchJson(note()),
            "application/json-patch+json",
            NOTE,
        ),
        (
            Kind::MergePatchJson(note()),
            "application/merge-patch+json",
            NOTE,
        ),
        (
            Kind::ApplyPatchYaml("text: a".to_owned()),
            "application/apply-patch+yaml",
            "text: a",
        ),
    ] {
        check(&sent!(send_kinds_of_json, body), Some(media_type), text);
    }
}

#[tokio::test]
async fn json_media_types_are_recognized() {
    check(&sent!(send_json, note()), Some("application/json"), NOTE);
    let received = sent!(send_suffixed, note());
    assert_eq!(received.method, "PATCH");
    check(&received, Some("application/merge-patch+json"), NOTE);
    let received = sent!(send_several_json, note());
    check(&received, Some("application/json"), NOTE);
    check(
        &sent!(send_charset, note()),
        Some("application/json; charset=utf-8"),
        NOTE,
    );
    let received = sent!(delete_with_body, note());
    assert_eq!(received.method, "DELETE");
    check(&received, Some("application/json"), NOTE);
    check(
        &sent!(send_list, vec![1, 2]),
        Some("application/json"),
        "[1,2]",
    );
    check(&sent!(send_scalar, None), Some("application/json"), "null");
    check(
        &sent!(send_scalar, Some("x".to_owned())),
        Some("application/json"),
        "\"x\"",
    );
    for value in [json!(null), json!([1, {"a": null}]), json!("x")] {
        let received = sent!(send_any, value.clone());
        check(&received, Some("application/json"), &value.to_string());
    }
}

#[tokio::test]
async fn optional_body_can_be_omitted() {
    let received = sent!(send_optional, None);
    check(&received, None, "");
    check(
        &sent!(send_optional, note()),
        Some("application/json"),
        NOTE,
    );
    check(&sent!(send_image, None), None, "");
    let bytes = sent!(send_image, Body::from(vec![0, 255]));
    assert_eq!(bytes.header("content-type"), Some("image/png"));
    assert_eq!(bytes.body, [0, 255]);
}

#[tokio::test]
async fn text_and_bytes_are_sent() {
    check(&sent!(send_text, "a\nb"), Some("text/plain"), "a\nb");
    let received = sent!(send_bytes, vec![0_u8, 159, 146, 150]);
    assert_eq!(
        received.header("content-type"),
        Some("application/octet-stream")
    );
    assert_eq!(received.body, [0, 159, 146, 150]);
}

#[tokio::test]
async fn one_of_several_media_types_is_sent() {
    check(&sent!(send_choice, note()), Some("application/json"), NOTE);
    check(
        &sent!(send_choice, SendChoiceRequestVndExampleV2Json::new("b")),
        Some("application/vnd.example.v2+json"),
        r#"{"body":"b"}"#,
    );
    check(
        &sent!(send_choice, SendChoiceRequestForm::new("a b").urgent(true)),
        Some("application/x-www-form-urlencoded"),
        "text=a%20b&urgent=true",
    );
    check(
        &sent!(send_choice, SendChoiceRequest::Markdown("# a".to_owned())),
        Some("text/markdown"),
        "# a",
    );
    check(
        &sent!(send_choice, SendChoiceRequest::Pdf("%PDF".into())),
        Some("application/pdf"),
        "%PDF",
    );
    let received = sent!(
        send_choice,
        SendChoiceRequestMultipart::new(b"bytes".to_vec())
    );
    let media_type = received.header("content-type").unwrap();
    assert!(
        media_type.starts_with("multipart/form-data; boundary="),
        "{media_type}"
    );
    assert!(
        received.text().contains("name=\"file\""),
        "{}",
        received.text()
    );
    assert_eq!(received.json(), Value::Null);
}

/// For a media type range, the caller chooses the media type. Without one, the call fails.
#[tokio::test]
async fn media_type_range_requires_a_media_type() {
    let png = || Body::from(b"png".to_vec()).media_type("image/png");
    check(&sent!(send_range, png()), Some("image/png"), "png");
    let server = serve([Answer::empty(204)]);
    let client = client!(request_bodies, server);
    let error = client
        .bodies()
        .send_range(b"png".to_vec())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Build);
    let shown = error.to_string();
    assert!(
        shown.contains("image/*") && shown.contains("Body::media_type"),
        "{shown}"
    );
    assert!(server.received().is_empty());
    let call = client.bodies().send_range(b"gif".to_vec());
    call.header("content-type", "image/gif").await.unwrap();
    check(&server.last(), Some("image/gif"), "gif");
    let body = SendRangeChoiceRequest::Bytes(Body::from("x").media_type("audio/ogg"));
    check(&sent!(send_range_choice, body), Some("audio/ogg"), "x");
    // For `*/*`, bytes without a media type are allowed.
    let bytes = Some("application/octet-stream");
    check(&sent!(send_open_range, b"x".to_vec()), bytes, "x");
    check(&sent!(send_open_range, png()), Some("image/png"), "png");
    // The caller can override the documented media type.
    check(&sent!(send_bytes, png()), Some("image/png"), "png");
}

#[tokio::test]
async fn multipart_alternative_to_json_can_be_sent() {
    let parts = SendSeveralFilesRequestMultipart::new(b"\x89PNG".to_vec());
    let received = sent!(send_several_files, parts);
    let media_type = received.header("content-type").unwrap();
    assert!(
        media_type.starts_with("multipart/form-data"),
        "{media_type}"
    );
    let is_there = received.body.windows(4).any(|part| part == b"\x89PNG");
    assert!(is_there);
}
