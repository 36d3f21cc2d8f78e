//! Names in non-Latin scripts: tags, operations, parameters, properties and values.

use serde_json::json;
use tests::server::Answer;
use tests::unicode_names::types::{Xª, 用户状态, 获取用户Params};

use super::serve;

#[tokio::test]
async fn non_latin_names_are_kept() {
    let user =
        json!({"名字": "王", "状态": "状态", "𝐀": 5, "с": 1, "c": 2, "ﾌﾘｶﾞﾅ": "オウ", "ª": "ª"});
    let server = serve([Answer::json(200, &user), Answer::empty(204)]);
    let client = client!(unicode_names, server);
    let parameters = 获取用户Params::new().größe(3);
    let call = client.用户().获取用户("ä/b", parameters);
    let received = call.await.unwrap();
    assert_eq!(
        server.last().target,
        "/%E7%94%A8%E6%88%B7/%C3%A4%2Fb?gr%C3%B6%C3%9Fe=3"
    );
    assert_eq!((received.с, received.c), (1, Some(2)));
    assert_eq!(received.ª, Xª::Xª);
    // In scripts without case, a field and a value of its enum have the same name.
    assert_eq!(received.状态, 用户状态::状态);
    // A capital letter without a lowercase form.
    assert_eq!(received.u1d400, Some(5));
    assert_eq!(serde_json::to_value(&received).unwrap(), user);

    client.المستخدمون().ユーザー().await.unwrap();
    assert_eq!(server.last().target, "/users");
}
