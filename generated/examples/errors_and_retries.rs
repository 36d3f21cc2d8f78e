//! Shows how calls fail, what the client retries by itself, and how a program handles the remaining errors.
//!
//! Set `WHOP_BASE_URL` and `WHOP_API_KEY` to call the API. Without an address, the example starts a local
//! server that is busy at first and later rejects a request, so that it runs without a key.

mod support;

use std::time::Duration;

use generated::runtime::ErrorKind;
use generated::runtime::http::{Request, Response, StatusCode};
use generated::whop::types::{CreateTransferRequest, Currencies};
use generated::whop::{Client, Error, ErrorBody};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let builder = Client::builder()
        .timeout(Duration::from_secs(120))
        // At most three retries, after about 1, 2 and 4 seconds (random jitter shortens each delay). A delay
        // that the API asks for takes precedence.
        .retries(3)
        .retry_delays(Duration::from_secs(1), Duration::from_secs(10));
    let whop = match std::env::var_os("WHOP_BASE_URL") {
        Some(_) => builder.build()?,
        None => builder
            .base_url(support::serve(answering())?)
            .api_key("local")
            .build()?,
    };

    // A `GET` request is retried automatically.
    let transfer = whop.transfers().retrieve("ctt_xxxxxxxxxxxxxx");
    let transfer = transfer.with_response().await?;
    let attempts = transfer.attempts();
    println!("{} after {attempts} attempts", transfer.into_body().id);

    // A `POST` request is sent once, unless the caller marks it as safe to retry: the API must recognise the
    // second request. This operation has a field for an idempotency key. For an API with a header,
    // `.idempotency_key("payout-42")` sets it and marks the call at once.
    let request = CreateTransferRequest::new(10.0, Currencies::Usd, "user_xxxxxxxxxxxxx", "biz_1")
        .idempotence_key("payout-42");
    let transfer = whop
        .transfers()
        .create(request)
        .safe_to_retry()
        .timeout(Duration::from_secs(30))
        .await;
    match transfer {
        Ok(transfer) => println!("{} is on its way", transfer.id),
        Err(error) => explain(&error)?,
    }
    Ok(())
}

/// Handles the expected errors; returns a description of any other error.
fn explain(error: &Error) -> Result<(), String> {
    match error.kind() {
        ErrorKind::Connect => {
            println!("nothing was sent: {error}");
            return Ok(());
        }
        // The request was sent, but no complete response arrived: the transfer may exist.
        ErrorKind::Timeout | ErrorKind::Transport => {
            println!("nobody knows what became of it: {error}");
            return Ok(());
        }
        _ => {}
    }
    let code = error.code().unwrap_or_default();
    match (error.status(), error.body()) {
        // The type of the error body comes from the document.
        (Some(StatusCode::UNPROCESSABLE_ENTITY), Some(ErrorBody::ErrorResponse(body))) => {
            println!("refused: {code}: {}", body.error.message);
        }
        (Some(StatusCode::TOO_MANY_REQUESTS), _) => {
            println!("later: in {:?}", error.retry_after());
        }
        // `Display` shows the operation, the status and the API's message, never the key. Give `request_id`
        // to the API's support.
        _ => return Err(format!("{error} (request {:?})", error.request_id())),
    }
    Ok(())
}

/// Returns the handler of the local server: the first request gets "busy", later ones a transfer or an error.
fn answering() -> impl FnMut(&Request<String>) -> Response<String> + Send {
    let mut requests = 0;
    move |request| {
        requests += 1;
        let (status, body) = match (requests, request.method().as_str()) {
            (1, _) => (StatusCode::TOO_MANY_REQUESTS, BUSY),
            (_, "GET") => (StatusCode::OK, TRANSFER),
            _ => (StatusCode::UNPROCESSABLE_ENTITY, REFUSAL),
        };
        let mut response = Response::new(body.to_owned());
        *response.status_mut() = status;
        if status == StatusCode::TOO_MANY_REQUESTS {
            let wait = 50.into();
            response.headers_mut().insert("retry-after-ms", wait);
        }
        response
    }
}

const BUSY: &str = r#"{"error": {"type": "rate_limited", "message": "Too many requests"}}"#;

const REFUSAL: &str =
    r#"{"error": {"type": "insufficient_balance", "message": "The balance is too low"}}"#;

const TRANSFER: &str = r#"{
    "id": "ctt_xxxxxxxxxxxxxx", "amount": 10.0, "currency": "usd", "created_at": "2026-01-02T03:04:05Z",
    "fee_amount": null, "notes": null, "metadata": null, "origin_ledger_account_id": "ldgr_1",
    "destination_ledger_account_id": "ldgr_2", "origin": null, "destination": null
}"#;
