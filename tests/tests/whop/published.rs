//! Compares requests with those that Whop documents for its published SDKs: the method tables of the
//! TypeScript SDK, and the parameters in the tests of the TypeScript and Python SDKs.

use std::future::Future;

use generated::runtime::Timestamp;
use generated::whop::types::{
    AccessPassTypes, AuthorizedUserRoles, BillingReasons, CreateAccessTokenRequest,
    CreateAuthorizedUserRequest, CreateCompanyRequest, CreateFileRequest,
    CreatePaymentRequestWithPlan, CreatePaymentRequestWithPlanPlan, CreateProductRequest,
    Currencies, DeleteAuthorizedUserParams, Direction, ListPaymentsParams, ListProductsParams,
    RefundPaymentRequest, UpdateUserRequest, UpdateUserRequestProfilePicture, VisibilityFilter,
};
use generated::whop::{Call, Client};
use serde_json::{Value, json};
use tests::server::{Answer, Received, Server};
use url::form_urlencoded;

use super::{KEY, client, serve};

/// The company in the SDKs' examples.
const COMPANY: &str = "biz_xxxxxxxxxxxxxx";

fn start() -> (Server, Client) {
    let server = serve([Answer::json(200, &json!({}))]);
    let client = client(&server);
    (server, client)
}

/// Sends a call and returns the request; the response is ignored.
fn sent<T>(server: &Server, call: Call<T>) -> impl Future<Output = Received> {
    let sending = call.send_raw();
    async {
        sending.await.unwrap();
        server.last()
    }
}

/// Checks the method, path, query (in any order) and body of a request, and the headers that every request
/// has.
fn judge(sent: &Received, method: &str, path: &str, query: &[(&str, &str)], body: Option<Value>) {
    assert_eq!((sent.method.as_str(), sent.path()), (method, path));
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(sent.query().as_bytes())
        .into_owned()
        .collect();
    pairs.sort();
    let mut expected: Vec<(String, String)> = query
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    expected.sort();
    assert_eq!(pairs, expected, "{path}");
    match body {
        Some(body) => {
            assert_eq!(sent.json(), body, "{path}");
            assert_eq!(sent.header("content-type"), Some("application/json"));
        }
        None => assert_eq!(
            (sent.text(), sent.header("content-type")),
            (String::new(), None)
        ),
    }
    let authorization = format!("Bearer {KEY}");
    assert_eq!(sent.header("authorization"), Some(&*authorization));
    assert_eq!(sent.header("accept"), Some("application/json"));
    assert_eq!(sent.header("api-version-date"), Some("2026-07-20"));
}

#[tokio::test]
async fn authorized_users_match_the_published_sdks() {
    let (server, whop) = start();
    let request =
        CreateAuthorizedUserRequest::new(COMPANY, AuthorizedUserRoles::Owner, "user_xxxxxxxxxxxxx");
    let created = sent(&server, whop.authorized_users().create(request)).await;
    let body = json!({"company_id": COMPANY, "role": "owner", "user_id": "user_xxxxxxxxxxxxx"});
    judge(&created, "POST", "/authorized_users", &[], Some(body));

    let parameters = DeleteAuthorizedUserParams::new().company_id(COMPANY);
    let call = whop
        .authorized_users()
        .delete("ausr_xxxxxxxxxxxxx", parameters);
    let deleted = sent(&server, call).await;
    let path = "/authorized_users/ausr_xxxxxxxxxxxxx";
    judge(&deleted, "DELETE", path, &[("company_id", COMPANY)], None);
}

#[tokio::test]
async fn connected_accounts_match_the_published_sdks() {
    let (server, whop) = start();
    let request = CreateCompanyRequest::new("title")
        .email("email")
        .parent_company_id(COMPANY)
        .metadata([("foo", "bar".into())]);
    let company = sent(&server, whop.companies().create(request)).await;
    let body = json!({
        "email": "email", "parent_company_id": COMPANY, "title": "title", "metadata": {"foo": "bar"},
    });
    judge(&company, "POST", "/companies", &[], Some(body));

    let request = UpdateUserRequest::new()
        .company_id(COMPANY)
        .name("name")
        .profile_picture(UpdateUserRequestProfilePicture::new("id"));
    let user = sent(&server, whop.users().update("user_xxxxxxxxxxxxx", request)).await;
    let body = json!({"company_id": COMPANY, "name": "name", "profile_picture": {"id": "id"}});
    judge(&user, "PATCH", "/users/user_xxxxxxxxxxxxx", &[], Some(body));

    let file = sent(
        &server,
        whop.files().create(CreateFileRequest::new("filename")),
    )
    .await;
    judge(
        &file,
        "POST",
        "/files",
        &[],
        Some(json!({"filename": "filename"})),
    );

    let expires_at: Timestamp = "2023-12-01T05:00:00.401Z".parse().unwrap();
    let request = CreateAccessTokenRequest::new()
        .company_id(COMPANY)
        .expires_at(expires_at)
        .scoped_actions(["string"]);
    let token = sent(&server, whop.access_tokens().create(request)).await;
    let body = json!({
        "company_id": COMPANY, "expires_at": "2023-12-01T05:00:00.401Z", "scoped_actions": ["string"],
    });
    judge(&token, "POST", "/access_tokens", &[], Some(body));
}

#[tokio::test]
async fn products_and_access_match_the_published_sdks() {
    let (server, whop) = start();
    let parameters = ListProductsParams::new(COMPANY)
        .direction(Direction::Asc)
        .first(42)
        .product_types([AccessPassTypes::Regular, AccessPassTypes::App])
        .visibilities([VisibilityFilter::Visible]);
    let listed = sent(&server, whop.products().list(parameters).into_call()).await;
    let query = [
        ("company_id", COMPANY),
        ("direction", "asc"),
        ("first", "42"),
        ("product_types[]", "regular"),
        ("product_types[]", "app"),
        ("visibilities[]", "visible"),
    ];
    judge(&listed, "GET", "/products", &query, None);

    let request = CreateProductRequest::new(COMPANY, "title").experience_ids(["string"]);
    let created = sent(&server, whop.products().create(request)).await;
    let body = json!({"company_id": COMPANY, "title": "title", "experience_ids": ["string"]});
    judge(&created, "POST", "/products", &[], Some(body));

    let path = "/products/prod_xxxxxxxxxxxxx";
    let retrieved = sent(&server, whop.products().retrieve("prod_xxxxxxxxxxxxx")).await;
    judge(&retrieved, "GET", path, &[], None);
    let deleted = sent(&server, whop.products().delete("prod_xxxxxxxxxxxxx")).await;
    judge(&deleted, "DELETE", path, &[], None);

    let call = whop
        .users()
        .check_access("user_xxxxxxxxxxxxx", "prod_xxxxxxxxxxxxx");
    let checked = sent(&server, call).await;
    let path = "/users/user_xxxxxxxxxxxxx/access/prod_xxxxxxxxxxxxx";
    judge(&checked, "GET", path, &[], None);
}

#[tokio::test]
async fn payments_match_the_published_sdks() {
    let (server, whop) = start();
    let parameters = ListPaymentsParams::new()
        .company_id(COMPANY)
        .billing_reasons([BillingReasons::SubscriptionCreate])
        .currencies([Currencies::Usd])
        .include_free(true)
        .plan_ids(["a", "b"]);
    let listed = sent(&server, whop.payments().list(parameters).into_call()).await;
    let query = [
        ("company_id", COMPANY),
        ("billing_reasons[]", "subscription_create"),
        ("currencies[]", "usd"),
        ("include_free", "true"),
        ("plan_ids[]", "a"),
        ("plan_ids[]", "b"),
    ];
    judge(&listed, "GET", "/payments", &query, None);

    let plan = CreatePaymentRequestWithPlanPlan::new(Currencies::Usd).initial_price(6.9);
    let request = CreatePaymentRequestWithPlan::new(
        COMPANY,
        "mber_xxxxxxxxxxxxx",
        "pmt_xxxxxxxxxxxxxx",
        plan,
    );
    let created = sent(&server, whop.payments().create(request)).await;
    let body = json!({
        "company_id": COMPANY, "member_id": "mber_xxxxxxxxxxxxx", "payment_method_id": "pmt_xxxxxxxxxxxxxx",
        "plan": {"currency": "usd", "initial_price": 6.9},
    });
    judge(&created, "POST", "/payments", &[], Some(body));

    let request = RefundPaymentRequest::new().partial_amount(6.9);
    let refunded = sent(
        &server,
        whop.payments().refund("pay_xxxxxxxxxxxxxx", request),
    )
    .await;
    let path = "/payments/pay_xxxxxxxxxxxxxx/refund";
    judge(
        &refunded,
        "POST",
        path,
        &[],
        Some(json!({"partial_amount": 6.9})),
    );

    let call = whop.payments().refund("pay_xxxxxxxxxxxxxx", None);
    judge(&sent(&server, call).await, "POST", path, &[], None);
    let voided = sent(&server, whop.payments().void("pay_xxxxxxxxxxxxxx")).await;
    judge(
        &voided,
        "POST",
        "/payments/pay_xxxxxxxxxxxxxx/void",
        &[],
        None,
    );
}
