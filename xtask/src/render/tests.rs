//! How problems look.
