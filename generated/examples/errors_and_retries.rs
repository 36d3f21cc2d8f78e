//! What can go wrong with a call, what the client does about it by itself, and what is left to the caller.
//!
//! Calls the API at `WHOP_BASE_URL` with the key in `WHOP_API_KEY` if the address is set. Otherwise it starts a small
//! server on this machine that is busy at first and then refuses, so that it runs without a key.

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
        // At most three repetitions, after one second, two seconds, four seconds, each a little less by chance; unless
        // the API says how long to wait.
        .retries(3)
        .retry_delays(Duration::from_secs(1), Duration::from_secs(10));
    let whop = match std::env::var_os("WHOP_BASE_URL") {
        Some(_) => builder.build()?,
        None => builder
            .base_url(support::serve(answering())?)
            .api_key("local")
            .build()?,
    };

    // What only reads is repeated by itself.
    let transfer = whop.transfers().retrieve("ctt_xxxxxxxxxxxxxx");
    let transfer = transfer.with_response().await?;
    let attempts = transfer.attempts();
    println!("{} after {attempts} attempts", transfer.into_body().id);

    // What does something is sent once, unless the caller says that the API knows a repetition. This operation has a
    // member for that; where an API has a header, `.idempotency_key("payout-42")` sends it and says so at once.
    let request = CreateTransferRequest::new(10.0, Currencies::Usd, "user_xxxxxxxxxxxxx", "biz_1")
        .idempotence_key("payout-42");
    let transfer = whop
        .transfers()
        .create(request)
        .safe_to_repeat()
        .timeout(Duration::from_secs(30))
        .await;
    match transfer {
        Ok(transfer) => println!("{} is on its way", transfer.id),
        Err(error) => explain(&error)?,
    }
    Ok(())
}

/// Tells the kinds of errors apart. One that nobody expects is given back.
fn explain(error: &Error) -> Result<(), String> {
    match error.kind() {
        ErrorKind::Connect => {
            println!("nothing was sent: {error}");
            return Ok(());
        }
        // It was sent, and no whole response came.
        ErrorKind::Timeout | ErrorKind::Transport => {
            println!("nobody knows what became of it: {error}");
            return Ok(());
        }
        _ => {}
    }
    let code = error.code().unwrap_or_default();
    match (error.status(), error.body()) {
        // The body is typed by the document.
        (Some(StatusCode::UNPROCESSABLE_ENTITY), Some(ErrorBody::ErrorResponse(body))) => {
            println!("refused: {code}: {}", body.error.message);
        }
        (Some(StatusCode::TOO_MANY_REQUESTS), _) => {
            println!("later: in {:?}", error.retry_after());
        }
        // It says the operation, the status, what the API said, and never the key. Support wants `request_id`.
        _ => return Err(format!("{error} (request {:?})", error.request_id())),
    }
    Ok(())
}

/// What the API answers: that it is busy, a transfer, and that there is no money.
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
