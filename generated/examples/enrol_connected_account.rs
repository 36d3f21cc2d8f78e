//! Enrols a seller of a platform as a connected account:
//!
//! - creates a company for the seller,
//! - sets the name and the picture of the seller's user, which includes a file upload,
//! - creates an access token for this company, with which a browser can open the embedded chat,
//! - creates a second client that has only the rights of this token.
//!
//! Set `WHOP_BASE_URL` and `WHOP_API_KEY` to call the API. Without an address, the example starts a local
//! server, which also accepts the upload, so that it runs without a key.

mod support;

use std::time::Duration;

use generated::runtime::http::{HeaderMap, Request, Response, StatusCode};
use generated::runtime::reqwest;
use generated::whop::Client;
use generated::whop::types::{
    CreateAccessTokenRequest, CreateCompanyRequest, CreateFileRequest, CreateFileResponse,
    UpdateUserRequest, UpdateUserRequestProfilePicture, UploadStatuses,
};

/// The company of the platform.
const PLATFORM: &str = "biz_xxxxxxxxxxxxxx";
/// The seller's user.
const USER: &str = "user_xxxxxxxxxxxxx";
/// The picture of the seller.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let whop = match std::env::var_os("WHOP_BASE_URL") {
        Some(_) => Client::from_env()?,
        None => Client::builder()
            .base_url(support::serve(answer)?)
            .api_key("local")
            .build()?,
    };

    let company = CreateCompanyRequest::new("Jane's tools")
        .email("jane@example.com")
        .parent_company_id(PLATFORM)
        .metadata([("seller", "42".into())]);
    let company = whop.companies().create(company).await?;
    println!("{} is a connected account", company.id);

    let file = whop
        .files()
        .create(CreateFileRequest::new("jane.png"))
        .await?;
    upload(&whop, &file, PICTURE).await?;

    let profile = UpdateUserRequest::new()
        .company_id(&company.id)
        .name("Jane")
        .profile_picture(UpdateUserRequestProfilePicture::new(&file.id));
    let user = whop.users().update(USER, profile).await?;
    println!("{} is {}", user.id, user.name.unwrap_or(user.username));

    let scope = CreateAccessTokenRequest::new()
        .company_id(&company.id)
        .user_id(USER)
        .scoped_actions(["chat:read", "chat:message:create"]);
    let token = whop.access_tokens().create(scope).await?;
    // Send `token.token` to the browser only. `SecretString` redacts it in logs.
    println!("a token until {}", token.expires_at);

    // A client with the rights of the token. It shares the connections of the first client.
    let seller = whop.to_builder().api_key(token.token).build()?;
    let company = seller.companies().retrieve(&company.id).await?;
    println!("{} sees itself", company.title);
    Ok(())
}

/// Uploads the bytes of a file, and waits until the file is ready.
async fn upload(
    whop: &Client,
    file: &CreateFileResponse,
    bytes: &'static [u8],
) -> Result<(), Box<dyn std::error::Error>> {
    // The upload address is presigned and belongs to a file store, not to the API. Use a plain HTTP client:
    // the API client would send its key there.
    let address = file.upload_url.as_deref();
    let address = address.ok_or("the file has no address to upload it to")?;
    let Ok(address) = reqwest::Url::parse(address) else {
        // A mock returns sample text from the document here, not an address.
        println!("{address:?} is no address: {} is not uploaded", file.id);
        return Ok(());
    };
    let mut headers = HeaderMap::new();
    for (name, value) in file.upload_headers.iter().flatten() {
        let value = value.as_str().unwrap_or_default();
        headers.insert(
            reqwest::header::HeaderName::try_from(name)?,
            value.try_into()?,
        );
    }
    let request = reqwest::Client::new().put(address);
    let response = request.headers(headers).body(bytes).send().await?;
    response.error_for_status()?;

    for _ in 0..20 {
        let file = whop.files().retrieve(&file.id).await?;
        match file.upload_status {
            UploadStatuses::Ready => {
                println!("{} is uploaded", file.id);
                return Ok(());
            }
            UploadStatuses::Failed => return Err("the upload failed".into()),
            _ => tokio::time::sleep(Duration::from_millis(250)).await,
        }
    }
    Err("the upload is not ready after five seconds".into())
}

/// Responds like the API and its file store.
fn answer(request: &Request<String>) -> Response<String> {
    let host = request.headers().get("host");
    let host = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
    let key = request.headers().get("authorization");
    let key = key.and_then(|key| key.to_str().ok()).unwrap_or_default();
    let body = match (request.method().as_str(), request.uri().path()) {
        ("POST", "/companies") => COMPANY.to_owned(),
        ("GET", "/companies/biz_yyyyyyyyyyyyyy") if key == "Bearer chat-token" => {
            COMPANY.to_owned()
        }
        ("POST", "/files") => format!(
            r#"{{{FILE}, "upload_status": "pending",
                "upload_url": "http://{host}/store/jane.png?signature=abc",
                "upload_headers": {{"x-store-visibility": "public"}}}}"#
        ),
        // The signature is the only authorization. Like real cloud stores, this one rejects an API key.
        ("PUT", "/store/jane.png") if !request.headers().contains_key("authorization") => {
            String::new()
        }
        ("GET", "/files/file_xxxxxxxxxxxxx") => format!(r#"{{{FILE}, "upload_status": "ready"}}"#),
        ("PATCH", "/users/user_xxxxxxxxxxxxx") => USER_ANSWER.to_owned(),
        ("POST", "/access_tokens") => {
            r#"{"token": "chat-token", "expires_at": "2026-01-02T03:04:05Z"}"#.to_owned()
        }
        _ => {
            let mut refusal = Response::new("{}".to_owned());
            *refusal.status_mut() = StatusCode::NOT_FOUND;
            return refusal;
        }
    };
    Response::new(body)
}

const COMPANY: &str = r#"{
    "id": "biz_yyyyyyyyyyyyyy", "title": "Jane's tools", "description": null, "verified": false,
    "send_customer_emails": true, "created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-01-02T03:04:05Z",
    "member_count": 0, "owner_user": {"id": "user_xxxxxxxxxxxxx", "name": null, "username": "jane"}, "route": "janes-tools",
    "logo": null, "published_reviews_count": 0, "metadata": {"seller": "42"}, "target_audience": null,
    "social_links": [], "affiliate_instructions": null, "featured_affiliate_product": null
}"#;

const FILE: &str = r#"
    "id": "file_xxxxxxxxxxxxx", "filename": "jane.png", "content_type": "image/png", "size": null, "url": null,
    "visibility": "public""#;

const USER_ANSWER: &str = r#"{
    "id": "user_xxxxxxxxxxxxx", "username": "jane", "name": "Jane", "created_at": "2026-01-02T03:04:05Z", "bio": null,
    "profile_picture": {"url": null}
}"#;
