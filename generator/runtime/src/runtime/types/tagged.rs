//! Unions whose values say in one property which type they have.

use std::fmt::{self, Write as _};

use serde::ser::{Error as _, Impossible, SerializeMap, SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::constant::Literal;
use super::json::{ValueError, decode_value, decode_value_without, describe};
use super::trial::{UnionContext, note_misfit, weight};

/// A value with a tag, while its variant is being looked for.
#[doc(hidden)]
#[derive(Debug)]
pub struct Tagged {
    tag: &'static str,
    /// Whether the tag is a JSON pointer to a property further inside, and not the name of a property.
    is_pointer: bool,
    value: Value,
    trial: UnionContext,
}

impl Tagged {
    /// Takes a value that should have a tag as a property of its own.
    ///
    /// # Errors
    ///
    /// When the value is null.
    pub fn tag(tag: &'static str, value: Value, trial: &UnionContext) -> Result<Self, ValueError> {
        Self::of(tag, false, value, trial)
    }

    /// Takes a value that should have a tag where a JSON pointer leads.
    ///
    /// # Errors
    ///
    /// When the value is null.
    pub fn pointer(
        tag: &'static str,
        value: Value,
        trial: &UnionContext,
    ) -> Result<Self, ValueError> {
        Self::of(tag, true, value, trial)
    }

    fn of(
        tag: &'static str,
        is_pointer: bool,
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
            is_pointer,
            value,
            trial: trial.clone(),
        })
    }

    /// Whether this is the tag.
    pub fn is<L: Literal>(&self, tag: L) -> bool {
        let found = if self.is_pointer {
            self.value.pointer(self.tag)
        } else {
            self.value.get(self.tag)
        };
        found.is_some_and(|found| tag.is(found))
    }

    /// Decodes the payload, which has the tag among its members.
    ///
    /// # Errors
    ///
    /// When the value is none of this type.
    pub fn decode<P: for<'v> Deserialize<'v>>(&self) -> Result<P, ValueError> {
        let (payload, misfit) = decode_value(&self.value, &self.trial);
        note_misfit(misfit);
        payload
    }

    /// Decodes the payload, which does not have the tag among its members.
    ///
    /// # Errors
    ///
    /// When the value is none of this type.
    pub fn decode_without_tag<P: for<'v> Deserialize<'v>>(&self) -> Result<P, ValueError> {
        decode_value_without(&self.value, self.tag, &self.trial)
    }

    /// Decodes the payload of a variant without a tag, if the value is one.
    #[must_use]
    pub fn fits<P: for<'v> Deserialize<'v>>(&self) -> Option<P> {
        let (payload, misfit) = decode_value(&self.value, &self.trial);
        let payload = payload.ok()?;
        note_misfit(misfit);
        Some(payload)
    }

    /// The value as it came, where one of its own members should be a constant and is another: what has the tag of a
    /// variant and yet says of itself that it is something else, such as an event of another version, is none that the
    /// description lists.
    ///
    /// # Errors
    ///
    /// When it is not as described for any other reason.
    pub fn of_other_constant(self, error: ValueError) -> Result<Value, ValueError> {
        if error.is_of_constant_member() {
            Ok(self.into_value())
        } else {
            Err(error)
        }
    }

    /// The value as it came, for a tag that is not known. In a union of unions any other fits better.
    #[must_use]
    pub fn into_value(self) -> Value {
        note_misfit(weight(&self.value) + 1);
        self.value
    }
}

/// A union whose values say in the property `tag` which type they have. With `#[pointer = "/event/type"]` in its
/// place, the property is further inside, and the variants have it. Variants without a tag come last: a value whose tag
/// is none of the others is the first of them that it can be.
///
/// ```text
/// tagged_union! {
///     #[tag = "typename"]
///     #[unknown = Unknown]
///     /// Who owns it.
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
/// With `#[null = Variant]`, null becomes that variant, which holds `Option<_>` or a JSON value. Without it, null is an
/// error.
///
/// With `#[write_tag]`, what the variant holds does not have the tag as a property, and the union writes it. With
/// `#[check_tag]` it has the tag: its own value is written if that selects the variant, otherwise the first value that
/// does. Without both, what the variant holds writes the tag.
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
            /// A value whose tag is missing or is none that the description of the API lists, or of which a constant is
            /// another, as it came.
            $unknown(::serde_json::Value),
        }

        #[allow(deprecated, reason = "what is deprecated is still read and written")]
        const _: () = {
            $($(
                impl ::std::convert::From<$from> for $name {
                    fn from(value: $from) -> Self {
                        Self::$variant(::std::convert::Into::into(value))
                    }
                }
            )?)*

            impl $name {
                /// Whether the document does not list this value, by its tag or by a constant in it.
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

/// Whether a value of the tag selects a variant.
type Selects = fn(&Value) -> bool;

/// Writes an object with a tag: the object's own value of it where `selects` accepts that, otherwise `value`.
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

/// Writes an object with a tag: at the place of the property where the object may have it, otherwise first.
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

/// The members of an object with a tag, which is written once.
struct ObjectWithTag<L, M> {
    tag: &'static str,
    value: L,
    selects: Option<Selects>,
    members: M,
    is_written: bool,
    /// Whether the last key is the tag.
    is_tag: bool,
}

impl<L: Literal, M: SerializeMap> ObjectWithTag<L, M> {
    /// Writes the tag, unless it is written already.
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

/// Whether a key is written as this text; nothing is allocated.
fn is_text<T: Serialize + ?Sized>(key: &T, text: &str) -> bool {
    let mut rest = Expected(text);
    write!(rest, "{}", Shown(key)).is_ok() && rest.0.is_empty()
}

/// A scalar as text, by the formatter as its serializer.
struct Shown<'a, T: ?Sized>(&'a T);

impl<T: Serialize + ?Sized> fmt::Display for Shown<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(formatter)
    }
}

/// The rest of a text that is expected to be written.
struct Expected<'a>(&'a str);

impl fmt::Write for Expected<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(text).ok_or(fmt::Error)?;
        Ok(())
    }
}
