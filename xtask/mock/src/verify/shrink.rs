//! Shrinks a value as long as it fails in the same way.

use serde_json::Value;

use crate::document::below;

/// Maximum number of smaller values that are tried.
const TRIES: usize = 200;

/// Returns the smallest failing value that is found.
pub(super) fn shrink(value: &Value, fails: &mut dyn FnMut(&Value) -> bool) -> Value {
    let mut smallest = value.clone();
    let mut tries = 0;
    loop {
        let mut pointers = Vec::new();
        parts(&smallest, "", &mut pointers);
        let before = smallest.clone();
        for pointer in pointers {
            let Some(smaller) = without(&smallest, &pointer) else {
                continue;
            };
            tries += 1;
            if tries > TRIES {
                return smallest;
            }
            if fails(&smaller) {
                smallest = smaller;
            }
        }
        if smallest == before {
            return smallest;
        }
    }
}

/// Collects the pointers of all properties and items, outer ones first.
fn parts(value: &Value, pointer: &str, pointers: &mut Vec<String>) {
    let mut inner: Vec<(String, &Value)> = Vec::new();
    match value {
        Value::Object(members) => {
            inner.extend(
                members
                    .iter()
                    .map(|(name, value)| (below(pointer, name), value)),
            );
        }
        Value::Array(items) => {
            let items = items.iter().enumerate().rev();
            inner.extend(items.map(|(index, value)| (format!("{pointer}/{index}"), value)));
        }
        _ => {}
    }
    pointers.extend(inner.iter().map(|(pointer, _)| pointer.clone()));
    for (pointer, value) in inner {
        parts(value, &pointer, pointers);
    }
}

/// Returns a value without one of its parts. None if the part no longer exists.
fn without(value: &Value, pointer: &str) -> Option<Value> {
    let (parent, name) = pointer.rsplit_once('/')?;
    let mut smaller = value.clone();
    match smaller.pointer_mut(parent)? {
        Value::Object(members) => {
            members.shift_remove(&name.replace("~1", "/").replace("~0", "~"))?;
        }
        Value::Array(items) => {
            let index: usize = name.parse().ok()?;
            if index >= items.len() {
                return None;
            }
            items.remove(index);
        }
        _ => return None,
    }
    Some(smaller)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::shrink;

    #[test]
    fn what_does_not_matter_is_taken_away() {
        let value = json!({"a": [1, {"b": 2, "c/d": 3}], "e": {"f": 1}});
        let smallest = shrink(&value, &mut |value| {
            value
                .pointer("/a")
                .is_some_and(|list| list.to_string().contains('3'))
        });
        assert_eq!(smallest, json!({"a": [{"c/d": 3}]}));
    }
}
