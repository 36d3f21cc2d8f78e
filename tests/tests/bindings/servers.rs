//! Servers: variables, alternatives, and servers of a path or of an operation.

use std::sync::{Arc, Mutex};

use tests::runtime::{Body, ErrorKind, http};
use tests::servers::{Client, ClientBuilder};

/// Returns the address that a call is sent to.
async fn address(
    configure: impl FnOnce(ClientBuilder) -> ClientBuilder,
    call: impl AsyncFnOnce(&Client),
) -> String {
    let seen = Arc::new(Mutex::new(String::new()));
    let shared = Arc::clone(&seen);
    let builder = Client::builder().without_environment().retries(0);
    let client = configure(builder)
        .transport(move |request: http::Request<Body>| {
            *shared.lock().unwrap() = request.uri().to_string();
            async {
                Ok(http::Response::builder()
                    .status(204)
                    .body(Body::from(""))
                    .unwrap())
            }
        })
        .build()
        .unwrap();
    call(&client).await;
    let seen = seen.lock().unwrap();
    seen.clone()
}

async fn list(client: &Client) {
    client.things().list().await.unwrap();
}

#[tokio::test]
async fn first_server_uses_defaults_or_given_values() {
    let address = |configure: fn(ClientBuilder) -> ClientBuilder| address(configure, list);
    assert_eq!(
        address(|builder| builder).await,
        "https://eu.example.com/v1/things"
    );
    assert_eq!(
        address(|builder| builder.cluster("us").port("8443").base_path("v2")).await,
        "https://us.example.com:8443/v2/things"
    );
    assert_eq!(
        address(|builder| builder.server(1)).await,
        "https://sandbox.example.com/v1/things"
    );
    assert_eq!(
        address(|builder| builder.base_url("https://other.example.com/x/")).await,
        "https://other.example.com/x/things"
    );
}

#[test]
fn unlisted_values_and_servers_are_rejected() {
    for builder in [
        Client::builder().cluster("mars"),
        Client::builder().cluster("eu.evil.example/"),
        Client::builder().port("443/evil"),
        Client::builder().server(2),
    ] {
        let error = builder.without_environment().build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Build, "{error}");
    }
}

#[tokio::test]
async fn path_and_operation_servers_are_used() {
    let uploaded = address(
        |builder| builder,
        async |client| {
            client.things().upload().await.unwrap();
        },
    );
    assert_eq!(uploaded.await, "https://uploads.example.com/uploads");
    let downloaded = address(
        |builder| builder,
        async |client| {
            client.things().get_upload().await.unwrap();
        },
    );
    assert_eq!(
        downloaded.await,
        "https://downloads.example.com/files/uploads"
    );
}
