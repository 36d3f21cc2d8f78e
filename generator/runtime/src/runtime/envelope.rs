//! Envelopes: JSON around the payload of a request or response, which is the same for many operations and can report
//! an error whatever the status is. GraphQL over HTTP is the best known.

use serde_json::value::RawValue;

use super::client::description::Envelope;
use super::response::decode::strip_byte_order_mark;
use super::types::Map;

impl Envelope {
    /// Returns whether a body reports an error.
    pub(crate) fn is_refusal(&self, body: &[u8]) -> bool {
        let Some(root) = root(body) else {
            return false;
        };
        let refused = |pointer: &&str| find(root, pointer).is_some_and(says_something);
        let is_false =
            |pointer: &&str| find(root, pointer).is_some_and(|value| value.get() == "false");
        self.errors.iter().any(refused) || self.success.iter().any(is_false)
    }
}

/// Returns the value at a pointer, unless it is null, false or empty.
pub(crate) fn present<'b>(body: &'b [u8], pointer: &str) -> Option<&'b str> {
    let value = find(root(body)?, pointer)?;
    says_something(value).then(|| value.get())
}

/// Returns the offset in the body of the value at a pointer, and its text.
pub(crate) fn locate<'b>(
    body: &[u8],
    root: &'b RawValue,
    pointer: &str,
) -> Option<(usize, &'b [u8])> {
    let text = find(root, pointer)?.get().as_bytes();
    // The text is borrowed from the body.
    let offset = text.as_ptr().addr().checked_sub(body.as_ptr().addr())?;
    Some((offset, text))
}

/// Returns the whole body, if it is JSON.
fn root(body: &[u8]) -> Option<&RawValue> {
    serde_json::from_slice(strip_byte_order_mark(body)).ok()
}

/// Returns the value at a JSON pointer (RFC 6901); `*` is the only property of an object.
fn find<'b>(root: &'b RawValue, pointer: &str) -> Option<&'b RawValue> {
    let mut value = root;
    for step in pointer.split('/').skip(1) {
        let text = value.get();
        value = if text.starts_with('[') {
            let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            items.get(step.parse::<usize>().ok()?).copied()?
        } else {
            let members: Map<&RawValue> = serde_json::from_str(text).ok()?;
            member(&members, step)?
        };
    }
    Some(value)
}

fn member<'b>(members: &Map<&'b RawValue>, step: &str) -> Option<&'b RawValue> {
    let name = step.replace("~1", "/").replace("~0", "~");
    match members.get(&name) {
        None if step == "*" && members.len() == 1 => members.values().next().copied(),
        found => found.copied(),
    }
}

/// Returns whether a value is not null, not false, and not an empty text, list or object.
fn says_something(value: &RawValue) -> bool {
    let text = value.get();
    let inside = |open, close| {
        text.strip_prefix(open)
            .and_then(|rest: &str| rest.strip_suffix(close))
    };
    let is_empty = inside('[', ']')
        .or_else(|| inside('{', '}'))
        .is_some_and(|inside| inside.trim().is_empty());
    !is_empty && !matches!(text, "null" | "false" | "\"\"")
}

/// Returns the text at a pointer, or the number as text.
pub(crate) fn scalar(body: &[u8], pointer: &str) -> Option<String> {
    match serde_json::from_str(present(body, pointer)?).ok()? {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
