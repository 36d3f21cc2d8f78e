//! Objects: structs that are read from and written as JSON objects.
//!
//! The macro replaces `derive(Serialize, Deserialize)`, because its code compiles in a quarter of the time. Derived
//! code can also read a sequence or numbered fields, defines a type and a visitor for the keys, and buffers the whole
//! input if the struct keeps additional properties. Here, one loop reads properties by name into slots. The crate of an
//! API contains only the list of fields.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};

use super::numbers::{Seed, Texts};
use super::rules::{Items, Rule};
use super::{JsonMap, Map, Nullable};

/// The static description of a struct.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// The name, for messages.
    pub name: &'static str,
    /// The names of the properties.
    pub members: &'static [&'static str],
    /// Whether unknown properties are kept.
    pub open: bool,
    /// Whether an untagged union prefers another variant for an object with unknown properties.
    pub closed: bool,
    /// The rules that serialization checks.
    pub rules: &'static [Rule],
}

/// A struct of [`object!`](crate::runtime::object).
#[doc(hidden)]
pub trait Object: Sized {
    /// The description. A single constant compiles faster than four.
    const SHAPE: Shape;

    /// Decodes the object.
    fn read<'de, A: MapAccess<'de>>(reader: ObjectReader<'de, A>) -> Result<Self, A::Error>;
}

/// The type of an optional field.
#[doc(hidden)]
pub trait Optional: Default {
    /// Returns whether the field is absent.
    fn is_absent(&self) -> bool;
}

impl<T> Optional for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Optional for Nullable<T> {
    fn is_absent(&self) -> bool {
        Nullable::is_absent(self)
    }
}

/// Reads an object.
#[doc(hidden)]
pub fn deserialize_object<'de, T: Object, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    if T::SHAPE.open {
        // `deserialize_map` would wrap each value in `Numbers`, although the slots read numbers themselves.
        deserializer.deserialize_any(ObjectVisitor(PhantomData))
    } else {
        let visitor = ObjectVisitor(PhantomData);
        let name = if T::SHAPE.closed {
            CLOSED
        } else {
            T::SHAPE.name
        };
        deserializer.deserialize_struct(name, T::SHAPE.members, visitor)
    }
}

/// Closed objects pass this name to the deserializer, so that it recognizes them.
pub(super) const CLOSED: &str = "$closed";

/// The beginning of the error for an array instead of an object. The deserializer has then already read the bracket,
/// where the reported location must be.
pub(crate) const AN_ARRAY: &str = "invalid type: array";

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "struct {}", T::SHAPE.name)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _access: A) -> Result<T, A::Error> {
        let name = T::SHAPE.name;
        Err(A::Error::custom(format_args!(
            "{AN_ARRAY}, expected struct {name}"
        )))
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<T, A::Error> {
        T::read(ObjectReader {
            access,
            names: T::SHAPE.members,
            open: T::SHAPE.open,
            error: None,
            input: PhantomData,
        })
    }
}

/// A reader of an object. It stops at the first error.
#[doc(hidden)]
pub struct ObjectReader<'de, A: MapAccess<'de>> {
    access: A,
    names: &'static [&'static str],
    open: bool,
    error: Option<A::Error>,
    input: PhantomData<&'de ()>,
}

/// A place for the value of a property.
#[doc(hidden)]
pub trait Slot<'de, A: MapAccess<'de>> {
    /// Reads the value. If a property occurs several times, the last value is kept, as in `JSON.parse`.
    fn read(&mut self, access: &mut A) -> Result<(), A::Error>;
    /// Fills an empty slot with the default, if the field is optional. Returns whether the slot has a value.
    fn finish(&mut self) -> bool;
}

/// The slots, in modules that are named after the keywords of `object!`.
#[doc(hidden)]
pub mod presence {
    use super::{Deserialize, MapAccess, Optional, Seed, Texts};

    pub mod required {
        /// The slot of a required property.
        #[derive(Debug)]
        pub struct Slot<T>(pub Option<T>);
    }

    pub mod optional {
        /// The slot of an optional property.
        #[derive(Debug)]
        pub struct Slot<T>(pub Option<T>);
    }

    pub mod required_numeric {
        /// The slot of a required property whose numbers may arrive as text.
        #[derive(Debug)]
        pub struct Slot<T>(pub Option<T>);
    }

    pub mod optional_numeric {
        /// The slot of an optional property whose numbers may arrive as text.
        #[derive(Debug)]
        pub struct Slot<T>(pub Option<T>);
    }

    impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> super::Slot<'de, A> for required::Slot<T> {
        fn read(&mut self, access: &mut A) -> Result<(), A::Error> {
            self.0 = Some(access.next_value_seed(Seed::new(Texts::Rejected))?);
            Ok(())
        }

        fn finish(&mut self) -> bool {
            self.0.is_some()
        }
    }

    impl<'de, A: MapAccess<'de>, T: Deserialize<'de> + Optional> super::Slot<'de, A>
        for optional::Slot<T>
    {
        fn read(&mut self, access: &mut A) -> Result<(), A::Error> {
            self.0 = Some(access.next_value_seed(Seed::new(Texts::Rejected))?);
            Ok(())
        }

        fn finish(&mut self) -> bool {
            self.0.get_or_insert_default();
            true
        }
    }

    impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> super::Slot<'de, A>
        for required_numeric::Slot<T>
    {
        fn read(&mut self, access: &mut A) -> Result<(), A::Error> {
            self.0 = Some(access.next_value_seed(Seed::new(Texts::Accepted))?);
            Ok(())
        }

        fn finish(&mut self) -> bool {
            self.0.is_some()
        }
    }

    impl<'de, A: MapAccess<'de>, T: Deserialize<'de> + Optional> super::Slot<'de, A>
        for optional_numeric::Slot<T>
    {
        fn read(&mut self, access: &mut A) -> Result<(), A::Error> {
            self.0 = Some(access.next_value_seed(Seed::new(Texts::Accepted))?);
            Ok(())
        }

        fn finish(&mut self) -> bool {
            self.0.get_or_insert_default();
            true
        }
    }
}

/// A collection of the properties without a field.
#[doc(hidden)]
pub trait Rest<'de, A: MapAccess<'de>> {
    /// Reads the value of a property.
    fn read(&mut self, name: String, access: &mut A) -> Result<(), A::Error>;
}

impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> Rest<'de, A> for Map<T> {
    fn read(&mut self, name: String, access: &mut A) -> Result<(), A::Error> {
        let value = access.next_value_seed(Seed::new(Texts::Rejected))?;
        self.insert(name, value);
        Ok(())
    }
}

impl<'de, A: MapAccess<'de>> Rest<'de, A> for JsonMap {
    fn read(&mut self, name: String, access: &mut A) -> Result<(), A::Error> {
        self.insert(name, access.next_value()?);
        Ok(())
    }
}

impl<'de, A: MapAccess<'de>> ObjectReader<'de, A> {
    /// Reads all properties into the slots, which are in the order of the names. A property without a slot is added to
    /// `rest`, or skipped if there is none. Returns whether all slots have a value; otherwise [`Self::error`] returns
    /// the error.
    pub fn fill(
        &mut self,
        slots: &mut [&mut dyn Slot<'de, A>],
        rest: &mut [&mut dyn Rest<'de, A>],
    ) -> bool {
        let read = self
            .members(slots, rest)
            .and_then(|seen| if seen { Ok(()) } else { self.finish(slots) });
        self.error = read.err();
        self.error.is_none()
    }

    /// Reads all properties. Returns true if every name occurred, in order, so that all slots have a value. After
    /// false, [`Self::finish`] checks each slot.
    fn members(
        &mut self,
        slots: &mut [&mut dyn Slot<'de, A>],
        rest: &mut [&mut dyn Rest<'de, A>],
    ) -> Result<bool, A::Error> {
        let mut expected = 0;
        // The number of names that have occurred, in order from the first.
        let mut complete = 0;
        let mut unknown = String::new();
        loop {
            let key = KeySeed {
                names: self.names,
                index: expected,
                expected: self.names.get(expected).copied().unwrap_or_default(),
                unknown: self.open.then_some(&mut unknown),
            };
            let Some(index) = self.access.next_key_seed(key)? else {
                break;
            };
            match slots.get_mut(index) {
                Some(slot) => {
                    expected = index + 1;
                    complete += usize::from(index == complete);
                    slot.read(&mut self.access)?;
                }
                None => match rest.first_mut() {
                    Some(rest) => rest.read(std::mem::take(&mut unknown), &mut self.access)?,
                    None => self.skip()?,
                },
            }
        }
        Ok(complete == slots.len())
    }

    fn finish(&self, slots: &mut [&mut dyn Slot<'de, A>]) -> Result<(), A::Error> {
        for (slot, name) in slots.iter_mut().zip(self.names) {
            if !slot.finish() {
                return Err(A::Error::missing_field(name));
            }
        }
        Ok(())
    }

    /// Returns the error that stopped the reader.
    #[must_use]
    pub fn error(self) -> A::Error {
        let nothing = || A::Error::custom("an object was given up without an error");
        self.error.unwrap_or_else(nothing)
    }

    fn skip(&mut self) -> Result<(), A::Error> {
        self.access.next_value::<IgnoredAny>().map(|_| ())
    }
}

/// The seed of a key, which returns the index of its name. It first compares the name that follows in order.
struct KeySeed<'k> {
    names: &'static [&'static str],
    index: usize,
    /// The name at the index; empty after the last.
    expected: &'static str,
    unknown: Option<&'k mut String>,
}

impl KeySeed<'_> {
    /// Searches all names. The function is separate to keep the code for names in order short.
    #[inline(never)]
    fn find(self, name: &str) -> usize {
        let known = self.names.iter().position(|known| *known == name);
        known.unwrap_or_else(|| {
            if let Some(unknown) = self.unknown {
                name.clone_into(unknown);
            }
            usize::MAX
        })
    }
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a member")
    }

    #[inline]
    fn visit_str<E>(self, name: &str) -> Result<usize, E> {
        if name == self.expected && !name.is_empty() {
            Ok(self.index)
        } else {
            Ok(self.find(name))
        }
    }
}

/// A writer of an object. It stops at the first error.
#[doc(hidden)]
pub struct ObjectWriter<S: Serializer> {
    map: Result<S::SerializeMap, S::Error>,
    names: std::slice::Iter<'static, &'static str>,
    rules: &'static [Rule],
    /// The properties that are left out; empty if there are no rules.
    absent: Vec<&'static str>,
}

impl<S: Serializer> ObjectWriter<S> {
    /// Begins an object. Properties are written in the order of the names.
    pub fn new(serializer: S, shape: &'static Shape) -> Self {
        Self {
            map: serializer.serialize_map(None),
            names: shape.members.iter(),
            rules: shape.rules,
            absent: Vec::new(),
        }
    }

    fn reject(&mut self, problem: impl fmt::Display) {
        if self.map.is_ok() {
            self.map = Err(S::Error::custom(problem));
        }
    }

    /// Fails if the next property is a list with fewer items.
    pub fn at_least(&mut self, minimum: usize, value: &impl Items) {
        let name = self.names.as_slice().first().copied().unwrap_or_default();
        if value.count().is_some_and(|count| count < minimum) {
            let items = if minimum == 1 { "item" } else { "items" };
            self.reject(format_args!(
                "`{name}` must have at least {minimum} {items}"
            ));
        }
    }

    fn put<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if let Ok(map) = &mut self.map
            && let Err(error) = map.serialize_entry(name, value)
        {
            self.map = Err(error);
        }
    }

    /// Writes the next property.
    pub fn required<T: Serialize>(&mut self, value: &T) {
        if let Some(name) = self.names.next() {
            self.put(name, value);
        }
    }

    /// Writes the next property unless it is absent.
    pub fn optional<T: Serialize + Optional>(&mut self, value: &T) {
        let Some(name) = self.names.next() else {
            return;
        };
        if !value.is_absent() {
            self.put(name, value);
        } else if !self.rules.is_empty() {
            self.absent.push(name);
        }
    }

    /// Writes the next property. Numbers as text are accepted only when reading.
    pub fn required_numeric<T: Serialize>(&mut self, value: &T) {
        self.required(value);
    }

    /// Writes the next property unless it is absent. Numbers as text are accepted only when reading.
    pub fn optional_numeric<T: Serialize + Optional>(&mut self, value: &T) {
        self.optional(value);
    }

    /// Writes the properties without a field.
    pub fn rest<'v, T: Serialize + 'v>(
        &mut self,
        members: impl IntoIterator<Item = (&'v String, &'v T)>,
    ) {
        for (name, value) in members {
            self.put(name, value);
        }
    }

    /// Ends the object.
    ///
    /// # Errors
    ///
    /// Fails with the first error of the serializer, or with the violation of a rule.
    pub fn end(mut self) -> Result<S::Ok, S::Error> {
        let mut rules = self.rules.iter();
        if let Some(problem) = rules.find_map(|rule| rule.problem(&self.absent)) {
            self.reject(problem);
        }
        self.map.and_then(SerializeMap::end)
    }
}

/// Defines a struct that is read from and written as a JSON object.
///
/// A `required` field must be present; its type is an `Option` if it may be null. An `optional` field may be absent;
/// its type is an `Option` or a `Nullable`. `required_numeric` and `optional_numeric` also accept numbers as text.
/// `= "name"` sets the JSON name. `..name: Map` collects properties without a field.
///
/// `#[any_of(["a"], ["b", "c"])]` makes serialization fail unless at least one of these property sets is present,
/// `#[one_of(..)]` unless exactly one is, and `#[min_items(n)]` if the list of the field has fewer items.
///
/// `#[properties(closed)]` precedes all other attributes: for a value with unknown properties, an untagged union then
/// prefers another variant. The parentheses after the struct's name, and `=>` after a field, are used only by
/// [`request_object!`](crate::runtime::request_object).
///
/// ```text
/// object! {
///     /// A member of a team.
///     pub struct Member {
///         /// The id of the member.
///         required id: String,
///         required nickname: Option<String>,
///         optional display_name: Option<String> = "displayName",
///         optional picture: Nullable<String>,
///         ..extra: JsonMap,
///     }
/// }
/// ```
#[allow(unused_macros, reason = "not every API needs it")]
macro_rules! object {
    (
        $(#[properties($closed:ident)])?
        $(#[any_of($([$($any:literal),+]),+)])*
        $(#[one_of($([$($one:literal),+]),+)])*
        $(#[doc = $doc:expr])*
        $(#[deprecated $($deprecated:tt)*])?
        $(#[derive($($derive:path),* $(,)?)])?
        pub struct $name:ident $(($($new:tt)*))? {
            $(
                $(#[min_items($minimum:literal)])?
                $(#[doc = $field_doc:expr])*
                $(#[deprecated $($field_deprecated:tt)*])?
                $presence:ident $field:ident: $type:ty $(= $wire:literal)? $(=> $how:ident($($setter:tt)*))?,
            )*
            $(..$rest:ident: $rest_type:ty $(=> $rest_how:ident($($rest_setter:tt)*))?,)?
        }
    ) => {
        $(#[doc = $doc])*
        $(#[deprecated $($deprecated)*])?
        #[derive(Debug, Clone, PartialEq $($(, $derive)*)?)]
        #[non_exhaustive]
        pub struct $name {
            $(
                $(#[doc = $field_doc])*
                $(#[deprecated $($field_deprecated)*])?
                pub $field: $type,
            )*
            $(
                /// The properties without a field.
                pub $rest: $rest_type,
            )?
        }

        #[allow(deprecated, reason = "deprecated items are still read and written")]
        const _: () = {
            impl $crate::runtime::Object for $name {
                const SHAPE: $crate::runtime::Shape = $crate::runtime::Shape {
                    name: ::std::stringify!($name),
                    members: &[$($crate::runtime::object!(@name $field $($wire)?)),*],
                    open: $crate::runtime::object!(@open $($rest)?),
                    closed: $crate::runtime::object!(@closed $($closed)?),
                    rules: &[
                        $($crate::runtime::Rule { sets: &[$(&[$($any),+]),+], exclusive: false },)*
                        $($crate::runtime::Rule { sets: &[$(&[$($one),+]),+], exclusive: true },)*
                    ],
                };

                // The type of a component may be named `A`, but not `__Access`.
                fn read<'de, __Access: ::serde::de::MapAccess<'de>>(
                    mut reader: $crate::runtime::ObjectReader<'de, __Access>,
                ) -> ::std::result::Result<Self, __Access::Error> {
                    $(let mut $field = $crate::runtime::presence::$presence::Slot::<$type>(
                        ::std::option::Option::None,
                    );)*
                    $(let mut $rest = <$rest_type as ::std::default::Default>::default();)?
                    // A single pattern compiles much faster than a `?` for each field.
                    let (true, $($crate::runtime::presence::$presence::Slot(::std::option::Option::Some($field))),*) =
                        (reader.fill(&mut [$(&mut $field),*], &mut [$(&mut $rest)?]), $($field),*)
                    else {
                        return ::std::result::Result::Err(reader.error());
                    };
                    ::std::result::Result::Ok(Self {
                        $($field,)*
                        $($rest,)?
                    })
                }
            }

            impl<'de> ::serde::Deserialize<'de> for $name {
                fn deserialize<D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    $crate::runtime::deserialize_object(deserializer)
                }
            }

            impl ::serde::Serialize for $name {
                fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                    #[allow(unused_mut, reason = "an object may have no members")]
                    let mut writer = $crate::runtime::ObjectWriter::new(
                        serializer,
                        &<Self as $crate::runtime::Object>::SHAPE,
                    );
                    $(
                        $(writer.at_least($minimum, &self.$field);)?
                        writer.$presence(&self.$field);
                    )*
                    $(writer.rest(&self.$rest);)?
                    writer.end()
                }
            }
        };
    };
    (@name $field:ident) => { ::std::stringify!($field) };
    (@name $field:ident $wire:literal) => { $wire };
    (@open) => { false };
    (@open $rest:ident) => { true };
    (@closed) => { false };
    (@closed closed) => { true };
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use object;
