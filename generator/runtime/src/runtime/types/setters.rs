//! Structs that callers fill in: constructors and setters.

/// Defines a struct that is sent as a JSON object: [`object!`](crate::runtime::object) with the methods of
/// [`setters!`](crate::runtime::setters).
///
/// ```text
/// request_object! {
///     /// A new member.
///     pub struct CreateMember(id: impl Into<String>) {
///         /// The id of the member.
///         required id: String => new(id.into()),
///         required kind: MemberKind => preset(MemberKind::Member),
///         /// The name of the member.
///         optional name: Nullable<String> => set(name: IntoField, clear_name),
///         optional age: Option<i64> => set(age: Into),
///         optional default: Option<bool> => set(default as with_default: Into),
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

/// Defines a struct that callers fill in and that is never JSON itself, such as the parameters of an operation. The
/// syntax is that of [`request_object!`](crate::runtime::request_object), and `#[derive(..)]` names all traits.
#[allow(unused_macros, reason = "not every API needs it")]
macro_rules! parameters {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident $(($($new:tt)*))? {
            $(
                $(#[doc = $doc:expr])*
                $(#[deprecated $($deprecated:tt)*])?
                $presence:ident $field:ident: $type:ty $(=> $how:ident($($value:tt)*))?,
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
            pub struct $name $(($($new)*))? {
                $(
                    $(#[doc = $doc])*
                    $(#[deprecated $($deprecated)*])?
                    $presence $field: $type $(=> $how($($value)*))?,
                )*
            }
        }
    };
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use parameters;

/// Implements `new`, whose arguments follow the name of the struct, and a setter for each field with `set`. A setter
/// converts its argument by a trait of [`arguments`](super::arguments), by `Into`, or by a type and an expression in
/// parentheses. The name after a comma is that of a second setter, which sets the field to null. A setter has the docs
/// of its field, because callers who fill in a request read the setters.
#[allow(unused_macros, reason = "not every API needs it")]
macro_rules! setters {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident $(($($asked:ident: $asked_type:ty),* $(,)?))? {
            $(
                $(#[min_items($minimum:literal)])?
                $(#[doc = $doc:expr])*
                $(#[deprecated $($deprecated:tt)*])?
                $presence:ident $field:ident: $type:ty $(= $wire:literal)?
                    $(=> new($asked_value:expr))?
                    $(=> preset($preset:expr))?
                    $(=> set($set:ident $(as $setter:ident)?: $how:tt $(, $clear:ident)?))?,
            )*
            $(..$rest:ident: $rest_type:ty => set($rest_set:ident: $rest_set_type:ty = $rest_set_value:expr),)?
        }
    ) => {
        #[allow(deprecated, reason = "deprecated items are still read and written")]
        impl $name {
            /// Creates a value from its required fields. All other fields are unset.
            #[must_use]
            pub fn new($($($asked: $asked_type),*)?) -> Self {
                Self {
                    $(
                        $($field: $asked_value,)?
                        $($field: $preset,)?
                        $($set: ::std::default::Default::default(),)?
                    )*
                    $($rest: ::std::default::Default::default(),)?
                }
            }

            $(
                $crate::runtime::setters! {
                    @setter [$($doc)*] [$(#[deprecated $($deprecated)*])?] ($type)
                    $($set [$($setter)? $set] $how)?
                }

                $($(
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
                )?)?
            )*

            $(
                /// Sets the properties without a field.
                #[must_use]
                pub fn $rest_set(mut self, $rest_set: $rest_set_type) -> Self {
                    self.$rest_set = $rest_set_value;
                    self
                }
            )?
        }
    };
    (@setter $doc:tt $deprecated:tt ($type:ty)) => {};
    (@setter [] $deprecated:tt ($type:ty) $field:ident $($setter:tt)*) => {
        $crate::runtime::setters! {
            @setter [::std::concat!("Sets `", ::std::stringify!($field), "`.")] $deprecated ($type) $field $($setter)*
        }
    };
    (
        @setter [$($doc:expr)*] [$($deprecated:tt)*] ($type:ty)
        $field:ident [$setter:ident $($same:ident)?] Into
    ) => {
        $(#[doc = $doc])*
        $($deprecated)*
        #[must_use]
        pub fn $setter(mut self, $field: impl ::std::convert::Into<$type>) -> Self {
            self.$field = ::std::convert::Into::into($field);
            self
        }
    };
    // `Form_` cannot collide with the name of a component, which may be `Form`.
    (
        @setter [$($doc:expr)*] [$($deprecated:tt)*] ($type:ty)
        $field:ident [$setter:ident $($same:ident)?] $trait:ident
    ) => {
        $(#[doc = $doc])*
        $($deprecated)*
        #[must_use]
        pub fn $setter<Form_>(mut self, $field: impl $crate::runtime::$trait<$type, Form_>) -> Self {
            self.$field = $crate::runtime::$trait::into_field($field);
            self
        }
    };
    (
        @setter [$($doc:expr)*] [$($deprecated:tt)*] ($type:ty)
        $field:ident [$setter:ident $($same:ident)?] ($argument:ty = $value:expr)
    ) => {
        $(#[doc = $doc])*
        $($deprecated)*
        #[must_use]
        pub fn $setter(mut self, $field: $argument) -> Self {
            self.$field = $value;
            self
        }
    };
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use setters;
