//! x
mod words;
