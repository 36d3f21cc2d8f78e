//! Bytes: files in a multipart body, base64 in JSON, and raw bodies.

use serde_json::json;
use tests::binary::types::{FindFileParams, Upload, UploadFileRequest};
use tests::runtime::multipart::Part;
use tests::server::Answer;

use super::{expected, pairs, serve};

#[tokio::test]
async fn files_are_parts_or_base64_in_json() {
    let answer = json!({"file": "\u{1}\u{2}", "preview": null, "images": ["a", "b"], "photo": "p", "source": "s"});
    let server = serve([Answer::json(200, &answer)]);
    let request = UploadFileRequest::new(Part::bytes(vec![1, 2]))
        .preview(Part::bytes(vec![3]))
        .images(vec![Part::bytes(vec![4]), Part::bytes(vec![5])])
        .photo(Part::bytes(vec![6]))
        .source(Part::text("https://example.com"));
    let upload: Upload = client!(binary, server)
        .files()
        .upload(request)
        .await
        .unwrap();
    assert_eq!(upload.file, "\u{1}\u{2}");
    assert_eq!(upload.preview, None);
    assert_eq!(
        serde_json::to_value(&upload).unwrap()["images"],
        json!(["a", "b"])
    );
    let sent = server.last().body.clone();
    let count = |name: &str| {
        let header = format!("name=\"{name}\"");
        sent.windows(header.len())
            .filter(|window| *window == header.as_bytes())
            .count()
    };
    assert_eq!(
        ["file", "preview", "images", "photo", "source"].map(count),
        [1, 1, 2, 1, 1]
    );
}

#[tokio::test]
async fn raw_bytes_are_received_unchanged() {
    let server = serve([Answer::raw(200, "application/octet-stream", [0, 1])]);
    let call = client!(binary, server)
        .files()
        .find(FindFileParams::new("abc"));
    let found = call.await.unwrap();
    assert_eq!(found.as_ref(), b"\0\x01");
    assert_eq!(pairs(server.last().query()), expected(&[("digest", "abc")]));
}
