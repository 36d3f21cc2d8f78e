//! Untagged unions: no property of a value names its variant.

use serde::Deserialize;
use serde_json::Value;

use super::json::{ValueError, decode_value};
use super::trial::{UnionContext, note_misfit};

/// The maximum number of characters in the reason why a variant does not fit. A variant may be a union of unions.
const REASON: usize = 300;

/// The search for the variant that fits a value best: among the variants that can be decoded, the first that ignores
/// the fewest values.
#[doc(hidden)]
#[derive(Debug)]
pub struct BestMatch<'v, T> {
    value: &'v Value,
    trial: UnionContext,
    best: Option<(usize, T)>,
    errors: Vec<(&'static str, ValueError)>,
}

impl<'v, T> BestMatch<'v, T> {
    /// Begins a search.
    #[must_use]
    pub fn new(value: &'v Value, trial: &UnionContext) -> Self {
        Self {
            value,
            trial: trial.repeated(),
            best: None,
            errors: Vec::new(),
        }
    }

    /// Tries a variant, unless an earlier one fits completely.
    pub fn try_variant<P: Deserialize<'v>>(
        &mut self,
        name: &'static str,
        variant: impl FnOnce(P) -> T,
    ) {
        let bound = self.best.as_ref().map_or(usize::MAX, |(misfit, _)| *misfit);
        if bound == 0 {
            return;
        }
        match decode_value(self.value, &self.trial) {
            (Ok(payload), misfit) if misfit < bound || self.best.is_none() => {
                self.best = Some((misfit, variant(payload)));
            }
            (Ok(_), _) => {}
            (Err(error), _) => self.errors.push((name, error)),
        }
    }

    /// Returns the variant that fits best.
    ///
    /// # Errors
    ///
    /// Fails if no variant fits; the error contains the reason for each.
    pub fn finish(self) -> Result<T, ValueError> {
        if let Some((misfit, found)) = self.best {
            note_misfit(misfit);
            return Ok(found);
        }
        let reasons: Vec<String> = self
            .errors
            .iter()
            .map(|(name, error)| format!("{name} ({})", shortened(error.to_string())))
            .collect();
        Err(ValueError::new(format!(
            "fits none of {}",
            reasons.join(", ")
        )))
    }
}

fn shortened(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(REASON) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Defines an untagged union. All variants are tried in order, and the one that fits a value best is selected. A
/// variant without a payload is null.
///
/// ```text
/// untagged_union! {
///     pub enum Payment {
///         #[from(WithPlan)]
///         /// With a plan.
///         WithPlan(WithPlan),
///         Text(String),
///         Nothing,
///     }
/// }
/// ```
#[allow(unused_macros, reason = "not every API needs it")]
macro_rules! untagged_union {
    (
        $(#[doc = $doc:expr])*
        $(#[deprecated $($deprecated:tt)*])?
        $(#[derive($($derive:path),* $(,)?)])?
        $visibility:vis enum $name:ident {
            $(
                $(#[from($from:ty $(,)?)])?
                $(#[doc = $variant_doc:expr])*
                $(#[deprecated $($variant_deprecated:tt)*])?
                $variant:ident $(($payload:ty $(,)?))?
            ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        $(#[deprecated $($deprecated)*])?
        #[derive(Debug, Clone, PartialEq $($(, $derive)*)?)]
        $visibility enum $name {
            $(
                $(#[doc = $variant_doc])*
                $(#[deprecated $($variant_deprecated)*])?
                $variant $(($payload))?,
            )*
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

            impl $crate::runtime::FromValue for $name {
                fn from_value(
                    value: ::serde_json::Value,
                    trial: &$crate::runtime::UnionContext,
                ) -> ::std::result::Result<Self, $crate::runtime::ValueError> {
                    let mut choice = $crate::runtime::BestMatch::new(&value, trial);
                    $(choice.try_variant(
                        ::std::stringify!($variant),
                        $crate::runtime::untagged_union!(@variant $variant $(($payload))?),
                    );)*
                    choice.finish()
                }
            }

            impl ::serde::Serialize for $name {
                fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                    match self {
                        $(
                            Self::$variant $(($crate::runtime::untagged_union!(@bind payload $payload)))? => {
                                $crate::runtime::untagged_union!(@serialize serializer $(payload $payload)?)
                            }
                        )*
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
    (@variant $variant:ident ($payload:ty)) => { |payload: $payload| Self::$variant(payload) };
    (@variant $variant:ident) => { |(): ()| Self::$variant };
    (@bind $binding:ident $payload:ty) => { $binding };
    (@serialize $serializer:ident $binding:ident $payload:ty) => {
        ::serde::Serialize::serialize($binding, $serializer)
    };
    (@serialize $serializer:ident) => { $serializer.serialize_unit() };
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use untagged_union;
