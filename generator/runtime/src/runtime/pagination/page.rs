//! Pages of lists, and the calls that request them.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::ops::Deref;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::runtime::body::json::to_raw_json;
use crate::runtime::call::state::RequestState;
use crate::runtime::call::{Call, Decode, DecodeErrorBody, ResponseFuture, options};
use crate::runtime::error::failure::Failure;
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::parameter::ParameterValue;
use crate::runtime::response::Response;
use crate::runtime::response::decode::{DecodeError, DecodeFailure, ResponseBody, json};
use crate::runtime::types::Nullable;

/// The response of an operation that lists items in pages.
#[doc(hidden)]
pub trait Paged {
    /// The type of the items.
    type Item;

    /// Returns the items of this page.
    fn items(&self) -> &[Self::Item];

    /// Returns the items of this page, by value.
    fn into_items(self) -> Vec<Self::Item>;

    /// Returns the link to the next page; none if this is the last page.
    fn next(&self) -> Option<PageLink>;

    /// Returns the link to the previous page; none if this is the first page, or if the API only pages forward.
    fn previous(&self) -> Option<PageLink> {
        None
    }
}

/// The field of a page that contains the items. It may be optional or nullable.
#[doc(hidden)]
pub trait PageItems<T> {
    /// Returns the items.
    fn items(&self) -> &[T];
    /// Returns the items, by value.
    fn into_items(self) -> Vec<T>;
}

impl<T> PageItems<T> for Vec<T> {
    fn items(&self) -> &[T] {
        self
    }

    fn into_items(self) -> Vec<T> {
        self
    }
}

impl<T> PageItems<T> for Option<Vec<T>> {
    fn items(&self) -> &[T] {
        self.as_deref().unwrap_or_default()
    }

    fn into_items(self) -> Vec<T> {
        self.unwrap_or_default()
    }
}

impl<T> PageItems<T> for Nullable<Vec<T>> {
    fn items(&self) -> &[T] {
        self.value().map_or(&[], Vec::as_slice)
    }

    fn into_items(self) -> Vec<T> {
        self.into_value().unwrap_or_default()
    }
}

/// Implements `Paged` for a response: the field of the items and their type, and the link to the next page. For an API
/// that also pages backward, the link to the previous page follows.
///
/// ```text
/// page! {
///     ListMembers { data: Member }
///     next: |page| PageLink::cursor("cursor", page.cursor.as_deref());
/// }
/// ```
#[allow(unused_macros, reason = "not every API needs it")]
macro_rules! page {
    (
        $name:ident { $items:ident: $item:ty }
        next: |$page:ident| $next:expr;
        $(previous: |$before:ident| $previous:expr;)?
    ) => {
        impl $crate::runtime::Paged for $name {
            type Item = $item;

            fn items(&self) -> &[Self::Item] {
                $crate::runtime::PageItems::items(&self.$items)
            }

            fn into_items(self) -> ::std::vec::Vec<Self::Item> {
                $crate::runtime::PageItems::into_items(self.$items)
            }

            fn next(&self) -> ::std::option::Option<$crate::runtime::PageLink> {
                let $page = self;
                $next
            }

            $(fn previous(&self) -> ::std::option::Option<$crate::runtime::PageLink> {
                let $before = self;
                $previous
            })?
        }
    };
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use page;

/// A link to another page: the same call with another cursor.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLink {
    parameter: &'static str,
    cursor: String,
    /// The direction, in an API with `after`, `before`, `first` and `last`.
    relay_direction: Option<Direction>,
}

impl PageLink {
    /// Links to the page after a cursor, in an API with `after`, `before`, `first` and `last`. None if there is no
    /// such page.
    #[must_use]
    pub fn after(has_next_page: bool, end_cursor: Option<&str>) -> Option<Self> {
        Self::relay(Direction::Forward, end_cursor.filter(|_| has_next_page))
    }

    /// Links to the page before a cursor, in an API with `after`, `before`, `first` and `last`. None if there is no
    /// such page.
    #[must_use]
    pub fn before(has_previous_page: bool, start_cursor: Option<&str>) -> Option<Self> {
        Self::relay(
            Direction::Backward,
            start_cursor.filter(|_| has_previous_page),
        )
    }

    fn relay(direction: Direction, cursor: Option<&str>) -> Option<Self> {
        let parameter = match direction {
            Direction::Forward => "after",
            Direction::Backward => "before",
        };
        Some(Self {
            relay_direction: Some(direction),
            ..Self::cursor(parameter, cursor)?
        })
    }

    /// Links to the page at a cursor, which is sent as this parameter. None if the cursor is absent or empty.
    #[must_use]
    pub fn cursor(parameter: &'static str, cursor: Option<&str>) -> Option<Self> {
        let cursor = cursor.filter(|cursor| !cursor.is_empty())?;
        Some(Self {
            parameter,
            cursor: cursor.to_owned(),
            relay_direction: None,
        })
    }

    fn apply(&self, state: &mut RequestState) {
        state.replace_query(self.parameter, ParameterValue::new(&self.cursor));
        let Some(direction) = self.relay_direction else {
            return;
        };
        state.take_query(match direction {
            Direction::Forward => "before",
            Direction::Backward => "after",
        });
        size_for(state, direction);
    }
}

/// Renames the page size to the parameter that counts from the end at which the walk begins: `first` forward, `last`
/// backward.
fn size_for(state: &mut RequestState, direction: Direction) {
    let (from, to) = match direction {
        Direction::Forward => ("last", "first"),
        Direction::Backward => ("first", "last"),
    };
    if let Some(size) = state.take_query(from) {
        state.put_query(to, &size);
    }
}

/// Detects a cycle of cursors of any length during a walk from page to page (Brent's algorithm). It keeps one page as a
/// mark; the number of pages until the mark moves doubles each time.
#[derive(Debug, Clone)]
struct CycleDetector {
    direction: Direction,
    mark: PageLink,
    /// The number of pages after which the mark moves.
    left: u32,
    span: u32,
}

impl CycleDetector {
    /// Records the next page; returns `None` if its cursor was already seen.
    fn followed(before: Option<&Self>, direction: Direction, link: &PageLink) -> Option<Self> {
        let Some(before) = before.filter(|before| before.direction == direction) else {
            return Some(Self {
                direction,
                mark: link.clone(),
                left: 1,
                span: 1,
            });
        };
        if before.mark == *link {
            return None;
        }
        Some(if before.left == 0 {
            let span = before.span.saturating_mul(2);
            Self {
                direction,
                mark: link.clone(),
                left: span,
                span,
            }
        } else {
            Self {
                left: before.left - 1,
                ..before.clone()
            }
        })
    }
}

/// A call of an operation that returns a list in pages. Awaiting it returns one [`Page`]; [`PageCall::stream`]
/// returns the items of all pages, which are requested as needed.
///
/// ```no_run
#[doc = concat!("# use ", env!("CARGO_CRATE_NAME"), "::runtime::{Error, PageCall, Paged};")]
/// # async fn example<R, B>(list: impl Fn() -> PageCall<R, B>) -> Result<(), Error<B>>
/// # where R: Paged + serde::de::DeserializeOwned, R::Item: std::fmt::Debug {
/// // `list()` is `client.members().list(parameters)`.
/// let mut members = list().stream();
/// while let Some(member) = members.try_next().await? {
///     println!("{member:?}");
/// }
///
/// // Page by page, for a program that shows pages.
/// let first = list().await?;
/// println!("{} members", first.items().len());
/// if let Some(second) = first.next_page().await? {
///     println!("and {} more", second.items().len());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing until it is awaited"]
pub struct PageCall<R, B> {
    call: Call<R, B>,
    link: Option<PageLink>,
    trail: Option<CycleDetector>,
}

impl<R, B> PageCall<R, B> {
    pub(crate) fn new(call: Call<R, B>) -> Self {
        Self {
            call,
            link: None,
            trail: None,
        }
    }

    /// Sets the decoder of this operation's error bodies, if they differ from those of most operations.
    #[doc(hidden)]
    pub fn errors(mut self, decode: fn(u16, &ResponseBody<'_>) -> Option<B>) -> Self {
        self.call = self.call.errors(decode);
        self
    }

    fn state(&mut self) -> &mut RequestState {
        &mut self.call.state
    }

    options!(state);

    /// Returns the call of this page alone, which has further options such as [`Call::with_response`].
    pub fn into_call(self) -> Call<R, B> {
        self.call
    }

    /// Returns the same call, with its page size counted from the end of the list.
    pub(crate) fn backward(mut self) -> Self {
        size_for(&mut self.call.state, Direction::Backward);
        self
    }

    /// Returns the cursor that the call sends.
    pub(crate) fn cursor(&self) -> Option<&str> {
        self.link.as_ref().map(|link| link.cursor.as_str())
    }

    /// Sends the call. Awaiting the call itself does the same.
    pub fn send(self) -> PageFuture<R, B> {
        let template = self.call.state.try_clone();
        let (decode, decode_error) = (self.call.decode, self.call.decode_error);
        PageFuture {
            future: self.call.respond(),
            template,
            decode,
            decode_error,
            link: self.link,
            trail: self.trail,
        }
    }
}

impl<R, B> IntoFuture for PageCall<R, B> {
    type Output = Result<Page<R, B>, Error<B>>;
    type IntoFuture = PageFuture<R, B>;

    fn into_future(self) -> PageFuture<R, B> {
        self.send()
    }
}

impl<R, B> fmt::Debug for PageCall<R, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("PageCall").field(&self.call).finish()
    }
}

/// The future of a call that returns a [`Page`].
#[must_use = "a call does nothing until it is awaited"]
pub struct PageFuture<R, B> {
    future: ResponseFuture<R, B>,
    template: Option<Box<RequestState>>,
    decode: Decode<R>,
    decode_error: DecodeErrorBody<B>,
    link: Option<PageLink>,
    trail: Option<CycleDetector>,
}

impl<R, B> Future for PageFuture<R, B> {
    type Output = Result<Page<R, B>, Error<B>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = ready!(Pin::new(&mut self.future).poll(context));
        Poll::Ready(response.map(|response| Page {
            response,
            template: self.template.take(),
            decode: self.decode,
            decode_error: self.decode_error,
            link: self.link.take(),
            trail: self.trail.take(),
        }))
    }
}

impl<R, B> fmt::Debug for PageFuture<R, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PageFuture")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Forward,
    Backward,
}

/// One page of a list: the response, with methods that request the next and the previous page. It dereferences to the
/// response.
pub struct Page<R, B> {
    response: Response<R>,
    template: Option<Box<RequestState>>,
    decode: Decode<R>,
    decode_error: DecodeErrorBody<B>,
    /// The link that this page was requested by.
    link: Option<PageLink>,
    trail: Option<CycleDetector>,
}

impl<R: DeserializeOwned, B: DecodeError> Page<R, B> {
    /// Creates a page with this response, for tests of functions that take a page. [`Self::next_page`] and
    /// [`Self::previous_page`] fail if the response has such a page, because there is no call to request it.
    pub fn new(body: R) -> Self {
        Self {
            response: Response::new(body),
            template: None,
            decode: Decode::Whole(json),
            decode_error: B::decode,
            link: None,
            trail: None,
        }
    }
}

impl<R, B> Page<R, B> {
    /// Returns the response.
    pub fn into_inner(self) -> R {
        self.response.body
    }

    /// Returns the headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// Returns the id that the API gave the request (from `x-request-id` or a similar header). Quote it to the API's
    /// support.
    pub fn request_id(&self) -> Option<&str> {
        self.response.request_id()
    }
}

impl<R: Paged + DeserializeOwned, B> Page<R, B> {
    /// Returns the items of this page.
    pub fn items(&self) -> &[R::Item] {
        self.response.body.items()
    }

    /// Returns the items of this page, by value.
    pub fn into_items(self) -> Vec<R::Item> {
        self.response.body.into_items()
    }

    /// Returns whether there is a page after this one.
    pub fn has_next_page(&self) -> bool {
        self.response.body.next().is_some()
    }

    /// Returns whether there is a page before this one.
    pub fn has_previous_page(&self) -> bool {
        self.response.body.previous().is_some()
    }

    /// Requests the next page. Returns none if this is the last one.
    ///
    /// # Errors
    ///
    /// The errors of the call. It also fails if the API repeats a cursor, because the list would never end, and if
    /// the body of the call was a stream.
    pub async fn next_page(&self) -> Result<Option<Self>, Error<B>> {
        match self.adjacent_page_call(Direction::Forward)? {
            Some(call) => call.await.map(Some),
            None => Ok(None),
        }
    }

    /// Requests the previous page. Returns none if this is the first one.
    ///
    /// # Errors
    ///
    /// The errors of the call. It also fails if the API repeats a cursor, because the list would never end, and if
    /// the body of the call was a stream.
    pub async fn previous_page(&self) -> Result<Option<Self>, Error<B>> {
        match self.adjacent_page_call(Direction::Backward)? {
            Some(call) => call.await.map(Some),
            None => Ok(None),
        }
    }

    /// Returns the call of the adjacent page.
    pub(crate) fn adjacent_page_call(
        &self,
        direction: Direction,
    ) -> Result<Option<PageCall<R, B>>, Error<B>> {
        let link = match direction {
            Direction::Forward => self.response.body.next(),
            Direction::Backward => self.response.body.previous(),
        };
        let Some(link) = link else { return Ok(None) };
        let trail = CycleDetector::followed(self.trail.as_ref(), direction, &link);
        let Some(trail) = trail.filter(|_| self.link.as_ref() != Some(&link)) else {
            return Err(self.endless(&link.cursor));
        };
        let Some(mut state) = self
            .template
            .as_ref()
            .and_then(|template| template.try_clone())
        else {
            return Err(Error::new(Failure::build(
                "no other page can be requested: the body of the call was a stream, or there was no call",
            )));
        };
        link.apply(&mut state);
        let call = Call::new(state, self.decode, self.decode_error);
        Ok(Some(PageCall {
            call,
            link: Some(link),
            trail: Some(trail),
        }))
    }

    /// Creates the error of a list that does not end.
    pub(crate) fn endless(&self, cursor: &str) -> Error<B> {
        let message =
            format!("the API gave the cursor `{cursor}` twice, so that its pages would never end");
        let mut failure = Failure::new(ErrorKind::Decode, "");
        failure.decode = Some(DecodeFailure::new(message));
        if let Some(template) = &self.template {
            failure.operation.clone_from(&template.operation.id);
        }
        Error::new(failure)
    }
}

/// Iterates over the items of this page, as [`Page::into_items`] does. [`PageCall::stream`] returns the items of all
/// pages.
impl<R: Paged, B> IntoIterator for Page<R, B> {
    type Item = R::Item;
    type IntoIter = std::vec::IntoIter<R::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.response.body.into_items().into_iter()
    }
}

impl<R: Paged, B> Page<R, B> {
    /// Iterates over the items of this page.
    pub fn iter(&self) -> std::slice::Iter<'_, R::Item> {
        self.response.body.items().iter()
    }
}

/// Iterates over the items of this page, as [`Page::items`] does.
impl<'p, R: Paged, B> IntoIterator for &'p Page<R, B> {
    type Item = &'p R::Item;
    type IntoIter = std::slice::Iter<'p, R::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<R, B> Deref for Page<R, B> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.response.body
    }
}

impl<R: fmt::Debug, B> fmt::Debug for Page<R, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("Page")
            .field(&self.response.body)
            .finish()
    }
}
