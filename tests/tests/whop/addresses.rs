//! URLs of requests: the base address, and path parameters.

use generated::runtime::ErrorKind;
use tests::server::Answer;

use super::{builder, client, member, serve};

#[tokio::test]
async fn path_value_is_always_one_segment() {
    for (value, target) in [
        ("ausr_1", "/authorized_users/ausr_1"),
        ("../x", "/authorized_users/..%2Fx"),
        ("a/b", "/authorized_users/a%2Fb"),
        ("a?b=c", "/authorized_users/a%3Fb%3Dc"),
        ("a#b", "/authorized_users/a%23b"),
        ("a\\..\\b", "/authorized_users/a%5C..%5Cb"),
        ("%2e%2e", "/authorized_users/%252e%252e"),
        ("%2E%2E%2Fx", "/authorized_users/%252E%252E%252Fx"),
        ("...", "/authorized_users/..."),
        (" ", "/authorized_users/%20"),
        ("a\r\nX-Y: z", "/authorized_users/a%0D%0AX-Y%3A%20z"),
        (
            "größe/\u{1f600}",
            "/authorized_users/gr%C3%B6%C3%9Fe%2F%F0%9F%98%80",
        ),
    ] {
        let server = serve([Answer::json(200, &member())]);
        let call = client(&server).authorized_users().retrieve(value);
        call.await.unwrap();
        assert_eq!(server.last().target, target, "{value:?}");
    }
}

#[tokio::test]
async fn path_value_for_another_resource_is_rejected() {
    let server = serve([Answer::json(200, &member())]);
    for value in ["", ".", ".."] {
        let call = client(&server).authorized_users().retrieve(value);
        let error = call.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Build, "{value:?}");
        let message = error.to_string();
        assert!(
            message.contains("`id`") || message.contains("`{id}`"),
            "{message}"
        );
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn base_address_may_have_a_path_and_a_final_slash() {
    for (suffix, target) in [
        ("", "/authorized_users/ausr_1"),
        ("/", "/authorized_users/ausr_1"),
        ("/api/v1", "/api/v1/authorized_users/ausr_1"),
        ("/api/v1/", "/api/v1/authorized_users/ausr_1"),
    ] {
        let server = serve([Answer::json(200, &member())]);
        let address = format!("{}{suffix}", server.url());
        let whop = builder(address).build().unwrap();
        whop.authorized_users().retrieve("ausr_1").await.unwrap();
        assert_eq!(server.last().target, target, "{suffix:?}");
    }
}

#[test]
fn invalid_address_is_an_error() {
    for address in ["", "api.whop.com", "/api/v1", "ftp://127.0.0.1", "http://"] {
        let error = builder(address).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Build, "{address:?}");
    }
}
