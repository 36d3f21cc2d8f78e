//! The stage `emit`.

mod docs;
