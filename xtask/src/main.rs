//! The commands of the project: `cargo xtask codegen` and friends.

fn main() {}
