//! Streams over the pages or the items of a list, which request pages as needed.

use std::collections::HashSet;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::page::{Direction, Page, PageCall, PageFuture, Paged};
use crate::runtime::error::Error;

impl<R: Paged + DeserializeOwned, B> PageCall<R, B> {
    /// Returns all items from this page on. The following pages are requested as needed.
    pub fn stream(self) -> Items<R, B> {
        Items {
            pages: self.pages(),
            items: Vec::new().into_iter(),
        }
    }

    /// Returns all pages from this one on. They are requested as needed.
    pub fn pages(self) -> Pages<R, B> {
        Pages::new(self, Direction::Forward)
    }

    /// Returns all items from the end of this page to the beginning of the list, in reverse order.
    pub fn stream_backward(self) -> Items<R, B> {
        Items {
            pages: self.pages_backward(),
            items: Vec::new().into_iter(),
        }
    }

    /// Returns all pages from this one to the beginning of the list. The page size `first` is sent as `last`, which
    /// counts from the end of the list.
    pub fn pages_backward(self) -> Pages<R, B> {
        Pages::new(self.backward(), Direction::Backward)
    }
}

type PollPage<R, B> = Poll<Option<Result<Page<R, B>, Error<B>>>>;

/// The pages of a list, requested one after the other. It is a [`Stream`]; [`Pages::try_next`] needs no other crate.
#[must_use = "nothing is fetched until the stream is polled"]
pub struct Pages<R, B> {
    next: Option<PageFuture<R, B>>,
    direction: Direction,
    seen: HashSet<String>,
    /// The error that ends the walk after the current page.
    end: Option<Error<B>>,
}

impl<R: Paged + DeserializeOwned, B> Pages<R, B> {
    fn new(call: PageCall<R, B>, direction: Direction) -> Self {
        Self {
            next: Some(call.send()),
            direction,
            seen: HashSet::new(),
            end: None,
        }
    }

    /// Returns the next page, or none at the end.
    ///
    /// # Errors
    ///
    /// Fails if the call for the page fails, or if the API repeats a cursor. The stream then ends.
    pub async fn try_next(&mut self) -> Result<Option<Page<R, B>>, Error<B>> {
        std::future::poll_fn(|context| self.poll_page(context))
            .await
            .transpose()
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> PollPage<R, B> {
        if let Some(error) = self.end.take() {
            return Poll::Ready(Some(Err(error)));
        }
        let Some(future) = &mut self.next else {
            return Poll::Ready(None);
        };
        let result = ready!(Pin::new(future).poll(context));
        self.next = None;
        if let Ok(page) = &result {
            match page.adjacent_page_call(self.direction) {
                Ok(Some(call)) => {
                    let cursor = call.cursor().unwrap_or_default();
                    if self.seen.insert(cursor.to_owned()) {
                        self.next = Some(call.send());
                    } else {
                        self.end = Some(page.endless(cursor));
                    }
                }
                Ok(None) => {}
                Err(error) => self.end = Some(error),
            }
        }
        Poll::Ready(Some(result))
    }
}

impl<R: Paged + DeserializeOwned, B> Stream for Pages<R, B> {
    type Item = Result<Page<R, B>, Error<B>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }
}

impl<R, B> fmt::Debug for Pages<R, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pages")
            .field("direction", &self.direction)
            .finish_non_exhaustive()
    }
}

/// The items of a list; pages are requested as needed. It is a [`Stream`]; [`Items::try_next`] needs no other crate.
#[must_use = "nothing is fetched until the stream is polled"]
pub struct Items<R: Paged, B> {
    pages: Pages<R, B>,
    items: std::vec::IntoIter<R::Item>,
}

impl<R: Paged + DeserializeOwned, B> Items<R, B> {
    /// Returns the next item, or none at the end.
    ///
    /// # Errors
    ///
    /// Fails if the call for a page fails, or if the API repeats a cursor. The stream then ends.
    pub async fn try_next(&mut self) -> Result<Option<R::Item>, Error<B>> {
        std::future::poll_fn(|context| self.poll_item(context))
            .await
            .transpose()
    }

    /// Reads all items into memory.
    ///
    /// # Errors
    ///
    /// As for [`Items::try_next`].
    pub async fn into_vec(mut self) -> Result<Vec<R::Item>, Error<B>> {
        let mut items = Vec::new();
        while let Some(item) = self.try_next().await? {
            items.push(item);
        }
        Ok(items)
    }

    pub(crate) fn poll_item(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<R::Item, Error<B>>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => {
                    let mut items = page.into_items();
                    if self.pages.direction == Direction::Backward {
                        items.reverse();
                    }
                    self.items = items.into_iter();
                }
            }
        }
    }
}

// Items are never pinned.
impl<R: Paged, B> Unpin for Items<R, B> {}

impl<R: Paged + DeserializeOwned, B> Stream for Items<R, B> {
    type Item = Result<R::Item, Error<B>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }
}

impl<R: Paged, B> fmt::Debug for Items<R, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Items")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}
