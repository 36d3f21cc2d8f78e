//! See [`runtime`].

pub mod runtime;

#[cfg(test)]
mod tests;
