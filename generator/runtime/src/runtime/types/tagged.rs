//! Tagged unions: a property of the value, the tag, selects the variant.

use std::fmt::{self, Write as _};

use serde::ser::{Error as _, Impossible, SerializeMap, SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::constant::Literal;
use super::json::{ValueError, decode_value, decode_value_without, describe};
use super::trial::{UnionContext, note_misfit, weight};

/// A value of a tagged union, before its variant is selected.
#[doc(hidden)]
#[derive(Debug)]
pub struct Tagged {
    tag: &'static str,
    location: TagLocation,
    value: Value,
    trial: UnionContext,
}

/// How the text of a tag locates it in a value.
#[derive(Debug, Clone, Copy)]
enum TagLocation {
    /// As the name of a property.
    Property,
    /// As a JSON pointer to a nested property.
    Pointer,
}

impl Tagged {
    /// Takes a value whose tag is the property of this name.
    ///
    /// # Errors
    ///
    /// Fails if the value is null.
    pub fn tag(tag: &'static str, value: Value, trial: &UnionContext) -> Result<Self, ValueError> {
        Self::of(tag, TagLocation::Property, value, trial)
    }

    /// Takes a value whose tag is at a JSON pointer.
    ///
    /// # Errors
    ///
    /// Fails if the value is null.
    pub fn pointer(
        tag: &'static str,
        value: Value,
        trial: &UnionContext,
    ) -> Result<Self, ValueError> {
        Self::of(tag, TagLocation::Pointer, value, trial)
    }

    fn of(
        tag: &'static str,
        location: TagLocation,
        value: Value,
        trial: &UnionContext,
    ) -> Result<Self, ValueError> {
        if value.is_null() {
            return Err(ValueError::new(format!(
                "invalid type: {}, expected an object with `{tag}`",
                describe(&value)
            )));
        }
        Ok(Self {
            tag,
            location,
            value,
            trial: trial.clone(),
        })
    }

    /// Returns whether the tag of the value is this one.
    pub fn is<L: Literal>(&self, tag: L) -> bool {
        let found = match self.location {
            TagLocation::Property => self.value.get(self.tag),
            TagLocation::Pointer => self.value.pointer(self.tag),
        };
        found.is_some_and(|found| tag.is(found))
    }

    /// Decodes the payload, including the tag.
    ///
    /// # Errors
    ///
    /// Fails if the value does not match the type.
    pub fn decode<P: for<'v> Deserialize<'v>>(&self) -> Result<P, ValueError> {
        let (payload, misfit) = decode_value(&self.value, &self.trial);
        note_misfit(misfit);
        payload
    }

    /// Decodes the payload without the tag.
    ///
    /// # Errors
    ///
    /// Fails if the value does not match the type.
    pub fn decode_without_tag<P: for<'v> Deserialize<'v>>(&self) -> Result<P, ValueError> {
        decode_value_without(&self.value, self.tag, &self.trial)
    }

    /// Decodes the payload of a variant without a tag; none if the value does not match the type.
    #[must_use]
    pub fn fits<P: for<'v> Deserialize<'v>>(&self) -> Option<P> {
        let (payload, misfit) = decode_value(&self.value, &self.trial);
        let payload = payload.ok()?;
        note_misfit(misfit);
        Some(payload)
    }

    /// Returns the value as received, if decoding failed because one of its direct properties has another value than
    /// the document's constant. Such a value has the tag of a variant, but is not one that the document describes: an
    /// event of another version, for example.
    ///
    /// # Errors
    ///
    /// Fails if decoding failed for any other reason.
    pub fn of_other_constant(self, error: ValueError) -> Result<Value, ValueError> {
        if error.is_of_constant_member() {
            Ok(self.into_value())
        } else {
            Err(error)
        }
    }

    /// Returns the value as received, for an unknown tag. In a union of unions, every other variant fits better.
    #[must_use]
    pub fn into_value(self) -> Value {
        note_misfit(weight(&self.value) + 1);
        self.value
    }
}

/// Defines a tagged union: the property `tag` selects the variant. With `#[pointer = "/event/type"]` instead of
/// `#[tag = ..]`, a nested property selects it, which the payloads contain. Variants without a tag follow all others: a
/// value with any other tag is decoded as the first of them that matches.
///
/// ```text
/// tagged_union! {
///     #[tag = "typename"]
///     #[unknown = Unknown]
///     /// The owner of an account.
///     pub enum Owner {
///         #[from(User)]
///         /// A user.
///         User(User) = "User",
///         #[write_tag]
///         Company(Box<Company>) = "Company" | "company",
///         #[check_tag]
///         Agent(Agent) = "Agent" | "Bot",
///     }
/// }
/// ```
///
/// With `#[null = Variant]`, null is decoded as that variant, whose payload is an `Option<_>` or a JSON value. Without
/// it, null is an error.
///
/// With `#[write_tag]`, the payload does not contain the tag, and the union writes it. With `#[check_tag]`, the payload
/// contains the tag: its value is written if it selects the variant, otherwise the first tag value of the variant.
/// Without both, the payload writes the tag.
#[allow(unused_macros, reason = "not every API needs it")]
macro_rules! tagged_union {
    (
        #[$by:ident = $tag:literal]
        #[unknown = $unknown:ident]
        $(#[null = $null:ident])?
        $(#[doc = $doc:expr])*
        $(#[deprecated $($deprecated:tt)*])?
        $(#[derive($($derive:path),* $(,)?)])?
        $visibility:vis enum $name:ident {
            $(
                $(#[write_tag $($write_tag:tt)*])?
                $(#[check_tag $($check_tag:tt)*])?
                $(#[from($from:ty $(,)?)])?
                $(#[doc = $variant_doc:expr])*
                $(#[deprecated $($variant_deprecated:tt)*])?
                $variant:ident($payload:ty $(,)?) $(= $first:literal $(| $other:literal)*)?
            ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        $(#[deprecated $($deprecated)*])?
        #[derive(Debug, Clone, PartialEq $($(, $derive)*)?)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                $(#[doc = $variant_doc])*
                $(
                    #[doc = ""]
                    #[doc = ::std::concat!(
                        "On the wire: `` ", $tag, ": ", ::std::stringify!($first)
                        $(, " | ", ::std::stringify!($other))*, " ``."
                    )]
                )?
                $(#[deprecated $($variant_deprecated)*])?
                $variant($payload),
            )*
            /// A value as received, if its tag is missing or unknown, or if a constant has another value. The API may
            /// have added it after this client was generated.
            $unknown(::serde_json::Value),
        }

        #[allow(deprecated, reason = "deprecated items are still read and written")]
        const _: () = {
            $($(
                impl ::std::convert::From<$from> for $name {
                    fn from(value: $from) -> Self {
                        Self::$variant(::std::convert::Into::into(value))
                    }
                }
            )?)*

            impl $name {
                /// Returns whether the document does not describe this value: its tag is unknown, or a constant has
                /// another value.
                pub fn is_unknown(&self) -> bool {
                    ::std::matches!(self, Self::$unknown(_))
                }
            }

            impl $crate::runtime::FromValue for $name {
                fn from_value(
                    value: ::serde_json::Value,
                    trial: &$crate::runtime::UnionContext,
                ) -> ::std::result::Result<Self, $crate::runtime::ValueError> {
                    $(if value.is_null() {
                        return ::std::result::Result::Ok(Self::$null(::std::default::Default::default()));
                    })?
                    let tagged = $crate::runtime::Tagged::$by($tag, value, trial)?;
                    let decoded: ::std::result::Result<Self, $crate::runtime::ValueError> = 'decoded: {
                        $($crate::runtime::tagged_union! {
                            @select 'decoded tagged (Self::$variant) [$($first $($other)*)?] $(write_tag $($write_tag)*)?
                        })*
                        return ::std::result::Result::Ok(Self::$unknown(tagged.into_value()));
                    };
                    decoded.or_else(|error| tagged.of_other_constant(error).map(Self::$unknown))
                }
            }

            impl ::serde::Serialize for $name {
                fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                    match self {
                        $(Self::$variant(payload) => {
                            $crate::runtime::tagged_union! {
                                @serialize $tag [$($first $($other)*)?] payload serializer
                                $(write_tag $($write_tag)*)? $(check_tag $($check_tag)*)?
                            }
                        })*
                        Self::$unknown(value) => ::serde::Serialize::serialize(value, serializer),
                    }
                }
            }

            impl<'de> ::serde::Deserialize<'de> for $name {
                fn deserialize<D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    $crate::runtime::deserialize_by_value(deserializer)
                }
            }
        };
    };
    (@select $decoded:lifetime $tagged:ident ($variant:path) []) => {
        if let ::std::option::Option::Some(payload) = $tagged.fits() {
            break $decoded ::std::result::Result::Ok($variant(payload));
        }
    };
    (@select $decoded:lifetime $tagged:ident ($variant:path) [$($tag:literal)+] $($write_tag:ident)?) => {
        if $($tagged.is($tag))||+ {
            break $decoded $crate::runtime::tagged_union!(@decode $tagged $($write_tag)?).map($variant);
        }
    };
    (@decode $tagged:ident) => { $tagged.decode() };
    (@decode $tagged:ident write_tag) => { $tagged.decode_without_tag() };
    (@serialize $tag:literal [$($own:literal)*] $payload:ident $serializer:ident) => {
        ::serde::Serialize::serialize($payload, $serializer)
    };
    (@serialize $tag:literal [$first:literal $($other:literal)*] $payload:ident $serializer:ident write_tag) => {
        $crate::runtime::serialize_tagged($tag, $first, ::std::option::Option::None, $payload, $serializer)
    };
    (@serialize $tag:literal [$first:literal $($other:literal)*] $payload:ident $serializer:ident check_tag) => {
        $crate::runtime::serialize_tagged(
            $tag,
            $first,
            ::std::option::Option::Some(|own| {
                $crate::runtime::Literal::is($first, own) $(|| $crate::runtime::Literal::is($other, own))*
            }),
            $payload,
            $serializer,
        )
    };
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use tagged_union;

/// Returns whether a tag value selects a variant.
type Selects = fn(&Value) -> bool;

/// Writes an object with a tag: the object's own tag value if `selects` accepts it, otherwise `value`.
#[doc(hidden)]
pub fn serialize_tagged<L: Literal, P: Serialize, S: Serializer>(
    tag: &'static str,
    value: L,
    selects: Option<Selects>,
    payload: &P,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    payload.serialize(WithTag {
        tag,
        value,
        selects,
        serializer,
    })
}

/// A serializer that adds a tag to an object: in place of the object's own tag if it may have one, otherwise as the
/// first property.
struct WithTag<L, S> {
    tag: &'static str,
    value: L,
    selects: Option<Selects>,
    serializer: S,
}

impl<L, S: Serializer> WithTag<L, S> {
    fn no_object<T>(self) -> Result<T, S::Error> {
        Err(S::Error::custom(format_args!(
            "only an object can have the tag `{}`",
            self.tag
        )))
    }
}

/// The properties of an object with a tag, which is written once.
struct ObjectWithTag<L, M> {
    tag: &'static str,
    value: L,
    selects: Option<Selects>,
    members: M,
    is_written: bool,
    /// Whether the current key is the tag.
    is_tag: bool,
}

impl<L: Literal, M: SerializeMap> ObjectWithTag<L, M> {
    /// Writes the tag, unless it has been written.
    fn write_tag<T: Serialize + ?Sized>(&mut self, own: &T) -> Result<(), M::Error> {
        if self.is_written {
            return Ok(());
        }
        self.is_written = true;
        let own = self.selects.and_then(|selects| {
            let own = serde_json::to_value(own).ok()?;
            selects(&own).then_some(own)
        });
        match own {
            Some(own) => self.members.serialize_entry(self.tag, &own),
            None => self.members.serialize_entry(self.tag, &self.value),
        }
    }

    fn finish(mut self) -> Result<M::Ok, M::Error> {
        if !self.is_written {
            self.members.serialize_entry(self.tag, &self.value)?;
        }
        self.members.end()
    }
}

macro_rules! no_objects {
    ($($method:ident($($argument:ty),*);)*) => {
        $(fn $method(self $(, _: $argument)*) -> Result<S::Ok, S::Error> {
            self.no_object()
        })*
    };
}

impl<L: Literal, S: Serializer> Serializer for WithTag<L, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Impossible<S::Ok, S::Error>;
    type SerializeTuple = Impossible<S::Ok, S::Error>;
    type SerializeTupleStruct = Impossible<S::Ok, S::Error>;
    type SerializeTupleVariant = Impossible<S::Ok, S::Error>;
    type SerializeMap = ObjectWithTag<L, S::SerializeMap>;
    type SerializeStruct = ObjectWithTag<L, S::SerializeMap>;
    type SerializeStructVariant = Impossible<S::Ok, S::Error>;

    no_objects! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    /// Null has no tag.
    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.serializer.serialize_none()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.no_object()
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        self.no_object()
    }

    fn serialize_tuple(self, _length: usize) -> Result<Self::SerializeTuple, S::Error> {
        self.no_object()
    }

    fn serialize_tuple_struct(
        self,
        _name: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        self.no_object()
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        self.no_object()
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        let mut members = self.serializer.serialize_map(None)?;
        let is_written = self.selects.is_none();
        if is_written {
            members.serialize_entry(self.tag, &self.value)?;
        }
        Ok(ObjectWithTag {
            tag: self.tag,
            value: self.value,
            selects: self.selects,
            members,
            is_written,
            is_tag: false,
        })
    }

    fn serialize_struct(
        self,
        _name: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        self.no_object()
    }
}

impl<L: Literal, M: SerializeMap> SerializeMap for ObjectWithTag<L, M> {
    type Ok = M::Ok;
    type Error = M::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), M::Error> {
        self.is_tag = is_text(key, self.tag);
        if self.is_tag {
            Ok(())
        } else {
            self.members.serialize_key(key)
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), M::Error> {
        if self.is_tag {
            self.write_tag(value)
        } else {
            self.members.serialize_value(value)
        }
    }

    fn end(self) -> Result<M::Ok, M::Error> {
        self.finish()
    }
}

impl<L: Literal, M: SerializeMap> SerializeStruct for ObjectWithTag<L, M> {
    type Ok = M::Ok;
    type Error = M::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), M::Error> {
        if key == self.tag {
            self.write_tag(value)
        } else {
            self.members.serialize_entry(key, value)
        }
    }

    fn end(self) -> Result<M::Ok, M::Error> {
        self.finish()
    }
}

/// Returns whether a key serializes as this text, without allocation.
fn is_text<T: Serialize + ?Sized>(key: &T, text: &str) -> bool {
    let mut rest = Expected(text);
    write!(rest, "{}", Shown(key)).is_ok() && rest.0.is_empty()
}

/// A scalar that is formatted as text, with the formatter as its serializer.
struct Shown<'a, T: ?Sized>(&'a T);

impl<T: Serialize + ?Sized> fmt::Display for Shown<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(formatter)
    }
}

/// A writer that compares; it holds the rest of the expected text.
struct Expected<'a>(&'a str);

impl fmt::Write for Expected<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(text).ok_or(fmt::Error)?;
        Ok(())
    }
}
