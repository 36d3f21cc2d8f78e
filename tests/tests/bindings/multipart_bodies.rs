//! Multipart bodies: files, values and their media types (OpenAPI 3.1.1, sections 4.8.14.4 and 4.8.15.1).

use serde_json::Value;
use tests::multipart_bodies::types::{
    Meta, UploadEitherRequest, UploadEncodedRequest, UploadMixedRequest, UploadOnlyRequest,
    UploadOpenRequest, UploadRequest, UploadRequestPurpose, UploadShapelessFormRequest,
    UploadTypedRequest, UploadUnnamedRequest, UploadUntypedRequest, UploadWrittenRequest,
};
use tests::runtime::ErrorKind;
use tests::runtime::multipart::{Form, Part};
use tests::server::{Answer, Received};

use super::serve;

/// A received part.
#[derive(Debug, PartialEq)]
struct Sent {
    name: String,
    media_type: Option<String>,
    file_name: Option<String>,
    text: String,
}

fn sent(name: &str, media_type: Option<&str>, text: &str) -> Sent {
    Sent {
        name: name.to_owned(),
        media_type: media_type.map(str::to_owned),
        file_name: None,
        text: text.to_owned(),
    }
}

/// Returns the parts of a request, in order.
fn parts(received: &Received, expected: &str) -> Vec<Sent> {
    let media_type = received.header("content-type").unwrap();
    let boundary = media_type
        .strip_prefix(expected)
        .and_then(|rest| rest.strip_prefix("; boundary="))
        .unwrap_or_else(|| panic!("{media_type}"));
    let text = received.text();
    let delimiter = format!("--{boundary}");
    let mut pieces: Vec<&str> = text.split(delimiter.as_str()).collect();
    assert_eq!(pieces.pop().unwrap(), "--\r\n");
    assert_eq!(pieces.remove(0), "");
    let quoted = |head: &str, key: &str| {
        let (_, rest) = head.split_once(&format!("{key}=\""))?;
        Some(rest.split('"').next()?.to_owned())
    };
    let part = |piece: &str| {
        let (head, body) = piece.split_once("\r\n\r\n").unwrap();
        let media_type = head
            .lines()
            .find_map(|line| line.strip_prefix("Content-Type: "));
        Sent {
            name: quoted(head, "; name").unwrap(),
            media_type: media_type.map(str::to_owned),
            file_name: quoted(head, "; filename"),
            text: body.strip_suffix("\r\n").unwrap().to_owned(),
        }
    };
    pieces.into_iter().map(part).collect()
}

#[tokio::test]
async fn files_values_and_lists_are_parts() {
    let server = serve([Answer::empty(204)]);
    let client = client!(multipart_bodies, server);
    let file = Part::bytes(b"pixels".to_vec()).file_name("a\"b.png");
    let photos = vec![
        Part::bytes(b"one".to_vec()).media_type("image/jpeg"),
        Part::bytes(b"two".to_vec()),
    ];
    let body = UploadRequest::new(file, UploadRequestPurpose::Avatar)
        .photos(photos)
        .raw(b"raw".to_vec())
        .count(3)
        .flag(false)
        .labels(["x", "y"])
        .meta(Meta::new("t"))
        .metas(vec![Meta::new("u"), Meta::new("v")])
        .note("n");
    client.parts().upload(body).await.unwrap();
    let bytes = Some("application/octet-stream");
    let json = Some("application/json");
    assert_eq!(
        parts(&server.last(), "multipart/form-data"),
        [
            Sent {
                file_name: Some("a%22b.png".to_owned()),
                ..sent("file", bytes, "pixels")
            },
            sent("purpose", None, "avatar"),
            sent("photos", Some("image/jpeg"), "one"),
            sent("photos", bytes, "two"),
            sent("raw", bytes, "raw"),
            sent("count", None, "3"),
            sent("flag", None, "false"),
            sent("labels", None, "x"),
            sent("labels", None, "y"),
            sent("meta", json, r#"{"title":"t"}"#),
            sent("metas", json, r#"{"title":"u"}"#),
            sent("metas", json, r#"{"title":"v"}"#),
            sent("note", None, "n"),
        ]
    );
    // Fields that are not set are not parts.
    let body = UploadRequest::new(Vec::new(), UploadRequestPurpose::Other);
    client.parts().upload(body).await.unwrap();
    assert_eq!(
        parts(&server.last(), "multipart/form-data"),
        [sent("file", bytes, ""), sent("purpose", None, "other")]
    );
}

#[tokio::test]
async fn parts_have_the_media_type_of_their_encoding() {
    let server = serve([Answer::empty(204)]);
    let client = client!(multipart_bodies, server);
    let png = Part::bytes(b"p".to_vec()).media_type("image/png");
    let body = UploadTypedRequest::new(png, Meta::new("t"))
        .icon(b"i".to_vec())
        .table("a;b");
    client.parts().upload_typed(body).await.unwrap();
    assert_eq!(
        parts(&server.last(), "multipart/form-data"),
        [
            sent("image", Some("image/png"), "p"),
            sent("icon", Some("image/png"), "i"),
            sent(
                "meta",
                Some("application/vnd.meta+json"),
                r#"{"title":"t"}"#
            ),
            sent("table", Some("text/csv"), "a;b"),
        ]
    );
    let image = Part::bytes(b"p".to_vec()).media_type("image/jpeg");
    let icon = Part::bytes(b"i".to_vec()).media_type("image/gif");
    let body = UploadTypedRequest::new(image, Meta::new("t")).icon(icon);
    client.parts().upload_typed(body).await.unwrap();
    assert_eq!(
        parts(&server.last(), "multipart/form-data")[..2],
        [
            sent("image", Some("image/jpeg"), "p"),
            sent("icon", Some("image/gif"), "i"),
        ]
    );
}

#[tokio::test]
async fn part_without_a_type_is_a_file() {
    let server = serve([Answer::empty(204)]);
    let client = client!(multipart_bodies, server);
    let body = UploadUntypedRequest::new()
        .files([Part::bytes(b"a".to_vec())])
        .one(Part::bytes(b"b".to_vec()).media_type("image/png"))
        .label("l");
    client.parts().upload_untyped(body).await.unwrap();
    let found = parts(&server.last(), "multipart/form-data");
    assert_eq!(
        found[1..],
        [
            sent("one", Some("image/png"), "b"),
            sent("label", Some("application/json; charset=utf-8"), "\"l\""),
        ]
    );
    assert_eq!(found[0].text, "a");
}

#[tokio::test]
async fn multipart_mixed_is_sent() {
    let server = serve([Answer::empty(204)]);
    let client = client!(multipart_bodies, server);
    let body = UploadMixedRequest::new().text("t");
    client.parts().upload_mixed(body).await.unwrap();
    assert_eq!(
        parts(&server.last(), "multipart/mixed"),
        [sent("text", None, "t")]
    );
    client.parts().upload_mixed(None).await.unwrap();
    assert_eq!(server.last().header("content-type"), None);
    assert_eq!(server.last().json(), Value::Null);
}

#[tokio::test]
async fn union_of_objects_has_the_parts_of_all_branches() {
    let server = serve([Answer::empty(204), Answer::empty(204)]);
    let client = client!(multipart_bodies, server);
    let body = UploadEitherRequest::new()
        .file(b"f".to_vec())
        .note("n")
        .source(b"s".to_vec());
    client.parts().upload_either(body).await.unwrap();
    let bytes = Some("application/octet-stream");
    assert_eq!(
        parts(&server.last(), "multipart/form-data"),
        [
            sent("file", bytes, "f"),
            sent("note", None, "n"),
            sent("source", bytes, "s"),
        ]
    );
    let body = UploadEitherRequest::new().url("https://example.com");
    client.parts().upload_either(body).await.unwrap();
    assert_eq!(
        parts(&server.last(), "multipart/form-data"),
        [sent("url", None, "https://example.com")]
    );
}

/// A union of one branch is that branch: `new` takes its required fields.
#[tokio::test]
async fn single_branch_union_has_the_parts_of_the_branch() {
    let server = serve([Answer::empty(204)]);
    let client = client!(multipart_bodies, server);
    let body = UploadOnlyRequest::new(b"f".to_vec()).note("n");
    client.parts().upload_only(body).await.unwrap();
    assert_eq!(
        parts(&server.last(), "multipart/form-data"),
        [
            sent("file", Some("application/octet-stream"), "f"),
            sent("note", None, "n"),
        ]
    );
}

#[tokio::test]
async fn unnamed_parts_are_bytes() {
    let server = serve([Answer::empty(204)]);
    let client = client!(multipart_bodies, server);
    let text = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--b--\r\n";
    let call = client.parts().upload_shapeless(text);
    call.header("content-type", "multipart/mixed; boundary=b")
        .await
        .unwrap();
    let received = server.last();
    assert_eq!(
        received.header("content-type"),
        Some("multipart/mixed; boundary=b")
    );
    assert_eq!(parts(&received, "multipart/mixed"), [sent("x", None, "1")]);
}

#[tokio::test]
async fn undeclared_parts_can_be_added() {
    let server = serve([Answer::empty(204)]);
    let client = client!(multipart_bodies, server);
    let form = Form::new()
        .part("a", Part::bytes(b"1".to_vec()).file_name("a.txt"))
        .part("a", Part::text("2"))
        .value("b", &[3, 4]);
    let body = UploadUnnamedRequest::new().additional_parts(form);
    client.parts().upload_unnamed(body).await.unwrap();
    let bytes = Some("application/octet-stream");
    assert_eq!(
        parts(&server.last(), "multipart/form-data"),
        [
            Sent {
                file_name: Some("a.txt".to_owned()),
                ..sent("a", bytes, "1")
            },
            sent("a", None, "2"),
            sent("b", None, "3"),
            sent("b", None, "4"),
        ]
    );
    let form = Form::new().part("d", Part::bytes(b"7".to_vec()));
    let body = UploadShapelessFormRequest::new().additional_parts(form);
    client.parts().upload_shapeless_form(body).await.unwrap();
    assert_eq!(
        parts(&server.last(), "multipart/form-data"),
        [sent("d", bytes, "7")]
    );
    // Together with declared parts.
    let body = UploadOpenRequest::new()
        .additional_parts_2(Form::new().part("c", Part::text("5")))
        .note("n")
        .additional_parts(6);
    client.parts().upload_open(body).await.unwrap();
    assert_eq!(
        parts(&server.last(), "multipart/form-data"),
        [
            sent("note", None, "n"),
            sent("additional_parts", None, "6"),
            sent("c", None, "5"),
        ]
    );
}

#[tokio::test]
async fn caller_can_serialize_parts() {
    let server = serve([Answer::empty(204)]);
    let client = client!(multipart_bodies, server);
    let body = UploadWrittenRequest::new(Part::text("<a/>"))
        .rows([Part::text("1;2"), Part::bytes(b"3;4".to_vec())])
        .cells([Some("a".to_owned()), Some("b".to_owned())])
        .count(5)
        .pixels(b"p".to_vec())
        .either(Part::text("{}").media_type("application/json"))
        .nested([("x", "text")]);
    client.parts().upload_written(body).await.unwrap();
    let csv = Some("text/csv");
    assert_eq!(
        parts(&server.last(), "multipart/form-data"),
        [
            sent("report", Some("application/xml"), "<a/>"),
            sent("rows", csv, "1;2"),
            sent("rows", csv, "3;4"),
            sent("cells", csv, "a"),
            sent("cells", csv, "b"),
            sent("count", Some("application/octet-stream"), "5"),
            sent("pixels", Some("image/png"), "p"),
            sent("either", Some("application/json"), "{}"),
            sent("nested", Some("application/json"), r#"{"x":"text"}"#),
        ]
    );
}

#[tokio::test]
async fn parts_follow_their_encoding() {
    let server = serve([Answer::empty(204)]);
    let client = client!(multipart_bodies, server);
    let file = || Part::bytes(b"png".to_vec()).media_type("image/png");
    let body = UploadEncodedRequest::new(file().header("X-Asked", "yes"))
        .any(b"any".to_vec())
        .labels(["a", "b c"])
        .piped(["a", "b"])
        .deep(Meta::new("d&"))
        .meta(Meta::new("m"))
        .row(Part::text("1,2").media_type("text/plain"));
    client.parts().upload_encoded(body).await.unwrap();
    let received = server.last();
    assert_eq!(
        parts(&received, "multipart/form-data"),
        [
            sent("file", Some("image/png"), "png"),
            sent("any", Some("application/octet-stream"), "any"),
            sent("labels", None, "a,b c"),
            sent("piped", None, "a|b"),
            sent("deep[title]", None, "d&"),
            sent("meta", Some("application/json"), r#"{"title":"m"}"#),
            sent("row", Some("text/plain"), "1,2"),
        ]
    );
    let text = received.text();
    assert!(text.contains("Content-Type: image/png\r\nX-Asked: yes\r\nX-Fixed: always\r\n\r\npng"));
    assert!(text.contains("Content-Type: application/json\r\nX-Kind: meta\r\n\r\n"));
}

/// The caller chooses among several media types. Others are not sent.
#[tokio::test]
async fn part_with_several_media_types_requires_a_choice() {
    let server = serve([Answer::empty(204)]);
    let client = client!(multipart_bodies, server);
    let call = client
        .parts()
        .upload_encoded(UploadEncodedRequest::new(b"png".to_vec()));
    let error = call.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Build);
    assert!(
        error.to_string().contains("`file` is one of `image/*`"),
        "{error}"
    );
    let body =
        UploadEncodedRequest::new(Part::text("x").header("a b", "c").media_type("image/gif"));
    let error = client.parts().upload_encoded(body).await.unwrap_err();
    assert!(error.to_string().contains("header `a b`"), "{error}");
    assert!(server.received().is_empty());
}
