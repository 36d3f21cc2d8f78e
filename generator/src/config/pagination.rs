//! Reads how lists are paginated.

use serde::{Deserialize, Deserializer};

use super::envelope::pointer;
use super::read::NoneOr;
use super::{OrNone, PageCursor, Pagination};

pub(super) fn pagination<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<OrNone<Pagination>>, D::Error> {
    let what = "the pagination of a list, or `none`";
    deserializer.deserialize_any(NoneOr::new(what)).map(Some)
}

/// The keys of the option.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Keys {
    items: Option<String>,
    parameter: Option<String>,
    #[serde(default, deserialize_with = "pointer")]
    cursor: Option<String>,
    page_info: Option<String>,
}

impl<'de> Deserialize<'de> for Pagination {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let keys = Keys::deserialize(deserializer)?;
        let cursor = match (keys.parameter, keys.cursor, keys.page_info) {
            (Some(parameter), Some(pointer), None) => PageCursor::Pointer { parameter, pointer },
            (None, None, Some(member)) => PageCursor::PageInfo(member),
            _ => {
                return Err(serde::de::Error::custom(
                    "expected `parameter` and `cursor`, or `page-info` alone",
                ));
            }
        };
        Ok(Self {
            items: keys.items,
            cursor,
        })
    }
}
