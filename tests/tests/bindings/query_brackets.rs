//! Lists in the query as `name[]=a&name[]=b`, an option of the configuration.

use serde_json::json;
use tests::query_brackets::types::SearchParams;
use tests::server::Answer;

use super::{expected, pairs, serve};

#[tokio::test]
async fn list_items_have_bracketed_names() {
    let server = serve([Answer::json(200, &json!(0))]);
    let search = client!(query_brackets, server);
    let parameters = SearchParams::new().types(["user", "a&b"]);
    search.search().get(parameters).await.unwrap();
    assert_eq!(
        pairs(server.last().query()),
        expected(&[("types[]", "user"), ("types[]", "a&b")])
    );
    search.search().get(SearchParams::new()).await.unwrap();
    assert_eq!(server.last().target, "/search");
}
