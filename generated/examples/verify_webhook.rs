//! Receives webhooks: verifies their signatures and handles the events.
//!
//! It calls no API, so it needs no key. The signing secret is in `WHOP_WEBHOOK_SECRET`, or a built-in one.
//! The example creates the webhooks itself, like those that the API sends.

use generated::runtime::Timestamp;
use generated::runtime::http::HeaderMap;
use generated::runtime::webhook::{Verifier, WebhookError};
use generated::whop::webhooks::{self, WebhookPayload};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = std::env::var("WHOP_WEBHOOK_SECRET");
    let secret = secret.unwrap_or_else(|_| "whsec_bG9jYWwgc2VjcmV0IG9mIGEgd2ViaG9vaw==".to_owned());

    let entry = event("entry.created", ENTRY);
    let headers = signed(&secret, &entry)?;
    receive(entry.as_bytes(), &headers, &secret)?;

    // An event that is newer than these bindings is no error.
    let unknown = event("company.renamed", r#"{"title": "Tools"}"#);
    let headers = signed(&secret, &unknown)?;
    receive(unknown.as_bytes(), &headers, &secret)?;

    // A forged webhook: the body does not match the signature.
    let forged = entry.replace("jane", "mallory");
    match receive(forged.as_bytes(), &headers, &secret) {
        Err(error @ WebhookError::WrongSignature) => println!("refused: {error}"),
        other => return Err(format!("a forged webhook gave {other:?}").into()),
    }
    Ok(())
}

/// Handles a request of a web server. `body` must be the exact bytes that were received.
fn receive(body: &[u8], headers: &HeaderMap, secret: &str) -> Result<(), WebhookError> {
    match webhooks::verify(body, headers, secret)? {
        WebhookPayload::EntryCreated(event) => {
            println!("{} wants to join ({})", event.data.user.username, event.id);
        }
        WebhookPayload::EntryDeleted(event) => println!("{} is gone", event.data.id),
        WebhookPayload::Unknown(event) => {
            let name = event.get("type").and_then(|name| name.as_str());
            println!("nobody knows {}", name.unwrap_or_default());
        }
        _ => println!("not for us"),
    }
    Ok(())
}

/// Returns the headers of a webhook that is sent now.
fn signed(secret: &str, body: &str) -> Result<HeaderMap, Box<dyn std::error::Error>> {
    let (id, now) = ("msg_1", Timestamp::now());
    let signature = Verifier::new(secret)?.sign(id, now, body.as_bytes());
    let mut headers = HeaderMap::new();
    headers.insert("webhook-id", id.try_into()?);
    headers.insert("webhook-timestamp", now.as_second().into());
    headers.insert("webhook-signature", signature.try_into()?);
    Ok(headers)
}

fn event(name: &str, data: &str) -> String {
    format!(
        r#"{{
            "id": "msg_1", "api_version": "v1", "timestamp": "2026-01-02T03:04:05Z", "type": "{name}", "data": {data}
        }}"#
    )
}

const ENTRY: &str = r#"{
    "id": "entry_xxxxxxxxxxxx", "plan": null, "product": null, "status": "pending",
    "user": {"id": "user_xxxxxxxxxxxxx", "name": null, "username": "jane", "email": null},
    "created_at": "2026-01-02T03:04:05Z", "custom_field_responses": null
}"#;
