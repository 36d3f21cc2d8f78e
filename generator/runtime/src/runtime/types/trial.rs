//! The state of decoding unions whose values do not name their variant: how badly a variant fits, and the results for
//! parts of a value. Keeping the results avoids computing them again for each variant that contains the part.

use std::any::{Any, TypeId};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::json::ValueError;

thread_local! {
    /// The misfit: the number of decoded values that their type does not describe. It is thread-local, because enums
    /// are decoded by any deserializer, which could not return it to the union around them.
    static MISFIT: Cell<usize> = const { Cell::new(0) };
    /// Whether the object that is being decoded has a property with an unlisted value.
    static UNLISTED: Cell<bool> = const { Cell::new(false) };
    /// The trial for a union inside another one. The visitor between them cannot pass it.
    static HANDED: RefCell<Option<UnionContext>> = const { RefCell::new(None) };
}

/// Returns the weight of a value: the number of values in it, including itself.
pub(super) fn weight(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(weight).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(weight).sum::<usize>(),
        _ => 1,
    }
}

/// Adds to the misfit.
pub(super) fn note_misfit(amount: usize) {
    MISFIT.set(MISFIT.get().saturating_add(amount));
}

/// Records that an enum does not list a scalar. Strictly by the document, the object that contains it does not match
/// the type: a type that allows all its values fits better, even if it keeps fewer properties.
pub(super) fn note_unlisted() {
    note_misfit(2);
    UNLISTED.set(true);
}

/// Decodes an object. If one of its direct properties has an unlisted value, the whole object is a misfit.
pub(super) fn decode_listed<T>(value: &Value, decode: impl FnOnce() -> T) -> T {
    let outer = UNLISTED.replace(false);
    let decoded = decode();
    if UNLISTED.replace(outer) {
        note_misfit(weight(value));
    }
    decoded
}

/// Decodes, and returns the misfit separately instead of adding it.
pub(super) fn measured<T>(decode: impl FnOnce() -> T) -> (T, usize) {
    let outer = MISFIT.replace(0);
    let decoded = decode();
    (decoded, MISFIT.replace(outer))
}

/// A step from a value to a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// To the item or property of this index.
    Inside(usize),
    /// To the same object without a property.
    Without(&'static str),
}

/// The results for the parts of the value that the outermost union decodes.
#[derive(Debug, Default)]
struct Session {
    /// The numbers of the parts, by the number of the value that contains them. Unions decode copies, so addresses do
    /// not identify a part.
    parts: RefCell<HashMap<(usize, Step), usize>>,
    /// The result for each part and union, with its misfit.
    found: RefCell<HashMap<(TypeId, usize), Box<dyn Any>>>,
}

/// The unions that decide on the same value, the innermost first.
#[derive(Debug)]
struct Deciding {
    union: TypeId,
    before: Option<Rc<Deciding>>,
}

/// The context in which a union decodes a value.
#[doc(hidden)]
#[derive(Debug, Clone, Default)]
pub struct UnionContext {
    session: Rc<Session>,
    /// The number of the value.
    part: usize,
    /// Whether a union around this one may decode the value again.
    again: bool,
    deciding: Option<Rc<Deciding>>,
}

/// The result of a union for a value, with its misfit.
type Found<T> = Result<(T, usize), ValueError>;

impl UnionContext {
    /// Returns the number of the value.
    pub(super) fn part(&self) -> usize {
        self.part
    }

    /// Returns the number of the value that is one step from a part.
    pub(super) fn step(&self, part: usize, step: Step) -> usize {
        let mut parts = self.session.parts.borrow_mut();
        let next = parts.len() + 1;
        *parts.entry((part, step)).or_insert(next)
    }

    /// Returns the context for a union that tries several variants.
    pub(super) fn repeated(&self) -> Self {
        Self {
            again: true,
            ..self.clone()
        }
    }

    /// Leaves the context of a value to the visitor of a union.
    pub(super) fn hand_over(&self, part: usize, is_same_value: bool) {
        let deciding = self.deciding.clone().filter(|_| is_same_value);
        let trial = Self {
            part,
            deciding,
            ..self.clone()
        };
        HANDED.with_borrow_mut(|handed| *handed = Some(trial));
    }

    /// Returns the context that was left, or begins a new session.
    pub(super) fn taken_over() -> Self {
        HANDED.with_borrow_mut(Option::take).unwrap_or_default()
    }

    /// Returns the context with a union that decides now. Fails if the union already decides on this value: it cannot
    /// be its own variant, because that would recurse forever and add nothing.
    pub(super) fn deciding<T: 'static>(&self) -> Result<Self, ValueError> {
        let union = TypeId::of::<T>();
        let mut link = self.deciding.as_deref();
        while let Some(deciding) = link {
            if deciding.union == union {
                return Err(ValueError::new("is the union itself"));
            }
            link = deciding.before.as_deref();
        }
        let before = self.deciding.clone();
        Ok(Self {
            deciding: Some(Rc::new(Deciding { union, before })),
            ..self.clone()
        })
    }

    /// Returns the earlier result of a union for the value.
    pub(super) fn recall<T: Clone + 'static>(&self) -> Option<Result<T, ValueError>> {
        if !self.again {
            return None;
        }
        let found = self.session.found.borrow();
        let found = found.get(&(TypeId::of::<T>(), self.part))?;
        Some(match found.downcast_ref::<Found<T>>()? {
            Ok((value, misfit)) => {
                note_misfit(*misfit);
                Ok(value.clone())
            }
            Err(error) => Err(error.clone()),
        })
    }

    /// Decodes a value, and remembers the result if it may be requested again.
    pub(super) fn remember<T: Clone + 'static>(
        &self,
        decode: impl FnOnce() -> Result<T, ValueError>,
    ) -> Result<T, ValueError> {
        let (decoded, misfit) = measured(decode);
        note_misfit(misfit);
        if self.again {
            let found: Found<T> = decoded.clone().map(|value| (value, misfit));
            let key = (TypeId::of::<T>(), self.part);
            self.session.found.borrow_mut().insert(key, Box::new(found));
        }
        decoded
    }
}
