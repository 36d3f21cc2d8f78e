//! Objects: structs that are read from and written as JSON objects.
//!
//! What `derive(Serialize, Deserialize)` would do, for a quarter of the time that the compiler needs to check it: a
//! derived struct can also be read from a sequence or by number, has a type and a visitor for its keys, and buffers
//! everything where it has room for further properties. An object is read by name, in one loop over slots that stands
//! here; what is left in the crate of an API is a list of its members.

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

/// What is known of all values of a struct.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Its name, for messages.
    pub name: &'static str,
    /// The names of its members.
    pub members: &'static [&'static str],
    /// Whether it keeps what has none of these names.
    pub open: bool,
    /// What must hold of it when it is written.
    pub rules: &'static [Rule],
}

/// A struct of [`object!`](crate::runtime::object).
#[doc(hidden)]
pub trait Object: Sized {
    /// One constant and not four: each is a body of its own for the compiler.
    const SHAPE: Shape;

    /// Reads it.
    fn read<'de, A: MapAccess<'de>>(reader: ObjectReader<'de, A>) -> Result<Self, A::Error>;
}

/// A member that may be left out.
#[doc(hidden)]
pub trait Optional: Default {
    /// Whether it is.
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
        // Not as a map: its members read numbers by themselves, and `Numbers` would do the same around each of them.
        deserializer.deserialize_any(ObjectVisitor(PhantomData))
    } else {
        let visitor = ObjectVisitor(PhantomData);
        deserializer.deserialize_struct(T::SHAPE.name, T::SHAPE.members, visitor)
    }
}

/// How the error begins of an array in the place of an object. Deserializers have read its bracket by then, which the
/// place of the error must not include.
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

/// An object that is being read. The first error ends it.
#[doc(hidden)]
pub struct ObjectReader<'de, A: MapAccess<'de>> {
    access: A,
    names: &'static [&'static str],
    open: bool,
    error: Option<A::Error>,
    input: PhantomData<&'de ()>,
}

/// Where the value of a member is put.
#[doc(hidden)]
pub trait Slot<'de, A: MapAccess<'de>> {
    /// Reads it. Of several of one name the last holds, as in `JSON.parse`.
    fn read(&mut self, access: &mut A) -> Result<(), A::Error>;
    /// Whether the slot is full at the end of the object, by itself if need be.
    fn finish(&mut self) -> bool;
}

/// The slots, by what the members are called in `object!`.
#[doc(hidden)]
pub mod presence {
    use super::{Deserialize, MapAccess, Optional, Seed, Texts};

    pub mod required {
        /// Of a member that must be there.
        #[derive(Debug)]
        pub struct Slot<T>(pub Option<T>);
    }

    pub mod optional {
        /// Of a member that may be left out.
        #[derive(Debug)]
        pub struct Slot<T>(pub Option<T>);
    }

    pub mod required_numeric {
        /// Of a member that must be there, and whose numbers may arrive as text.
        #[derive(Debug)]
        pub struct Slot<T>(pub Option<T>);
    }

    pub mod optional_numeric {
        /// Of a member that may be left out, and whose numbers may arrive as text.
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

/// Where members without a name of their own are put.
#[doc(hidden)]
pub trait Rest<'de, A: MapAccess<'de>> {
    /// Reads one.
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
    /// Reads all members into the slots, which are in the order of the names; what has no slot goes to the rest, or is
    /// passed over. Tells whether all slots are full; if not, the reader has an error.
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

    /// Reads all members. Tells whether each of them was there for certain: all came, in order.
    fn members(
        &mut self,
        slots: &mut [&mut dyn Slot<'de, A>],
        rest: &mut [&mut dyn Rest<'de, A>],
    ) -> Result<bool, A::Error> {
        let mut expected = 0;
        // How many of the first members were there, in order.
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

    /// The error that ended it.
    #[must_use]
    pub fn error(self) -> A::Error {
        let nothing = || A::Error::custom("an object was given up without an error");
        self.error.unwrap_or_else(nothing)
    }

    fn skip(&mut self) -> Result<(), A::Error> {
        self.access.next_value::<IgnoredAny>().map(|_| ())
    }
}

/// Looks a name up, first where it should be when members come in order.
struct KeySeed<'k> {
    names: &'static [&'static str],
    index: usize,
    /// The name at the index; empty behind the last.
    expected: &'static str,
    unknown: Option<&'k mut String>,
}

impl KeySeed<'_> {
    /// Apart from what most members need, which is to be short.
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

/// An object that is being written. The first error ends it.
#[doc(hidden)]
pub struct ObjectWriter<S: Serializer> {
    map: Result<S::SerializeMap, S::Error>,
    names: std::slice::Iter<'static, &'static str>,
    rules: &'static [Rule],
    /// The members that are left out, where rules ask for them.
    absent: Vec<&'static str>,
}

impl<S: Serializer> ObjectWriter<S> {
    /// Begins an object whose members are written in the order of their names.
    pub fn new(serializer: S, shape: &'static Shape) -> Self {
        Self {
            map: serializer.serialize_map(None),
            names: shape.members.iter(),
            rules: shape.rules,
            absent: Vec::new(),
        }
    }

    fn refuse(&mut self, problem: impl fmt::Display) {
        if self.map.is_ok() {
            self.map = Err(S::Error::custom(problem));
        }
    }

    /// Refuses the next member if it is a list of fewer items.
    pub fn at_least(&mut self, minimum: usize, value: &impl Items) {
        let name = self.names.as_slice().first().copied().unwrap_or_default();
        if value.count().is_some_and(|count| count < minimum) {
            let items = if minimum == 1 { "item" } else { "items" };
            self.refuse(format_args!(
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

    /// Writes the next member.
    pub fn required<T: Serialize>(&mut self, value: &T) {
        if let Some(name) = self.names.next() {
            self.put(name, value);
        }
    }

    /// Writes the next member unless it is left out.
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

    /// Writes the next member, which differs from others only when it is read.
    pub fn required_numeric<T: Serialize>(&mut self, value: &T) {
        self.required(value);
    }

    /// Writes the next member unless it is left out; it differs from others only when it is read.
    pub fn optional_numeric<T: Serialize + Optional>(&mut self, value: &T) {
        self.optional(value);
    }

    /// Writes members that have no name of their own.
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
    /// The serializer's first error, or what a rule says that does not hold.
    pub fn end(mut self) -> Result<S::Ok, S::Error> {
        let mut rules = self.rules.iter();
        if let Some(problem) = rules.find_map(|rule| rule.problem(&self.absent)) {
            self.refuse(problem);
        }
        self.map.and_then(SerializeMap::end)
    }
}

/// A struct that is read from and written as a JSON object.
///
/// A member that is `required` must be there, and may be null if its type is an `Option`; one that is `optional` may be
/// left out, and its type is an `Option` or a `Nullable`. Numbers in one that is `required_numeric` or
/// `optional_numeric` may also arrive as text. The name on the wire is the field's, or stands behind the
/// type. A last field after two dots keeps what has no field. `#[any_of(["a"], ["b", "c"])]` first of all refuses to
/// write the object unless it has one of these sets of members, `#[one_of(..)]` unless it has exactly one, and
/// `#[min_items(1)]` before a member does so when its list has fewer items. What stands behind the name of the struct and
/// behind an arrow is for [`request_object!`](crate::runtime::request_object).
///
/// ```text
/// object! {
///     /// A member of a team.
///     pub struct Member {
///         /// Its id.
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
                /// Properties that have no field of their own.
                pub $rest: $rest_type,
            )?
        }

        #[allow(deprecated, reason = "what is deprecated is still read and written")]
        const _: () = {
            impl $crate::runtime::Object for $name {
                const SHAPE: $crate::runtime::Shape = $crate::runtime::Shape {
                    name: ::std::stringify!($name),
                    members: &[$($crate::runtime::object!(@name $field $($wire)?)),*],
                    open: $crate::runtime::object!(@open $($rest)?),
                    rules: &[
                        $($crate::runtime::Rule { sets: &[$(&[$($any),+]),+], exclusive: false },)*
                        $($crate::runtime::Rule { sets: &[$(&[$($one),+]),+], exclusive: true },)*
                    ],
                };

                // A component may be called `A`; none is called like this.
                fn read<'de, __Access: ::serde::de::MapAccess<'de>>(
                    mut reader: $crate::runtime::ObjectReader<'de, __Access>,
                ) -> ::std::result::Result<Self, __Access::Error> {
                    $(let mut $field = $crate::runtime::presence::$presence::Slot::<$type>(
                        ::std::option::Option::None,
                    );)*
                    $(let mut $rest = <$rest_type as ::std::default::Default>::default();)?
                    // One pattern, and not a `?` for each member, which the compiler takes much longer to check.
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
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use object;
