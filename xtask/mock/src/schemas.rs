//! Compiles the validators of a document's schemas on demand.

mod violation;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonschema::{Draft, Registry, Resource, Validator};
use serde_json::{Value, json};

pub(crate) use self::violation::Violation;
use crate::convert::{Direction, Reading, address, convert, have_directions};
use crate::counted::{Counted, CountedNode};
use crate::document::{Document, Place};
use crate::steps;

/// Address of a schema that refers to one of the document.
const REFERRING: &str = "mock://schema/";

/// Maximum number of cached validators. Each contains all schemas that it refers to, directly and indirectly, so that
/// all of a large document would take gigabytes.
const KEPT: usize = 128;

/// Maximum number of steps for finding the errors of a value, and additional steps for each value in it. The errors of
/// unions contain those of nested unions, so their number can be exponential.
const STEPS_FOR_ERRORS: u64 = 2_000_000;
const STEPS_PER_VALUE: u64 = 100;

/// Message for a value whose validation takes too many steps.
pub(crate) const TOO_MANY_STEPS: &str =
    "the schema combines so many others that it takes too long to check the value";

type Compiled = Arc<Result<Validator<Counted>, String>>;

/// A direction and the address of a schema.
type Key = (Direction, String);

/// Cache of the most recently used validators.
#[derive(Default)]
struct Recent {
    validators: HashMap<Key, (Compiled, u64)>,
    /// Counter of uses.
    clock: u64,
}

impl Recent {
    fn get(&mut self, key: &Key) -> Option<Compiled> {
        self.clock += 1;
        let (compiled, used) = self.validators.get_mut(key)?;
        *used = self.clock;
        Some(Arc::clone(compiled))
    }

    fn insert(&mut self, key: Key, compiled: Compiled) {
        if self.validators.len() >= KEPT {
            let mut uses: Vec<u64> = self.validators.values().map(|(_, used)| *used).collect();
            uses.sort_unstable();
            let middle = uses.get(uses.len() / 2).copied().unwrap_or_default();
            self.validators.retain(|_, (_, used)| *used > middle);
        }
        self.validators.insert(key, (compiled, self.clock));
    }
}

/// The schemas of a document.
#[derive(Default)]
pub(crate) struct Schemas {
    requests: OnceLock<Result<Registry<'static>, String>>,
    responses: OnceLock<Result<Registry<'static>, String>>,
    has_directions: OnceLock<bool>,
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
        let key = (direction, address(document, schema));
        let lock = || self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(compiled) = lock().get(&key) {
            return compiled;
        }
        let compiled = Arc::new(self.compile(document, direction, &key.1));
        lock().insert(key, Arc::clone(&compiled));
        compiled
    }

    fn compile(
        &self,
        document: &Document,
        direction: Direction,
        address: &str,
    ) -> Result<Validator<Counted>, String> {
        let registry = match direction {
            Direction::Request => &self.requests,
            Direction::Response => &self.responses,
        };
        let registry = registry.get_or_init(|| register(document, direction, self.reading));
        jsonschema::options_for::<Counted>()
            .with_draft(Draft::Draft202012)
            .with_registry(registry.as_ref().map_err(Clone::clone)?)
            .with_base_uri(REFERRING)
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
            recent.insert(key(index), Arc::new(Err(index.to_string())));
            assert!(recent.get(&key(0)).is_some(), "{index}");
        }
        assert!(recent.validators.len() <= KEPT);
        assert!(recent.get(&key(1)).is_none());
        assert!(recent.get(&key(2 * KEPT - 1)).is_some());
    }
}
