//! The API key: required, sent, and never shown.

use generated::runtime::ErrorKind;
use generated::whop::Client;
use generated::whop::types::CreateAccessTokenRequest;
use serde_json::json;
use tests::server::Answer;

use super::{KEY, builder, client, serve};

#[test]
fn missing_key_error_names_its_sources() {
    let builder = Client::builder().without_environment();
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Build);
    assert!(error.to_string().contains("`api_key`"), "{error}");
    // The builder does not read the environment variable.
    assert!(!error.to_string().contains("WHOP_API_KEY"), "{error}");

    if std::env::var_os("WHOP_API_KEY").is_some() {
        eprintln!("WHOP_API_KEY is set: what is said without it is not checked");
        return;
    }
    for built in [Client::builder().build(), Client::from_env()] {
        let error = built.unwrap_err();
        assert!(error.to_string().contains("set WHOP_API_KEY"), "{error}");
        assert!(error.to_string().contains("`api_key`"), "{error}");
    }
}

#[tokio::test]
async fn key_is_never_shown() {
    let server = serve([Answer::json(401, &json!({"error": null}))]);
    let builder = builder(server.url());
    let mut shown = vec![format!("{builder:?} {builder:#?}")];
    let whop = client(&server);
    shown.push(format!("{whop:?} {whop:#?} {:?}", whop.authorized_users()));
    let call = whop.authorized_users().retrieve("ausr_1");
    shown.push(format!("{call:?} {call:#?}"));
    let refused = call.await.unwrap_err();
    shown.push(format!("{refused} {refused:#} {refused:?} {refused:#?}"));
    let unsent = whop.authorized_users().retrieve("").await.unwrap_err();
    shown.push(format!("{unsent} {unsent:#} {unsent:?} {unsent:#?}"));
    for text in shown {
        assert!(!text.contains(KEY), "{text}");
    }
    // The key was sent.
    let sent = server.last();
    assert_eq!(
        sent.header("authorization"),
        Some(&*format!("Bearer {KEY}"))
    );
    assert!(!sent.target.contains(KEY));
}

/// Keys in responses are secrets like the key of the client.
#[tokio::test]
async fn keys_in_responses_are_redacted() {
    let server = serve([
        Answer::json(
            200,
            &json!({"token": "chat-token", "expires_at": "2026-01-02T03:04:05Z"}),
        ),
        Answer::json(200, &super::member()),
    ]);
    let whop = client(&server);
    let token = whop.access_tokens().create(CreateAccessTokenRequest::new());
    let token = token.with_response().await.unwrap();
    let shown = format!("{token:?} {token:#?}");
    assert!(!shown.contains("chat-token"), "{shown}");
    // Such a key is accepted by a client builder directly.
    let seller = whop.to_builder().api_key(token.into_body().token);
    assert!(!format!("{seller:?}").contains("chat-token"));
    let seller = seller.build().unwrap();
    assert!(!format!("{seller:?}").contains("chat-token"));
    seller.authorized_users().retrieve("ausr_1").await.unwrap();
    assert_eq!(
        server.last().header("authorization"),
        Some("Bearer chat-token")
    );
}

#[test]
fn unsendable_key_is_an_error_without_the_key() {
    let builder = Client::builder().without_environment();
    let error = builder.api_key("apik_half\nsecret").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Build);
    for text in [format!("{error:#}"), format!("{error:?}")] {
        assert!(
            !text.contains("apik_half") && !text.contains("secret\""),
            "{text}"
        );
    }
}

#[tokio::test]
async fn key_is_not_sent_to_another_host_on_redirect() {
    let other = serve([Answer::json(200, &super::member())]);
    let server = serve([Answer::empty(302).header("location", &format!("{}/x", other.url()))]);
    let result = client(&server).authorized_users().retrieve("ausr_1").await;
    assert!(server.last().header("authorization").is_some());
    assert!(other.last().header("authorization").is_none(), "{result:?}");
}
