//! Tests of multipart bodies.

use bytes::Bytes;
use runtime::runtime::multipart::{Form, Part};
use runtime::runtime::{Body, ErrorKind, Method};
use serde_json::json;

use crate::support::{Call, Client, Recorded, Reply, Server};

fn upload(client: &Client, form: Form) -> Call<()> {
    client
        .request(Method::POST, "/files", "createFile")
        .multipart(form)
        .returns_nothing()
}

async fn recorded(form: Form) -> Recorded {
    let server = Server::start(|_, _| Reply::ok()).await;
    upload(&Client::of(&server), form).await.unwrap();
    server.request()
}

/// Returns the body with `BOUNDARY` instead of the boundary.
fn parts(request: &Recorded) -> String {
    let boundary = request
        .header("content-type")
        .unwrap()
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    assert!(boundary.len() <= 70);
    String::from_utf8_lossy(&request.body)
        .replace(boundary, "BOUNDARY")
        .replace("\r\n", "\n")
}

#[tokio::test]
async fn values_and_files_are_parts() {
    let form = Form::new()
        .value("purpose", "avatar")
        .value("size", &7)
        .value("none", &None::<u8>)
        .value("tags", &["a", "b"])
        .value("meta", &json!({"a": [1]}))
        .value_as("xml", "text/xml", "<a/>")
        .value_as("json", "application/json", "text")
        .part(
            "file",
            Part::bytes(vec![0, 255])
                .file_name("a\"b\r\n.png")
                .media_type("image/png"),
        )
        .part("raw", vec![b'x']);
    let request = recorded(form).await;
    assert_eq!(
        request.header("content-length"),
        Some(&*request.body.len().to_string())
    );
    assert_eq!(
        parts(&request),
        "--BOUNDARY\nContent-Disposition: form-data; name=\"purpose\"\n\navatar\n\
         --BOUNDARY\nContent-Disposition: form-data; name=\"size\"\n\n7\n\
         --BOUNDARY\nContent-Disposition: form-data; name=\"tags\"\n\na\n\
         --BOUNDARY\nContent-Disposition: form-data; name=\"tags\"\n\nb\n\
         --BOUNDARY\nContent-Disposition: form-data; name=\"meta\"\nContent-Type: application/json\n\n{\"a\":[1]}\n\
         --BOUNDARY\nContent-Disposition: form-data; name=\"xml\"\nContent-Type: text/xml\n\n<a/>\n\
         --BOUNDARY\nContent-Disposition: form-data; name=\"json\"\nContent-Type: application/json\n\n\"text\"\n\
         --BOUNDARY\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22b%0D%0A.png\"\n\
         Content-Type: image/png\n\n\0\u{fffd}\n\
         --BOUNDARY\nContent-Disposition: form-data; name=\"raw\"\nContent-Type: application/octet-stream\n\nx\n\
         --BOUNDARY--\n"
    );
}

#[tokio::test]
async fn files_come_from_the_disk_and_from_streams() {
    let directory = std::env::temp_dir().join(format!("runtime-multipart-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join("photo.png");
    std::fs::write(&path, "content").unwrap();
    let request = recorded(Form::new().part("file", Part::file(&path))).await;
    assert_eq!(
        request.header("content-length"),
        Some(&*request.body.len().to_string())
    );
    assert!(
        parts(&request).contains(
            "filename=\"photo.png\"\nContent-Type: application/octet-stream\n\ncontent\n"
        )
    );

    let stream = || {
        futures_util::stream::iter([
            Ok::<_, std::io::Error>(Bytes::from("con")),
            Ok(Bytes::from("tent")),
        ])
    };
    let request =
        recorded(Form::new().part("file", Part::body(Body::stream(stream())).file_name("a"))).await;
    assert_eq!(request.header("transfer-encoding"), Some("chunked"));
    assert!(parts(&request).contains("\n\ncontent\n--BOUNDARY--\n"));

    // A call with a file is retried, one with a stream is not.
    let server = Server::start(|_, index| {
        if index == 0 {
            Reply::json(503, "")
        } else {
            Reply::ok()
        }
    })
    .await;
    upload(
        &Client::of(&server),
        Form::new().part("file", Part::file(&path)),
    )
    .safe_to_retry()
    .await
    .unwrap();
    assert!(parts(&server.requests()[1]).contains("\n\ncontent\n"));
    let server = Server::always(503, "").await;
    let form = Form::new().part("file", Part::body(Body::stream(stream())));
    let error = upload(&Client::of(&server), form)
        .safe_to_retry()
        .await
        .unwrap_err();
    assert_eq!((error.attempts(), server.requests().len()), (1, 1));
    std::fs::remove_dir_all(directory).unwrap();
}

#[tokio::test]
async fn what_cannot_be_sent_is_an_error_before() {
    let server = Server::start(|_, _| Reply::ok()).await;
    for form in [
        Form::new().part("file", Part::bytes("x").media_type("a\nb")),
        Form::new().value("number", &f64::INFINITY),
        Form::new().part("file", Part::file("/nowhere/to/be/found")),
    ] {
        let error = upload(&Client::of(&server), form).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Build, "{error}");
    }
    assert!(server.requests().is_empty());
}
