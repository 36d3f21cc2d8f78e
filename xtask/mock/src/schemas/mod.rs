//! Compiles the validators of a document's schemas on demand.

pub(crate) mod convert;
pub(crate) mod counted;
mod memory;
pub(crate) mod steps;
pub(crate) mod strict;
mod violation;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonschema::{Draft, PatternOptions, Registry, Resource, Validator};
use serde_json::{Value, json};

use self::memory::{Limits, MEMORY};
pub(crate) use self::violation::Violation;
use crate::document::{Document, Place};
use crate::schemas::convert::{Direction, Reading, address, convert, have_directions};
use crate::schemas::counted::{Counted, CountedNode};

/// Address of a schema that refers to one of the document.
const REFERRING: &str = "mock://schema/";

/// Maximum number of cached validators. Each contains all schemas that it refers to, directly and indirectly, so that
/// all of a large document would take gigabytes. [`MEMORY`] limits them further.
const KEPT: usize = 128;

/// Maximum number of steps for finding the errors of a value, and additional steps for each value in it. The errors of
/// unions contain those of nested unions, so their number can be exponential.
const STEPS_FOR_ERRORS: u64 = 2_000_000;
const STEPS_PER_VALUE: u64 = 100;

/// Message for a value whose validation takes too many steps.
pub(crate) const TOO_MANY_STEPS: &str =
    "the schema combines so many others that it takes too long to check the value";

type Compiled = Arc<Result<Validator<Counted>, String>>;

/// A direction and the location of a schema.
type Key = (Direction, String);

/// Cache of the most recently used validators.
#[derive(Default)]
struct Recent {
    validators: HashMap<Key, Used>,
    /// Counter of uses.
    clock: u64,
    /// Approximate memory of all validators in bytes.
    memory: usize,
}

/// A cached validator.
struct Used {
    compiled: Compiled,
    /// Clock at the last use.
    at: u64,
    /// Approximate memory in bytes.
    memory: usize,
}

impl Recent {
    fn get(&mut self, key: &Key) -> Option<Compiled> {
        self.clock += 1;
        let used = self.validators.get_mut(key)?;
        used.at = self.clock;
        Some(Arc::clone(&used.compiled))
    }

    fn insert(&mut self, key: Key, compiled: Compiled, memory: usize) {
        // Another thread may have compiled the same validator.
        if let Some(replaced) = self.validators.remove(&key) {
            self.memory = self.memory.saturating_sub(replaced.memory);
        }
        while !self.validators.is_empty()
            && (self.validators.len() >= KEPT || self.memory.saturating_add(memory) > MEMORY)
        {
            let mut uses: Vec<u64> = self.validators.values().map(|used| used.at).collect();
            uses.sort_unstable();
            let middle = uses.get(uses.len() / 2).copied().unwrap_or_default();
            self.validators.retain(|_, used| used.at > middle);
            let kept = self.validators.values().map(|used| used.memory);
            self.memory = kept.fold(0, usize::saturating_add);
        }
        self.memory = self.memory.saturating_add(memory);
        let at = self.clock;
        let used = Used {
            compiled,
            at,
            memory,
        };
        self.validators.insert(key, used);
    }
}

/// The schemas of a document.
#[derive(Default)]
pub(crate) struct Schemas {
    requests: OnceLock<Result<Registry<'static>, String>>,
    responses: OnceLock<Result<Registry<'static>, String>>,
    /// For schemas that are neither sent nor received.
    unused: OnceLock<Result<Registry<'static>, String>>,
    has_directions: OnceLock<bool>,
    limits: OnceLock<Limits>,
    reading: Reading,
    recent: Mutex<Recent>,
}

impl Schemas {
    /// Reads schemas as their authors intend.
    pub(crate) fn as_intended() -> Self {
        Self {
            reading: Reading::Intended,
            ..Self::default()
        }
    }

    /// Returns the problems of a value. Fails if the schema cannot be used, or if validation takes too many steps.
    pub(crate) fn check(
        &self,
        document: &Document,
        direction: Direction,
        schema: &Place<'_>,
        value: &Value,
    ) -> Result<Vec<Violation>, String> {
        let checked = steps::run(|| {
            let compiled = self.compiled(document, direction, schema);
            let validator = compiled.as_ref().as_ref().map_err(Clone::clone)?;
            let node = CountedNode(value);
            if validator.is_valid(node) {
                return Ok(Vec::new());
            }
            let _budget = steps::Budget::new(STEPS_FOR_ERRORS + STEPS_PER_VALUE * values(value));
            let errors = steps::run(|| violation::violations(validator.iter_errors(node)));
            Ok(errors.unwrap_or_else(|steps::Spent| vec![Violation::unknown()]))
        });
        checked.unwrap_or_else(|steps::Spent| Err(TOO_MANY_STEPS.to_owned()))
    }

    /// Returns true if a value is valid. A schema that cannot be used allows any value, and one that takes too many
    /// steps allows none.
    pub(crate) fn allows(
        &self,
        document: &Document,
        direction: Direction,
        schema: &Place<'_>,
        value: &Value,
    ) -> bool {
        let allows = steps::run(|| {
            let compiled = self.compiled(document, direction, schema);
            let validator = compiled.as_ref().as_ref();
            validator.map_or(true, |validator| validator.is_valid(CountedNode(value)))
        });
        allows.unwrap_or(false)
    }

    /// Returns true if a value is invalid in a way that types express: types, required properties, constants, forbidden
    /// properties. False if it is valid, violates only limits and patterns, or takes too many steps.
    pub(crate) fn differs_in_structure(
        &self,
        document: &Document,
        direction: Direction,
        schema: &Place<'_>,
        value: &Value,
    ) -> bool {
        let differs = steps::run(|| {
            let compiled = self.compiled(document, direction, schema);
            compiled.as_ref().as_ref().is_ok_and(|validator| {
                let mut errors = validator.iter_errors(CountedNode(value));
                errors.any(|error| violation::is_of_structure(&error))
            })
        });
        differs.unwrap_or(false)
    }

    fn compiled(&self, document: &Document, direction: Direction, schema: &Place<'_>) -> Compiled {
        // If no property has only one direction, one validator serves both.
        let direction = if *self
            .has_directions
            .get_or_init(|| have_directions(document))
        {
            direction
        } else {
            Direction::Response
        };
        // Unlike the address, the location does not depend on other parts of the document.
        let key = (direction, document.pointer(schema));
        let lock = || self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(compiled) = lock().get(&key) {
            return compiled;
        }
        let address = address(document, schema);
        let limits = self.limits.get_or_init(|| Limits::of(document));
        let (compiled, memory) = match limits.memory(document, schema) {
            Ok(memory) => (self.compile(document, direction, &address, *limits), memory),
            Err(reason) => (
                Err(format!("the schema {address} cannot be used: {reason}")),
                0,
            ),
        };
        let compiled = Arc::new(compiled);
        lock().insert(key, Arc::clone(&compiled), memory);
        compiled
    }

    fn compile(
        &self,
        document: &Document,
        direction: Direction,
        address: &str,
        limits: Limits,
    ) -> Result<Validator<Counted>, String> {
        let registry = match direction {
            Direction::Request => &self.requests,
            Direction::Response => &self.responses,
            Direction::Neither => &self.unused,
        };
        let registry = registry.get_or_init(|| register(document, direction, self.reading));
        jsonschema::options_for::<Counted>()
            .with_draft(Draft::Draft202012)
            .with_registry(registry.as_ref().map_err(Clone::clone)?)
            .with_base_uri(REFERRING)
            .with_pattern_options(PatternOptions::fancy_regex().size_limit(limits.pattern))
            .offline()
            .should_validate_formats(true)
            .with_format("byte", is_base64)
            .build(&json!({ "$ref": address }))
            .map_err(|error| format!("the schema {address} cannot be used: {error}"))
    }
}

/// Returns the number of values in a value, including itself.
fn values(value: &Value) -> u64 {
    1 + match value {
        Value::Array(items) => items.iter().map(values).sum(),
        Value::Object(members) => members.values().map(values).sum(),
        _ => 0,
    }
}

fn register(
    document: &Document,
    direction: Direction,
    reading: Reading,
) -> Result<Registry<'static>, String> {
    let files = convert(document, direction, reading);
    let resources = files
        .into_iter()
        .enumerate()
        .map(|(file, value)| -> (String, Resource) {
            (
                document.file_address(file),
                Draft::Draft202012.create_resource(value),
            )
        });
    Registry::new()
        .extend(resources)
        .and_then(jsonschema::RegistryBuilder::prepare)
        .map_err(|error| error.to_string())
}

/// Returns true for base64 (RFC 4648, section 4) as `format: byte` requires it (`OpenAPI` 3.0.3, section 4.4).
fn is_base64(text: &str) -> bool {
    STANDARD.decode(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_validators_that_were_used_last_are_kept() {
        let key = |index: usize| (Direction::Request, index.to_string());
        let mut recent = Recent::default();
        for index in 0..2 * KEPT {
            recent.insert(key(index), Arc::new(Err(index.to_string())), 0);
            assert!(recent.get(&key(0)).is_some(), "{index}");
        }
        assert!(recent.validators.len() <= KEPT);
        assert!(recent.get(&key(1)).is_none());
        assert!(recent.get(&key(2 * KEPT - 1)).is_some());
    }

    #[test]
    fn cached_validators_fit_in_memory() {
        let key = |name: &str| (Direction::Request, name.to_owned());
        let mut recent = Recent::default();
        for index in 0..10 {
            let name = index.to_string();
            assert!(recent.get(&key(&name)).is_none(), "{index}");
            recent.insert(key(&name), Arc::new(Err(name)), MEMORY / 3);
            assert!(recent.memory <= MEMORY, "{index}");
            assert!(recent.validators.len() <= 3, "{index}");
            // The last ones stay.
            for last in [index.max(1) - 1, index] {
                let last = key(&last.to_string());
                assert!(recent.validators.contains_key(&last), "{index}: {last:?}");
            }
        }
        let large = key("large");
        assert!(recent.get(&large).is_none());
        recent.insert(large.clone(), Arc::new(Err(String::new())), 2 * MEMORY);
        assert_eq!(recent.validators.len(), 1);
        assert!(recent.get(&large).is_some());
    }

    /// Two threads can compile the same validator.
    #[test]
    fn a_replaced_validator_counts_once() {
        let key = |name: &str| (Direction::Request, name.to_owned());
        let compiled = || Arc::new(Err(String::new()));
        let mut recent = Recent::default();
        for name in ["other", "same", "same", "same"] {
            assert!(recent.get(&key(name)).is_none() || name == "same");
            recent.insert(key(name), compiled(), MEMORY / 2);
        }
        assert_eq!(recent.memory, MEMORY / 2 * 2);
        assert!(recent.get(&key("other")).is_some());
        recent.insert(key("same"), compiled(), 1);
        assert_eq!(recent.memory, MEMORY / 2 + 1);
    }

    /// The address of a branch depends on all branches. It is not computed again for a cached validator.
    #[test]
    fn cached_validators_are_found_in_constant_time() {
        let count = 1_000;
        let branches: Vec<Value> = (0..count)
            .map(|_| json!({"allOf": [{"$ref": "#/components/schemas/Base"}]}))
            .collect();
        let text = json!({
            "openapi": "3.1.0",
            "components": {"schemas": {
                "Base": {"type": "object", "discriminator": {"propertyName": "k"}},
                "Union": {"oneOf": branches},
            }},
        });
        let document = Document::parse(&text.to_string()).expect("the document is read");
        let schemas = Schemas::default();
        let branch = document
            .place(0, "/components/schemas/Union/oneOf/0")
            .expect("the branch exists");
        for _ in 0..20 * count {
            assert!(schemas.allows(&document, Direction::Request, &branch, &json!({})));
        }
    }

    #[test]
    fn patterns_have_a_common_limit() {
        let checked = |count: usize| {
            let properties: serde_json::Map<String, Value> = (0..count)
                .map(|index| {
                    (
                        format!("a{index}"),
                        json!({"pattern": format!("{index}\\p{{L}}{{50}}")}),
                    )
                })
                .collect();
            let text = json!({
                "openapi": "3.1.0",
                "components": {"schemas": {
                    "Many": {"properties": properties},
                    "Plain": {"pattern": "^[a-z]+$"},
                }},
            });
            let document = Document::parse(&text.to_string()).expect("the document is read");
            let schemas = Schemas::default();
            ["Many", "Plain"].map(|name| {
                let pointer = format!("/components/schemas/{name}");
                let place = document.place(0, &pointer).expect("the schema exists");
                let value = json!({"a0": "x"});
                schemas.check(&document, Direction::Request, &place, &value)
            })
        };
        let [many, plain] = checked(10);
        assert_eq!(many.map(|problems| problems.len()), Ok(1));
        assert_eq!(plain.map(|problems| problems.len()), Ok(0));
        let [many, plain] = checked(300);
        let reason = many.expect_err("the patterns exceed the limit");
        assert!(
            reason.ends_with("the regular expressions of the document need too much memory"),
            "{reason}"
        );
        assert_eq!(plain.map(|problems| problems.len()), Ok(0));
    }
}
