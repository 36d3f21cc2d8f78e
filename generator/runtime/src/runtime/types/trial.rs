//! What is remembered while unions are decoded whose values do not say which type they have: how badly a variant fits,
//! and what a part of a value was found to be, so that it is not found out again for every variant around it.

use std::any::{Any, TypeId};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::json::ValueError;

thread_local! {
    /// How much of what was decoded has no place in its type. Enums are decoded by any deserializer, which could not
    /// carry this to the union around them.
    static MISFIT: Cell<usize> = const { Cell::new(0) };
    /// Whether the object that is being decoded has a member whose value is not listed.
    static UNLISTED: Cell<bool> = const { Cell::new(false) };
    /// What a union is told that is decoded inside of another, through a visitor that knows nothing of it.
    static HANDED: RefCell<Option<Trial>> = const { RefCell::new(None) };
}

/// How much a value has to say: itself, and all that is in it.
pub(super) fn weight(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(weight).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(weight).sum::<usize>(),
        _ => 1,
    }
}

/// Notes that so much has no place in its type.
pub(super) fn note_misfit(amount: usize) {
    MISFIT.set(MISFIT.get().saturating_add(amount));
}

/// Notes that an enum does not list a scalar. The object around it is not of its type according to the document: a type
/// that allows all of its members fits better, however few of them it keeps.
pub(super) fn note_unlisted() {
    note_misfit(2);
    UNLISTED.set(true);
}

/// Decodes an object. If the value of one of its own members is not listed, nothing of the object fits.
pub(super) fn decode_listed<T>(value: &Value, decode: impl FnOnce() -> T) -> T {
    let outer = UNLISTED.replace(false);
    let decoded = decode();
    if UNLISTED.replace(outer) {
        note_misfit(weight(value));
    }
    decoded
}

/// Decodes, and tells how much has no place in the type.
pub(super) fn measured<T>(decode: impl FnOnce() -> T) -> (T, usize) {
    let outer = MISFIT.replace(0);
    let decoded = decode();
    (decoded, MISFIT.replace(outer))
}

/// A way from a value to one inside of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// The item or member of this index.
    Inside(usize),
    /// The same without a member.
    Without(&'static str),
}

/// What is known of the parts of the value that the outermost union decodes.
#[derive(Debug, Default)]
struct Session {
    /// The numbers of its parts, by the number of what they are in. Unions decode copies, so that addresses would not
    /// tell what is the same.
    parts: RefCell<HashMap<(usize, Step), usize>>,
    /// What each of them is as a union: a result with its misfit.
    found: RefCell<HashMap<(TypeId, usize), Box<dyn Any>>>,
}

/// The unions that decide on one and the same value, the last first.
#[derive(Debug)]
struct Deciding {
    union: TypeId,
    before: Option<Rc<Deciding>>,
}

/// A union's part in the decoding of the value that the outermost union has.
#[doc(hidden)]
#[derive(Debug, Clone, Default)]
pub struct Trial {
    session: Rc<Session>,
    /// The number of the value.
    part: usize,
    /// Whether a union around this one may look at the value again.
    again: bool,
    deciding: Option<Rc<Deciding>>,
}

/// What a union made of a value, and how much had no place.
type Found<T> = Result<(T, usize), ValueError>;

impl Trial {
    /// The number of the value.
    pub(super) fn part(&self) -> usize {
        self.part
    }

    /// The number of what lies a step away from a part.
    pub(super) fn step(&self, part: usize, step: Step) -> usize {
        let mut parts = self.session.parts.borrow_mut();
        let next = parts.len() + 1;
        *parts.entry((part, step)).or_insert(next)
    }

    /// The same for a union that tries several variants.
    pub(super) fn repeated(&self) -> Self {
        Self {
            again: true,
            ..self.clone()
        }
    }

    /// Leaves to the visitor of a union what it must know of its value.
    pub(super) fn hand_over(&self, part: usize, is_same_value: bool) {
        let deciding = self.deciding.clone().filter(|_| is_same_value);
        let trial = Self {
            part,
            deciding,
            ..self.clone()
        };
        HANDED.with_borrow_mut(|handed| *handed = Some(trial));
    }

    /// What was left, or the beginning of a session of its own.
    pub(super) fn taken_over() -> Self {
        HANDED.with_borrow_mut(Option::take).unwrap_or_default()
    }

    /// The same with a union that decides now. One that decides already on this value is none of its own variants: it
    /// would not end, and adds nothing.
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

    /// What a union has made of the value before.
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

    /// Decodes a value, and remembers what it is if somebody may ask again.
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
