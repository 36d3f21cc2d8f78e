//! Every operation and every webhook of the document against a mock of it: with required members alone, with every member, with null
//! wherever it is allowed and with the document's examples; and every status that it declares.
//!
//! The mock judges requests by the document alone. What it makes of the schemas must arrive as it was sent, in both
//! directions: nothing that the document describes may be lost or changed on its way through the types.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;

use generated::runtime::Timestamp;
use generated::runtime::webhook::Verifier;
use generated::whop::{Call, Client, Error, ErrorBody, types};
use mock::{Fill, Mock, Options, QueryArrays, RecordedRequest, Running, SampleRequest, Verdict};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::builder;

/// Calls an operation with these values.
type Drive = fn(&Client, &Wanted<'_>) -> Exchange;

/// The status of a response and its body, written again from the type that it was read into.
type Exchange = Pin<Box<dyn Future<Output = Result<(u16, Value), Error>>>>;

include!(concat!(env!("OUT_DIR"), "/whop_operations.rs"));

/// What is sent, and what the mock is asked to answer.
struct Wanted<'a> {
    sample: &'a SampleRequest,
    status: &'a str,
    fill: &'a str,
}

impl Wanted<'_> {
    /// A value of the path.
    fn text(&self, name: &str) -> &str {
        self.sample.parameters["path"][name].as_str().unwrap()
    }

    /// Another parameter; null is none.
    fn parameter<T: DeserializeOwned>(&self, location: &str, name: &str) -> T {
        read(&self.sample.parameters[location][name], name)
    }

    fn body<T: DeserializeOwned>(&self) -> T {
        read(self.sample.body.as_ref().unwrap_or(&Value::Null), "body")
    }
}

fn read<T: DeserializeOwned>(value: &Value, name: &str) -> T {
    T::deserialize(value).unwrap_or_else(|error| panic!("{name}: {error}: {value}"))
}

fn exchange<T: Serialize + 'static>(call: Call<T>, wanted: &Wanted<'_>) -> Exchange {
    let call = call.header("x-mock-status", wanted.status);
    let call = call.header("x-mock-fill", wanted.fill).with_response();
    Box::pin(async move {
        let response = call.await?;
        let status = response.status().as_u16();
        Ok((status, serde_json::to_value(response.into_body()).unwrap()))
    })
}

/// The secret of webhooks: base64 behind the prefix.
const SECRET: &str = "whsec_c2VjcmV0";

/// The names of the ways to fill values.
const FILLS: [(&str, Fill); 4] = [
    ("required", Fill::Required),
    ("all", Fill::All),
    ("null", Fill::Null),
    ("example", Fill::Example),
];

#[tokio::test]
async fn every_operation_and_every_declared_status() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.documented.yml");
    let exchanges = drive_all(&document, &FILLS, |_| true).await;
    assert_eq!(exchanges, statuses(&document, |_| true) * FILLS.len());
}

/// Each branch of every union arrives as what it is, and each of the first values of every enum.
#[tokio::test]
async fn every_branch_of_every_union() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.documented.yml");
    let largest = largest_union(&parsed(&document));
    // A union within a union, most of which have two branches (one of them null), has its turns too.
    let turns: Vec<(String, Fill)> = (1..=u8::try_from(largest * 2).unwrap())
        .map(|turn| (format!("turn-{turn}"), Fill::Turn(turn)))
        .collect();
    let turns: Vec<(&str, Fill)> = turns.iter().map(|(name, fill)| (&**name, *fill)).collect();
    let exchanges = drive_all(&document, &turns, is_success).await;
    assert_eq!(exchanges, statuses(&document, is_success) * turns.len());
    assert_eq!(
        receive_all(&document, &turns),
        webhooks(&document) * turns.len()
    );
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

fn parsed(document: &Path) -> Value {
    serde_yaml::from_str(&std::fs::read_to_string(document).unwrap()).unwrap()
}

/// The operations of a document by `operationId`, with the statuses that each declares.
fn operations(document: &Path) -> BTreeMap<String, Vec<String>> {
    let document = parsed(document);
    let items = document["paths"].as_object().unwrap().values();
    let operations = items.flat_map(|item| item.as_object().unwrap().values());
    let operations = operations.filter_map(|operation| {
        let id = operation.get("operationId")?.as_str()?;
        let statuses = operation["responses"].as_object()?.keys();
        Some((id.to_owned(), statuses.cloned().collect()))
    });
    let operations: BTreeMap<_, Vec<_>> = operations.collect();
    assert!(!operations.is_empty());
    operations
}

/// How many statuses the operations of a document declare that are driven.
fn statuses(document: &Path, is_wanted: impl Fn(&str) -> bool) -> usize {
    let operations = operations(document);
    let driven = OPERATIONS.iter().filter_map(|(id, _)| operations.get(*id));
    let statuses = driven.flatten().filter(|status| is_wanted(status));
    statuses.count()
}

/// How many webhooks a document has.
fn webhooks(document: &Path) -> usize {
    let document = parsed(document);
    let webhooks = document.get("webhooks").and_then(Value::as_object);
    webhooks.map_or(0, Map::len)
}

/// How many branches the union with the most of them has.
fn largest_union(node: &Value) -> usize {
    let branches = |name: &str, node: &Value| match node {
        Value::Array(branches) if matches!(name, "oneOf" | "anyOf") => branches.len(),
        _ => 0,
    };
    match node {
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| branches(name, member).max(largest_union(member)))
            .max()
            .unwrap_or_default(),
        Value::Array(items) => items.iter().map(largest_union).max().unwrap_or_default(),
        _ => 0,
    }
}

/// The document as it is published has examples of what the bundled one says facts of.
#[tokio::test]
async fn every_example_of_the_published_document() {
    let Some(document) = published() else {
        return;
    };
    let exchanges = drive_all(&document, &[("example", Fill::Example)], |_| true).await;
    assert_eq!(exchanges, statuses(&document, |_| true));
}

/// The document as it is published, where it is beside the repository.
fn published() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/whop/upstream");
    let document = folder.join("openapi.documented.yml");
    if document.exists() {
        return Some(document);
    }
    eprintln!("SKIPPED: there is no {}", document.display());
    None
}

/// Every webhook of the document is verified and read as the event that it is.
#[test]
fn every_webhook() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.documented.yml");
    assert_eq!(
        receive_all(&document, &FILLS),
        webhooks(&document) * FILLS.len()
    );
}

#[test]
fn every_webhook_of_the_published_document() {
    if let Some(document) = published() {
        let received = receive_all(&document, &[("example", Fill::Example)]);
        assert_eq!(received, webhooks(&document));
    }
}

/// Receives all webhooks of a document; how many.
fn receive_all(document: &Path, fills: &[(&str, Fill)]) -> usize {
    let mock = Mock::start(document, Options::new()).unwrap();
    let sender = Verifier::new(SECRET).unwrap();
    let mut received = 0;
    for (fill, kind) in fills {
        for (name, sent) in mock.sample_webhooks(*kind) {
            let (body, now) = (sent.to_string(), Timestamp::now());
            let headers = [
                ("webhook-id", "msg_1".to_owned()),
                ("webhook-timestamp", now.as_second().to_string()),
                (
                    "webhook-signature",
                    sender.sign("msg_1", now, body.as_bytes()),
                ),
            ];
            let event = generated::whop::webhooks::unwrap(body.as_bytes(), &headers[..], SECRET);
            let event = event.unwrap_or_else(|error| panic!("{name} {fill}: {error}"));
            assert!(!event.is_unknown(), "{name} {fill}");
            let read = serde_json::to_value(event).unwrap();
            assert_eq!(read["type"], json!(name), "{fill}");
            compare(&name, &sent, &read, Nulls::MayBeLeftOut).unwrap();
            received += 1;
        }
    }
    received
}

/// Every operation of the bundled document is called, or is left out for a reason.
#[test]
fn no_operation_is_missing() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.documented.yml");
    let mut known: BTreeSet<String> = OPERATIONS.iter().map(|(id, _)| (*id).to_owned()).collect();
    assert!(!known.is_empty());
    for (id, reason) in LEFT_OUT {
        eprintln!("SKIPPED: {id}: {reason}");
        known.insert((*id).to_owned());
    }
    known.retain(|id| !id.contains(' '));
    assert_eq!(known, operations(&document).into_keys().collect());
}

/// Calls the operations of a document that the bindings have with everything that a mock of it makes of it, for the
/// statuses that are wanted; how often.
async fn drive_all(
    document: &Path,
    fills: &[(&str, Fill)],
    is_wanted: impl Fn(&str) -> bool,
) -> usize {
    let options = Options::new().query_arrays(QueryArrays::Brackets);
    let mock = Mock::start(document, options).unwrap();
    let client = builder(mock.base_url()).build().unwrap();
    let declared = mock.operations();
    let mut faults = Vec::new();
    let mut exchanges = 0;
    for (id, drive) in OPERATIONS {
        let mut declared = declared.iter();
        let Some(operation) = declared.find(|known| known.id.as_deref() == Some(*id)) else {
            continue;
        };
        for (fill, kind) in fills {
            let sample = mock.sample_request(id, *kind).unwrap();
            let statuses = operation.statuses.iter();
            for status in statuses.filter(|status| is_wanted(status)) {
                let status = &one_of(status);
                let wanted = Wanted {
                    sample: &sample,
                    status,
                    fill,
                };
                let outcome = drive(&client, &wanted).await;
                let found = judge(&mock, &wanted, id, outcome);
                faults.extend(
                    found
                        .err()
                        .map(|fault| format!("{id} {status} {fill}: {fault}")),
                );
                exchanges += 1;
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
    exchanges
}

/// A status that a response is declared for: by itself, by a range, or by default.
fn one_of(declared: &str) -> String {
    match declared {
        "default" => "599".to_owned(),
        declared => declared.replace(['X', 'x'], "9"),
    }
}

/// What is wrong with the only exchange since the last one was judged.
fn judge(
    mock: &Running,
    wanted: &Wanted<'_>,
    id: &str,
    outcome: Result<(u16, Value), Error>,
) -> Result<(), String> {
    let requests = mock.take_requests();
    let [request] = requests.as_slice() else {
        return Err(format!("{} requests: {outcome:?}", requests.len()));
    };
    if request.verdict != Verdict::Valid || request.operation.as_deref() != Some(id) {
        return Err(format!("{request}: {:?}", request.problems));
    }
    judge_request(request, wanted.sample)?;
    let sent = match request.reply.as_ref() {
        [] => Value::Null,
        reply => serde_json::from_slice(reply).map_err(|error| error.to_string())?,
    };
    let (status, decoded) = match outcome {
        Ok(success) => success,
        Err(error) => refused(&error, &sent)?,
    };
    if status.to_string() != wanted.status {
        return Err(format!("the status {status}"));
    }
    compare("the response", &sent, &decoded, Nulls::MayBeLeftOut)
}

/// The request says what the sample says: null where that is null, and nothing where that says nothing.
fn judge_request(request: &RecordedRequest, sample: &SampleRequest) -> Result<(), String> {
    match (&sample.body, request.body.is_empty()) {
        (None, true) => {}
        (Some(body), false) => {
            let sent = request.json().ok_or("the body is not JSON")?;
            compare("the body", body, &sent, Nulls::Stay)?;
        }
        _ => return Err(format!("{} bytes of body", request.body.len())),
    }
    let parameters = without_nulls(&sample.parameters);
    compare(
        "the parameters",
        &parameters,
        &request.parameters,
        Nulls::Stay,
    )
}

/// The parameters that are sent.
fn without_nulls(parameters: &Value) -> Value {
    let mut kept = Map::new();
    for (location, values) in parameters.as_object().into_iter().flatten() {
        let values = values.as_object().into_iter().flatten();
        let values = values.filter(|(_, value)| !value.is_null());
        let values: Map<String, Value> = values
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if !values.is_empty() {
            kept.insert(location.clone(), Value::Object(values));
        }
    }
    Value::Object(kept)
}

/// The status and the body of a refusal, which is typed and says what the API said.
fn refused(error: &Error, sent: &Value) -> Result<(u16, Value), String> {
    let body = match error.body() {
        Some(body) => error_value(body).ok_or("the body of the error is not JSON")?,
        None if sent.is_null() => Value::Null,
        None => return Err(format!("the body of the error is not typed: {error:?}")),
    };
    let described = sent.get("error").and_then(|error| error.get("message"));
    if !error.is_api() || described.is_some_and(|message| error.message() != message.as_str()) {
        return Err(format!("the error is {error:?}"));
    }
    let status = error.status().ok_or("the error has no status")?;
    Ok((status.as_u16(), body))
}

/// What becomes of members that are null.
#[derive(Clone, Copy, PartialEq)]
enum Nulls {
    Stay,
    /// A response tells null from absent nowhere.
    MayBeLeftOut,
}

/// Where two values differ.
fn compare(place: &str, expected: &Value, found: &Value, nulls: Nulls) -> Result<(), String> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            let names: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
            for name in names {
                let place = format!("{place}/{name}");
                match (expected.get(name), found.get(name)) {
                    (Some(expected), Some(found)) => compare(&place, expected, found, nulls)?,
                    (Some(Value::Null), None) | (None, Some(Value::Null))
                        if nulls == Nulls::MayBeLeftOut => {}
                    (expected, found) => {
                        return Err(format!("{place}: {expected:?} has become {found:?}"));
                    }
                }
            }
            Ok(())
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            let items = expected.iter().zip(found).enumerate();
            let mut items = items.map(|(index, (expected, found))| {
                compare(&format!("{place}/{index}"), expected, found, nulls)
            });
            items.try_for_each(|compared| compared)
        }
        _ if same(expected, found) => Ok(()),
        _ => Err(format!("{place}: {expected} has become {found}")),
    }
}

/// Whether two scalars mean the same: a moment and a number can be written in several ways.
fn same(expected: &Value, found: &Value) -> bool {
    let moment = |value: &Value| value.as_str()?.parse::<Timestamp>().ok();
    expected == found
        || expected.is_number() && expected.as_f64() == found.as_f64()
        || moment(expected).is_some_and(|expected| Some(expected) == moment(found))
}

#[test]
fn what_is_lost_or_changed_is_found() {
    use Nulls::{MayBeLeftOut, Stay};

    let with = |member: &str, value: Value| {
        let mut sent =
            json!({"id": "a", "at": "2026-01-02T03:04:05Z", "list": [{"n": 1}], "none": null});
        sent[member] = value;
        sent
    };
    let sent = with("id", json!("a"));
    let differs = |found: Value, nulls| compare("it", &sent, &found, nulls).err();
    assert_eq!(
        differs(with("at", json!("2026-01-02T04:04:05+01:00")), Stay),
        None
    );
    assert_eq!(differs(with("list", json!([{"n": 1.0}])), Stay), None);
    assert_eq!(
        differs(
            json!({"id": "a", "at": "2026-01-02T03:04:05Z", "list": [{"n": 1}]}),
            MayBeLeftOut
        ),
        None
    );
    for (found, nulls) in [
        (
            json!({"id": "a", "at": "2026-01-02T03:04:05Z", "list": [{"n": 1}]}),
            Stay,
        ),
        (
            json!({"at": "2026-01-02T03:04:05Z", "list": [{"n": 1}]}),
            MayBeLeftOut,
        ),
        (with("at", json!("2026-01-02T03:04:06Z")), MayBeLeftOut),
        (with("list", json!([])), MayBeLeftOut),
        (with("list", json!([{"n": 2}])), MayBeLeftOut),
        (with("id", json!(null)), MayBeLeftOut),
        (with("none", json!("")), MayBeLeftOut),
        (with("more", json!(1)), MayBeLeftOut),
    ] {
        assert!(differs(found.clone(), nulls).is_some(), "{found}");
    }
}
