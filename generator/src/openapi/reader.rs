//! The entry to a document's views: follows references, lists operations and webhooks.
