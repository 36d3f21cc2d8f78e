//! Incomplete addresses of servers: those with only one possible meaning are repaired, others need a value of
//! the caller.

use tests::runtime::{Body, Error, ErrorKind, Operation, http};
use tests::server::Answer;
use tests::server_addresses::{Client, ClientBuilder, ErrorBody};

use super::serve;

/// Returns the address that a call is sent to.
async fn address(
    configure: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Result<String, Error<ErrorBody>> {
    let builder = Client::builder().without_environment().retries(0);
    let client = configure(builder)
        .transport(|request: http::Request<Body>| async move {
            assert!(request.extensions().get::<Operation>().is_some());
            let mut response = http::Response::new(Body::from(""));
            *response.status_mut() = http::StatusCode::NO_CONTENT;
            let address = request.uri().to_string();
            let value = address
                .parse()
                .map_err(tests::runtime::TransportError::broken)?;
            response.headers_mut().insert("x-address", value);
            Ok(response)
        })
        .build()?;
    let response = client.things().list().with_response().await?;
    Ok(response.headers()["x-address"].to_str().unwrap().to_owned())
}

#[tokio::test]
async fn unambiguous_addresses_are_repaired() {
    for (index, expected) in [
        (0, "https://api.example.com/v1/things"),
        (1, "https://cdn.example.com/things"),
        (3, "https://api.example.com/v2/things"),
        (4, "https://eu.example.com/things"),
        (6, "https://small.example.com/things"),
    ] {
        let found = address(|builder| builder.server(index)).await;
        assert_eq!(found.unwrap(), expected);
    }
    let found = address(|builder| builder.server(4).zone("us")).await;
    assert_eq!(found.unwrap(), "https://us.example.com/things");
    let found = address(|builder| builder.server(5).tenant("a").space("b")).await;
    assert_eq!(found.unwrap(), "https://a.example.com/b/things");
    // The variable whose name needs no change has the method of that name, whatever the order.
    let found = address(|builder| builder.server(7).region("us")).await;
    assert_eq!(found.unwrap(), "https://a.us.example.com/things");
}

#[tokio::test]
async fn missing_variables_are_required() {
    let refused = async |configure: fn(ClientBuilder) -> ClientBuilder| {
        let error = address(configure).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Build, "{error}");
        error.to_string()
    };
    let shown = refused(|builder| builder.server(2)).await;
    assert!(
        shown.contains("`/v1`") && shown.contains("base_url"),
        "{shown}"
    );
    let shown = refused(|builder| builder.server(5).space("b")).await;
    assert!(shown.contains("`tenant`"), "{shown}");
    let shown = refused(|builder| builder.server(5).tenant("a")).await;
    assert!(shown.contains("`space`"), "{shown}");
}

/// A relative address of an operation is resolved against the client's base address.
#[tokio::test]
async fn operation_address_is_relative_to_the_client() {
    let server = serve([Answer::empty(204)]);
    let client = Client::builder()
        .without_environment()
        .base_url(format!("{}/v1", server.url()))
        .build()
        .unwrap();
    client.things().list_files().await.unwrap();
    assert_eq!(server.last().target, "/files/v3/files");
    client.things().list_none().await.unwrap();
    assert_eq!(server.last().target, "/v1/none");
}
