//! Tests of the macros that define enums, constants and unions.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::runtime::{Base64, Nullable, Timestamp};

fn decode<T: for<'de> Deserialize<'de>>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn error<T: for<'de> Deserialize<'de> + std::fmt::Debug>(json: &str) -> String {
    let error = crate::runtime::decode_json::<T>(json.as_bytes()).unwrap_err();
    error.to_string()
}

fn round_trip<T: for<'de> Deserialize<'de> + Serialize>(value: &Value) {
    let decoded: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&decoded).unwrap(), *value);
    let text = value.to_string();
    let decoded: T = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_value(&decoded).unwrap(), *value);
}

crate::runtime::string_enum! {
    #[unknown = Unknown]
    /// What a member may do.
    #[derive(PartialOrd, Ord)]
    pub enum Role {
        /// Everything.
        Owner = "owner",
        SalesManager = "sales_manager",
        /// No longer.
        #[deprecated(note = "use owner")]
        Admin = "admin",
    }
}

crate::runtime::string_enum! {
    #[unknown = Other]
    #[deprecated]
    pub enum Retired {
        Unknown = "unknown",
    }
}

crate::runtime::string_enum! {
    #[unknown = Unknown]
    pub enum Nothing {}
}

#[test]
fn string_enum_keeps_every_string() {
    for text in ["owner", "sales_manager", "admin", "to come", ""] {
        round_trip::<Role>(&json!(text));
        assert_eq!(Role::from(text).as_str(), text);
        assert_eq!(Role::from(text.to_owned()).to_string(), text);
        assert_eq!(text.parse::<Role>().unwrap(), text);
        assert_eq!(AsRef::<str>::as_ref(&Role::from(text)), text);
    }
    assert_eq!(decode::<Role>(json!("owner")), Role::Owner);
    assert_eq!(
        decode::<Role>(json!("to come")),
        Role::Unknown("to come".into())
    );
    assert!(Role::from("to come").is_unknown());
    assert!(!Role::Owner.is_unknown());
    assert_eq!(Role::VALUES, ["owner", "sales_manager", "admin"]);
    assert!(Role::Owner < Role::SalesManager);
    assert_eq!(HashSet::from([Role::Owner, Role::from("owner")]).len(), 1);
    assert_eq!(format!("{:>7}|", Role::Owner), "  owner|");
    assert_eq!(
        error::<Role>("null"),
        "invalid type: null, expected a string"
    );
    assert_eq!(
        error::<Vec<Role>>(r#"["owner", 1]"#),
        "at `[1]`: invalid type: integer `1`, expected a string"
    );
}

#[test]
#[allow(deprecated)]
fn string_enum_takes_any_names() {
    round_trip::<Retired>(&json!("unknown"));
    assert_eq!(decode::<Retired>(json!("x")), Retired::Other("x".into()));
    assert_eq!(decode::<Nothing>(json!("x")), Nothing::Unknown("x".into()));
}

crate::runtime::integer_enum! {
    #[unknown = Unknown]
    pub enum Level {
        Below = -1,
        Zero = 0,
        Large = 9_007_199_254_740_993,
    }
}

#[test]
fn integer_enum_keeps_every_integer() {
    for value in [-1, 0, 9_007_199_254_740_993, 7, i64::MIN] {
        round_trip::<Level>(&json!(value));
        assert_eq!(Level::from(value).as_i64(), value);
        assert_eq!(Level::from(value).to_string(), value.to_string());
    }
    assert_eq!(decode::<Level>(json!(-1)), Level::Below);
    assert_eq!(decode::<Level>(json!(7)), Level::Unknown(7));
    assert_eq!(Level::VALUES, [-1, 0, 9_007_199_254_740_993]);
    assert!(Level::from(7).is_unknown());
    assert_eq!(
        error::<Level>("\"1\""),
        "invalid type: string \"1\", expected i64"
    );
}

crate::runtime::json_enum! {
    #[unknown = Unknown]
    pub enum Mixed {
        Text = "x",
        One = 1,
        Minus = -2,
        Half = 0.5,
        Yes = true,
        Null = null,
    }
}

#[test]
fn json_enum_keeps_every_value_of_its_json_types() {
    for value in [
        json!("x"),
        json!(1),
        json!(-2),
        json!(0.5),
        json!(true),
        json!(null),
        json!(false),
    ] {
        round_trip::<Mixed>(&value);
        assert_eq!(Mixed::from(value.clone()).to_value(), value);
    }
    assert_eq!(decode::<Mixed>(json!(1)), Mixed::One);
    assert_eq!(decode::<Mixed>(json!(1.0)), Mixed::One);
    assert_eq!(decode::<Mixed>(json!(-2)), Mixed::Minus);
    assert_eq!(decode::<Mixed>(json!(null)), Mixed::Null);
    assert_eq!(decode::<Mixed>(json!("y")), Mixed::Unknown(json!("y")));
    assert!(decode::<Mixed>(json!("y")).is_unknown());
    assert_eq!(
        error::<Mixed>(r#"{"a": [1]}"#),
        "invalid type: an object, expected a boolean or a number or a string or null"
    );
}

crate::runtime::constant! {
    /// The type of the object.
    pub enum ProductObject {
        Product = "product",
    }
}
crate::runtime::constant! { pub enum Version { Two = 2 } }
crate::runtime::constant! { pub enum Huge { Huge = 5_000_000_000 } }
crate::runtime::constant! { pub enum Ratio { Half = 0.5 } }
crate::runtime::constant! { pub enum Live { True = true } }

#[test]
fn constant_accepts_nothing_else() {
    assert_eq!(
        serde_json::to_value(ProductObject::default()).unwrap(),
        json!("product")
    );
    round_trip::<ProductObject>(&json!("product"));
    round_trip::<Version>(&json!(2));
    round_trip::<Huge>(&json!(5_000_000_000_i64));
    round_trip::<Ratio>(&json!(0.5));
    round_trip::<Live>(&json!(true));
    assert_eq!(ProductObject::Product.to_string(), "product");
    assert_eq!(Huge::Huge.to_string(), "5000000000");
    assert_eq!(decode::<Version>(json!(2.0)), Version::Two);
    assert_eq!(
        error::<ProductObject>("\"x\""),
        "expected the constant `product`, found `x`"
    );
    assert_eq!(
        error::<ProductObject>("null"),
        "expected the constant `product`, found null"
    );
    assert_eq!(
        error::<Version>("3"),
        "expected the constant `2`, found `3`"
    );
    assert_eq!(
        error::<Version>("\"2\""),
        "expected the constant `2`, found `2`"
    );
    assert_eq!(
        error::<Live>("false"),
        "expected the constant `true`, found `false`"
    );
    assert_eq!(
        error::<Live>("{}"),
        "invalid type: map, expected the constant `true`"
    );
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    age: Option<u8>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Company {
    typename: CompanyTypename,
    owner: User,
}

crate::runtime::constant! { pub enum CompanyTypename { Company = "Company" } }

crate::runtime::tagged_union! {
    #[tag = "typename"]
    #[unknown = Unknown]
    /// Who owns it.
    pub enum Owner {
        #[write_tag]
        #[from(User)]
        /// A user.
        User(User) = "User" | "user",
        #[from(Company)]
        #[deprecated]
        Company(Box<Company>) = "Company",
        #[write_tag]
        Bot(serde_json::Map<String, Value>) = "Bot",
        #[write_tag]
        Numbered(User) = 7,
        #[write_tag]
        Flagged(User) = true,
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Owned {
    owner: Owner,
    others: Vec<Owner>,
}

#[test]
#[allow(deprecated)]
fn tagged_union_takes_the_variant_of_the_tag() {
    let user = User {
        id: "1".into(),
        age: None,
    };
    assert_eq!(
        decode::<Owner>(json!({"typename": "User", "id": "1"})),
        Owner::User(user.clone())
    );
    assert_eq!(
        decode::<Owner>(json!({"id": "1", "typename": "user"})),
        Owner::User(user.clone())
    );
    assert_eq!(
        decode::<Owner>(json!({"typename": 7, "id": "1"})),
        Owner::Numbered(user.clone())
    );
    assert_eq!(
        decode::<Owner>(json!({"typename": true, "id": "1"})),
        Owner::Flagged(user.clone())
    );
    assert_eq!(Owner::from(user.clone()), Owner::User(user.clone()));
    let company = Company {
        typename: CompanyTypename::Company,
        owner: user,
    };
    assert_eq!(
        Owner::from(company.clone()),
        Owner::Company(Box::new(company))
    );
}

#[test]
fn tagged_union_writes_the_tag_once() {
    for value in [
        json!({"typename": "User", "id": "1"}),
        json!({"typename": "Company", "owner": {"id": "1", "age": 7}}),
        json!({"typename": "Bot", "a": [1, {"b": null}]}),
        json!({"typename": 7, "id": "1"}),
        json!({"typename": true, "id": "1"}),
        json!({"typename": "to come", "x": 1}),
        json!({"x": 1}),
        json!("text"),
    ] {
        round_trip::<Owner>(&value);
    }
    let owner = Owner::User(User {
        id: "1".into(),
        age: None,
    });
    assert_eq!(
        serde_json::to_string(&owner).unwrap(),
        r#"{"typename":"User","id":"1"}"#
    );
    let bot: Owner = decode(json!({"typename": "Bot", "a": 1}));
    assert_eq!(
        serde_json::to_string(&bot).unwrap(),
        r#"{"typename":"Bot","a":1}"#
    );
    // A payload without a property for the tag does not receive the tag, even if it accepts any property.
    assert_eq!(
        bot,
        Owner::Bot(serde_json::Map::from_iter([("a".to_owned(), json!(1))]))
    );
    assert!(decode::<Owner>(json!({"typename": "to come"})).is_unknown());
}

#[test]
fn tagged_union_keeps_what_has_another_constant() {
    // The object has another constant: it is none of the variants, whatever its tag is.
    let other = json!({"type": "sent", "version": "v2", "at": 1});
    assert_eq!(
        decode::<Versioned>(other.clone()),
        Versioned::Unknown(other.clone())
    );
    round_trip::<Versioned>(&other);
    round_trip::<Versioned>(&json!({"type": "sent", "version": "v1"}));
    // A missing constant, or another one further inside, is an error.
    assert_eq!(
        error::<Versioned>(r#"{"type": "sent"}"#),
        "at `version`: missing field `version`"
    );
    assert_eq!(
        error::<Versioned>(
            r#"{"type": "sent", "version": "v1", "cause": {"type": "x", "version": "v2"}}"#
        ),
        "at `cause.version`: expected the constant `v1`, found `v2`"
    );
}

crate::runtime::constant! { pub enum OnlyVersion { V1 = "v1" } }

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<Cause>,
    version: OnlyVersion,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cause {
    version: OnlyVersion,
}

crate::runtime::tagged_union! {
    #[tag = "type"]
    #[unknown = Unknown]
    pub enum Versioned {
        #[write_tag]
        #[from(Sent)]
        Sent(Sent) = "sent",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agent {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(flatten)]
    others: serde_json::Map<String, Value>,
}

crate::runtime::tagged_union! {
    #[tag = "kind"]
    #[unknown = Unknown]
    pub enum Helper {
        #[check_tag]
        #[from(Agent)]
        Agent(Agent) = "agent" | "bot",
        #[write_tag]
        Person(User) = "person",
    }
}

#[test]
fn tagged_union_writes_the_tag_of_the_value_where_it_selects_the_variant() {
    let written = |kind: Option<&str>| {
        let agent = Agent {
            name: "a".to_owned(),
            kind: kind.map(str::to_owned),
            others: serde_json::Map::new(),
        };
        serde_json::to_string(&Helper::Agent(agent)).unwrap()
    };
    assert_eq!(written(Some("agent")), r#"{"name":"a","kind":"agent"}"#);
    assert_eq!(written(Some("bot")), r#"{"name":"a","kind":"bot"}"#);
    for other in [Some("person"), Some(""), None] {
        assert_eq!(
            written(other),
            r#"{"name":"a","kind":"agent"}"#,
            "{other:?}"
        );
    }
    // What has no name of its own has none of the tag's either.
    let twice = Agent {
        name: "a".to_owned(),
        kind: Some("bot".to_owned()),
        others: [
            ("kind".to_owned(), json!("agent")),
            ("age".to_owned(), json!(1)),
        ]
        .into_iter()
        .collect(),
    };
    assert_eq!(
        serde_json::to_string(&Helper::from(twice)).unwrap(),
        r#"{"name":"a","kind":"bot","age":1}"#
    );
    for value in [
        json!({"name": "a", "kind": "bot"}),
        json!({"name": "a", "kind": "agent", "kind2": [1]}),
        json!({"kind": "person", "id": "1"}),
    ] {
        let helper: Helper = decode(value.clone());
        assert!(!helper.is_unknown());
        assert_eq!(serde_json::to_value(&helper).unwrap(), value);
    }
}

#[test]
fn tagged_union_names_the_path_inside() {
    assert_eq!(
        error::<Owner>("null"),
        "invalid type: null, expected an object with `typename`"
    );
    assert_eq!(
        error::<Owned>(r#"{"owner": {"typename": "Company", "owner": {}}, "others": []}"#),
        "at `owner.owner.id`: missing field `id`"
    );
    assert_eq!(
        error::<Owned>(
            r#"{"owner": {"typename": "User", "id": "1"}, "others": [{"typename": "User", "id": 1}]}"#
        ),
        "at `others[0].id`: invalid type: integer `1`, expected a string"
    );
    // The last property of its object: serde_json reads on before it assigns a location to the error.
    assert_eq!(
        error::<Owned>(r#"{"others": [], "owner": {"typename": "User", "id": "1", "age": 300}}"#),
        "at `owner.age`: invalid value: integer `300`, expected u8"
    );
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    meta: Value,
}

crate::runtime::tagged_union! {
    #[pointer = "/meta/event~1name"]
    #[unknown = Unknown]
    pub enum Delivered {
        Paid(Delivery) = "paid",
        Sent(Delivery) = "sent",
    }
}

#[test]
fn tagged_union_finds_the_tag_where_a_pointer_leads() {
    let sent = json!({"meta": {"event/name": "sent"}});
    let found: Delivered = decode(sent.clone());
    assert!(matches!(found, Delivered::Sent(_)));
    assert_eq!(serde_json::to_value(&found).unwrap(), sent);
    for unknown in [
        json!({"meta": {"event/name": "lost"}}),
        json!({"meta": {}}),
        json!({"/meta/event~1name": "sent"}),
    ] {
        assert_eq!(
            decode::<Delivered>(unknown.clone()),
            Delivered::Unknown(unknown)
        );
    }
}

crate::runtime::string_enum! {
    #[unknown = Unknown]
    pub enum Unit { Quit = "Quit" }
}

crate::runtime::keyed_union! {
    #[unknown = Unknown]
    pub enum Message {
        #[from(User)]
        /// With a user.
        Joined(Box<User>) = "joined",
        Count(i64) = "count",
        Not(Box<Message>) = "not",
        Unit(Unit),
    }
}

crate::runtime::untagged_union! {
    pub enum MessageOrUser { Message(Message), User(User) }
}

#[test]
fn keyed_union_takes_the_variant_of_the_key() {
    let user = User {
        id: "1".into(),
        age: None,
    };
    for (value, expected) in [
        (json!({"joined": {"id": "1"}}), Message::from(user.clone())),
        (json!({"count": 3}), Message::Count(3)),
        (
            json!({"not": {"not": {"count": 1}}}),
            Message::Not(Box::new(Message::Not(Box::new(Message::Count(1))))),
        ),
        (json!("Quit"), Message::Unit(Unit::Quit)),
    ] {
        let found: Message = decode(value.clone());
        assert_eq!(found, expected);
        assert_eq!(serde_json::to_value(&found).unwrap(), value);
    }
    assert_eq!(
        decode::<Message>(json!({"count": 3, "new": 1})),
        Message::Count(3)
    );
}

#[test]
fn keyed_union_keeps_what_has_no_key_that_is_known() {
    for unknown in [
        json!({"left": 1}),
        json!({"count": 1, "joined": {"id": "1"}}),
        json!({}),
        json!([]),
        json!(7),
    ] {
        let found: Message = decode(unknown.clone());
        assert!(found.is_unknown());
        assert_eq!(found, Message::Unknown(unknown.clone()));
        assert_eq!(serde_json::to_value(&found).unwrap(), unknown);
    }
    // Any other type fits better.
    let user = decode::<MessageOrUser>(json!({"id": "1"}));
    assert!(matches!(user, MessageOrUser::User(_)));
    let message = decode::<MessageOrUser>(json!({"count": 1}));
    assert!(matches!(message, MessageOrUser::Message(Message::Count(1))));
}

#[test]
fn keyed_union_names_the_path_inside() {
    assert_eq!(
        error::<Message>("null"),
        "invalid type: null, expected an object of one member"
    );
    assert_eq!(
        error::<Message>(r#"{"not": {"joined": {}}}"#),
        "at `not.joined.id`: missing field `id`"
    );
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WithPlan {
    plan: User,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WithPlanId {
    plan_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    coupon: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Loose {
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_id: Option<String>,
}

crate::runtime::untagged_union! {
    pub enum Payment {
        #[from(WithPlan)]
        /// With a plan.
        WithPlan(Box<WithPlan>),
        Loose(Loose),
        WithPlanId(WithPlanId),
        Number(i64),
        Text(String),
        #[deprecated]
        Many(Vec<i64>),
        Nothing,
    }
}

#[derive(Debug, Deserialize)]
struct Paid {
    #[allow(dead_code)]
    payment: Payment,
}

crate::runtime::untagged_union! {
    pub enum Strict { WithPlan(WithPlan), WithPlanId(WithPlanId) }
}

#[test]
#[allow(deprecated)]
fn untagged_union_takes_what_fits_best() {
    assert!(matches!(
        decode(json!({"plan": {"id": "1"}})),
        Payment::WithPlan(_)
    ));
    // Both fit; the first one has no `coupon`.
    assert!(matches!(
        decode(json!({"plan_id": "1", "coupon": "x"})),
        Payment::WithPlanId(_)
    ));
    // Both fit equally; the first wins.
    assert!(matches!(decode(json!({"plan_id": "1"})), Payment::Loose(_)));
    assert_eq!(decode::<Payment>(json!(1)), Payment::Number(1));
    assert_eq!(decode::<Payment>(json!("x")), Payment::Text("x".into()));
    assert_eq!(decode::<Payment>(json!([1, 2])), Payment::Many(vec![1, 2]));
    assert_eq!(decode::<Payment>(json!(null)), Payment::Nothing);
    for value in [
        json!({"plan": {"id": "1"}}),
        json!({"plan_id": "1"}),
        json!(1),
        json!("x"),
        json!([1]),
        json!(null),
    ] {
        round_trip::<Payment>(&value);
    }
    let plan = WithPlan {
        plan: User {
            id: "1".into(),
            age: None,
        },
    };
    assert_eq!(
        Payment::from(plan.clone()),
        Payment::WithPlan(Box::new(plan))
    );
}

#[test]
fn untagged_union_says_what_each_branch_lacked() {
    assert_eq!(
        error::<Strict>(r#"{"plan": {}}"#),
        "fits none of WithPlan (at `plan`: missing field `id`), WithPlanId (missing field `plan_id`)"
    );
    let message = error::<Paid>(r#"{"payment": [1, "x"]}"#);
    assert!(
        message.starts_with("at `payment`: fits none of WithPlan ("),
        "{message}"
    );
    assert!(
        message.contains("Many (at `[1]`: invalid type: string \"x\", expected i64)"),
        "{message}"
    );
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Patch {
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    name: Nullable<String>,
}

#[test]
fn nullable_says_three_things() {
    for (patch, json) in [
        (
            Patch {
                name: Nullable::Absent,
            },
            json!({}),
        ),
        (
            Patch {
                name: Nullable::Null,
            },
            json!({"name": null}),
        ),
        (
            Patch {
                name: "x".to_owned().into(),
            },
            json!({"name": "x"}),
        ),
    ] {
        assert_eq!(serde_json::to_value(&patch).unwrap(), json);
        assert_eq!(decode::<Patch>(json), patch);
    }
    assert_eq!(Nullable::Value(1).as_option(), Some(Some(&1)));
    assert_eq!(Nullable::<u8>::Null.as_option(), Some(None));
    assert_eq!(Nullable::<u8>::Absent.as_option(), None);
    assert_eq!(
        Nullable::Value(1).map(|value| value + 1).into_value(),
        Some(2)
    );
    assert!(Nullable::<u8>::Null.is_null() && Nullable::<u8>::Null.value().is_none());
}

#[test]
fn nullable_converts_from_and_to_options() {
    assert_eq!(Nullable::from(Some(1)), Nullable::Value(1));
    assert_eq!(Nullable::<u8>::from(None), Nullable::Absent);
    assert_eq!(Nullable::or_null(Some(1)), Nullable::Value(1));
    assert_eq!(Nullable::<u8>::or_null(None), Nullable::Null);
    for nullable in [Nullable::Absent, Nullable::Null, Nullable::Value(1)] {
        assert_eq!(Option::<u8>::from(nullable), nullable.into_value());
        assert_eq!(Nullable::from_option(nullable.into_option()), nullable);
        assert_eq!(
            nullable.into_option(),
            nullable.as_option().map(Option::<&u8>::copied)
        );
    }
    let text = Nullable::Value("a".to_owned());
    assert_eq!(text.as_ref().into_value(), text.value());
    assert_eq!(text.as_deref(), Nullable::Value("a"));
    assert_eq!(Nullable::<String>::Null.as_deref(), Nullable::Null);
}

#[derive(Debug, Deserialize)]
struct Required {
    #[serde(deserialize_with = "crate::runtime::required_nullable")]
    name: Option<String>,
}

#[test]
fn required_nullable_must_be_there() {
    assert_eq!(decode::<Required>(json!({"name": null})).name, None);
    assert_eq!(
        decode::<Required>(json!({"name": "x"})).name.as_deref(),
        Some("x")
    );
    assert_eq!(error::<Required>("{}"), "at `name`: missing field `name`");
}

#[test]
fn base64_accepts_both_alphabets() {
    for text in ["-_-_", "+/+/", "+/8=", "-_8", ""] {
        let bytes: Base64 = decode(json!(text));
        let standard = serde_json::to_value(&bytes).unwrap();
        assert_eq!(decode::<Base64>(standard), bytes);
    }
    assert_eq!(decode::<Base64>(json!("-_8")).as_bytes(), [0xfb, 0xff]);
    assert_eq!(Base64(vec![0xfb, 0xff]).to_string(), "+/8=");
    assert!(error::<Base64>("\"*\"").starts_with("not base64: "));
    assert_eq!(
        format!("{:?}", Base64(b"secret".to_vec())),
        "Base64(6 bytes)"
    );
}

#[test]
fn timestamps_are_rfc_3339() {
    let value: Timestamp = decode(json!("2023-12-01T05:00:00.401Z"));
    assert_eq!(
        serde_json::to_value(value).unwrap(),
        json!("2023-12-01T05:00:00.401Z")
    );
    assert_eq!(
        decode::<Timestamp>(json!("2023-12-01T07:00:00.401+02:00")),
        value
    );
}

/// The macros work where names of the standard library mean something else.
mod shadowed {
    #[allow(dead_code)]
    pub struct Option;
    #[allow(dead_code)]
    pub struct Result;
    #[allow(dead_code)]
    pub struct Box;
    #[allow(dead_code)]
    pub struct Some;
    #[allow(dead_code)]
    pub trait From {}
    #[allow(dead_code)]
    pub trait Into {}
    #[allow(dead_code)]
    pub trait Serialize {}

    #[derive(Debug, Clone, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    pub struct String {
        pub value: i64,
    }

    crate::runtime::string_enum! { #[unknown = Unknown] pub enum Vec { Ok = "ok", Err = "err", None = "none" } }
    crate::runtime::integer_enum! { #[unknown = Unknown] pub enum Ok { Some = 1 } }
    crate::runtime::json_enum! { #[unknown = Unknown] pub enum Err { Some = null } }
    crate::runtime::constant! { pub enum None { Self_ = "none" } }
    crate::runtime::tagged_union! { #[tag = "type"] #[unknown = Unknown] pub enum Default {
        #[write_tag] #[from(String)] Value(String) = "string",
    } }
    crate::runtime::untagged_union! { pub enum Clone { #[from(String)] Value(String), Null } }
}

#[test]
fn macros_do_not_depend_on_names_in_scope() {
    round_trip::<shadowed::Vec>(&json!("err"));
    round_trip::<shadowed::Ok>(&json!(1));
    round_trip::<shadowed::Err>(&json!(null));
    round_trip::<shadowed::None>(&json!("none"));
    round_trip::<shadowed::Default>(&json!({"type": "string", "value": 1}));
    round_trip::<shadowed::Clone>(&json!({"value": 1}));
    round_trip::<shadowed::Clone>(&json!(null));
}
