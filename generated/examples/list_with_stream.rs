//! Lists all products of a company, from any number of pages.
//!
//! Set `WHOP_BASE_URL` and `WHOP_API_KEY` to call the API. Without an address, the example starts a local
//! server with two pages, so that it runs without a key.

mod support;

use generated::runtime::http::{Request, Response};
use generated::whop::Client;
use generated::whop::types::ListProductsParams;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let whop = match std::env::var_os("WHOP_BASE_URL") {
        Some(_) => Client::from_env()?,
        None => Client::builder()
            .base_url(support::serve(answer)?)
            .api_key("local")
            .build()?,
    };

    // `first` is the page size; the stream has no limit. The next page is fetched when its first product is
    // needed.
    let parameters = ListProductsParams::new("biz_xxxxxxxxxxxxxx").first(2);
    let mut products = whop.products().list(parameters).stream();
    while let Some(product) = products.try_next().await? {
        println!("{}: {}", product.id, product.title);
    }
    Ok(())
}

/// Returns a page of two products, or the last page for the cursor.
fn answer(request: &Request<String>) -> Response<String> {
    let query = request.uri().query().unwrap_or_default();
    let body = if query.contains("after=") {
        let products = product("prod_3", "Shovel");
        page(&products, r#""end_cursor": null, "has_next_page": false"#)
    } else {
        let products = [product("prod_1", "Pickaxe"), product("prod_2", "Lamp")];
        let cursors = r#""end_cursor": "cursor_2", "has_next_page": true"#;
        page(&products.join(","), cursors)
    };
    Response::new(body)
}

fn page(products: &str, cursors: &str) -> String {
    format!(
        r#"{{
            "data": [{products}],
            "page_info": {{{cursors}, "start_cursor": null, "has_previous_page": false}}
        }}"#
    )
}

fn product(id: &str, title: &str) -> String {
    format!(
        r#"{{
            "id": "{id}", "title": "{title}", "visibility": "visible", "headline": null, "verified": true,
            "created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-01-02T03:04:05Z", "member_count": 7,
            "route": "tools", "published_reviews_count": 0, "external_identifier": null
        }}"#
    )
}
