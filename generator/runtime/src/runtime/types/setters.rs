//! Filling in what is sent.

/// Gives a struct `new`, with an argument for each required field, and a function for each of the others, with a
/// second one that sets it to null where that is not the same as leaving it out.
///
/// ```text
/// setters! {
///     CreateMember {
///         new {
///             id: impl Into<String> = id.into(),
///         } => {
///             kind = MemberKind::Member,
///         }
///         name: impl Into<String> = Nullable::Value(name.into()), clear_name;
///         #[deprecated]
///         level: i64 = Some(level);
///     }
/// }
/// ```
#[allow(unused_macros, reason = "not every API needs it")]
macro_rules! setters {
    (
        $name:ident {
            new { $($required:ident: $required_type:ty = $required_value:expr),* $(,)? }
            $(=> { $($preset:ident = $preset_value:expr),* $(,)? })?
            $(
                $(#[deprecated $($deprecated:tt)*])?
                $field:ident: $type:ty = $value:expr $(, $clear:ident)?;
            )*
        }
    ) => {
        #[allow(deprecated, reason = "what is deprecated is still read and written")]
        impl $name {
            /// A value with what is required.
            #[must_use]
            pub fn new($($required: $required_type),*) -> Self {
                Self {
                    $($required: $required_value,)*
                    $($($preset: $preset_value,)*)?
                    $($field: ::std::default::Default::default(),)*
                }
            }

            $(
                /// Sets the field of this name.
                $(#[deprecated $($deprecated)*])?
                #[must_use]
                pub fn $field(mut self, $field: $type) -> Self {
                    self.$field = $value;
                    self
                }

                $(
                    /// Sends [null](crate::runtime::Nullable::Null) for the field, which is not the same as leaving it out.
                    #[must_use]
                    pub fn $clear(mut self) -> Self {
                        self.$field = $crate::runtime::Nullable::Null;
                        self
                    }
                )?
            )*
        }
    };
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use setters;
