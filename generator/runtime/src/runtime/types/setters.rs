//! Filling in what is sent.

/// A struct that is sent as a JSON object: [`object!`](crate::runtime::object) with the functions of
/// [`setters!`](crate::runtime::setters).
///
/// ```text
/// request_object! {
///     /// A new member.
///     pub struct CreateMember {
///         /// Its id.
///         required id: String => new(id: impl Into<String> = id.into()),
///         required kind: MemberKind => preset(MemberKind::Member),
///         /// What it is called.
///         optional name: Nullable<String> => set(name: impl Into<String> = Nullable::Value(name.into()), clear_name),
///         ..extra: JsonMap => set(extra: JsonMap = extra),
///     }
/// }
/// ```
#[allow(unused_macros, reason = "not every API needs it")]
macro_rules! request_object {
    ($($structure:tt)*) => {
        $crate::runtime::object! { $($structure)* }
        $crate::runtime::setters! { $($structure)* }
    };
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use request_object;

/// A struct that is filled in and never JSON itself, such as the parameters of an operation. It is written like that of
/// [`request_object!`](crate::runtime::request_object), but that members are neither `required` nor `optional`.
#[allow(unused_macros, reason = "not every API needs it")]
macro_rules! parameters {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident {
            $(
                $(#[doc = $doc:expr])*
                $(#[deprecated $($deprecated:tt)*])?
                $field:ident: $type:ty $(=> $how:ident($($value:tt)*))?,
            )*
        }
    ) => {
        $(#[$attribute])*
        #[non_exhaustive]
        pub struct $name {
            $(
                $(#[doc = $doc])*
                $(#[deprecated $($deprecated)*])?
                pub $field: $type,
            )*
        }

        $crate::runtime::setters! {
            pub struct $name {
                $(
                    $(#[doc = $doc])*
                    $(#[deprecated $($deprecated)*])?
                    optional $field: $type $(=> $how($($value)*))?,
                )*
            }
        }
    };
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use parameters;

/// Gives a struct `new`, with an argument for each member that is `new`, and a function for each that is `set`, with a
/// second one that sets it to null where that is not the same as leaving it out. A function says what its field says:
/// whoever fills in a request reads the functions.
#[allow(unused_macros, reason = "not every API needs it")]
macro_rules! setters {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident {
            $(
                $(#[min_items($minimum:literal)])?
                $(#[doc = $doc:expr])*
                $(#[deprecated $($deprecated:tt)*])?
                $presence:ident $field:ident: $type:ty $(= $wire:literal)?
                    $(=> new($asked:ident: $asked_type:ty = $asked_value:expr))?
                    $(=> preset($preset:expr))?
                    $(=> set($set:ident: $set_type:ty = $set_value:expr $(, $clear:ident)?))?,
            )*
            $(..$rest:ident: $rest_type:ty => set($rest_set:ident: $rest_set_type:ty = $rest_set_value:expr),)?
        }
    ) => {
        #[allow(deprecated, reason = "what is deprecated is still read and written")]
        impl $name {
            /// Creates a value from its required fields. All other fields are unset.
            #[must_use]
            pub fn new($($($asked: $asked_type,)?)*) -> Self {
                Self {
                    $(
                        $($asked: $asked_value,)?
                        $($field: $preset,)?
                        $($set: ::std::default::Default::default(),)?
                    )*
                    $($rest: ::std::default::Default::default(),)?
                }
            }

            $($crate::runtime::setters! {
                @setter [$($doc)*] [$(#[deprecated $($deprecated)*])?]
                $($set: $set_type = $set_value $(, $clear)?)?
            })*

            $(
                /// Sets the properties that have no field of their own.
                #[must_use]
                pub fn $rest_set(mut self, $rest_set: $rest_set_type) -> Self {
                    self.$rest_set = $rest_set_value;
                    self
                }
            )?
        }
    };
    (@setter [$($doc:expr)*] [$($deprecated:tt)*]) => {};
    (@setter [] $deprecated:tt $set:ident $($setter:tt)*) => {
        $crate::runtime::setters! {
            @setter [::std::concat!("Sets `", ::std::stringify!($set), "`.")] $deprecated $set $($setter)*
        }
    };
    (
        @setter [$($doc:expr)*] [$($deprecated:tt)*]
        $set:ident: $type:ty = $value:expr $(, $clear:ident)?
    ) => {
        $(#[doc = $doc])*
        $($deprecated)*
        #[must_use]
        pub fn $set(mut self, $set: $type) -> Self {
            self.$set = $value;
            self
        }

        $(
            #[doc = ::std::concat!(
                "Sets `",
                ::std::stringify!($set),
                "` to [null](crate::runtime::Nullable::Null) instead of leaving it out.",
            )]
            #[must_use]
            pub fn $clear(mut self) -> Self {
                self.$set = $crate::runtime::Nullable::Null;
                self
            }
        )?
    };
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use setters;
