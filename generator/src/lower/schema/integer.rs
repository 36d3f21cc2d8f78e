//! Which type an integer has.

use super::merge::Merged;
use crate::ir::Primitive;
use crate::load::{Node, NodeKind};

/// The integers of Rust, from the smallest range to the largest, with their bounds.
const TYPES: [(Primitive, i128, i128); 5] = [
    (Primitive::Int32, -0x8000_0000, 0x7fff_ffff),
    (Primitive::Uint32, 0, 0xffff_ffff),
    (
        Primitive::Int64,
        -0x8000_0000_0000_0000,
        0x7fff_ffff_ffff_ffff,
    ),
    (Primitive::Uint64, 0, 0xffff_ffff_ffff_ffff),
    (Primitive::Int128, i128::MIN, i128::MAX),
];

/// An end of the range of a schema.
#[derive(Clone, Copy)]
enum Bound {
    Minimum,
    Maximum,
}

/// The type of the integers of a schema: that of the format, or `i64` without one. Where the schema names an integer
/// that this type does not have, as a bound, a default or an example, it is the smallest type that has all of them.
pub(crate) fn integer(format: &str, merged: &Merged<'_>) -> Primitive {
    let natural = match format {
        "int32" | "int16" | "int8" => Primitive::Int32,
        "uint32" | "uint16" | "uint8" => Primitive::Uint32,
        "uint64" => Primitive::Uint64,
        _ => Primitive::Int64,
    };
    let Some(&(_, least, greatest)) = TYPES.iter().find(|(primitive, ..)| *primitive == natural)
    else {
        return natural;
    };
    let mut lower = bound(merged, Bound::Minimum).unwrap_or(least);
    let mut upper = bound(merged, Bound::Maximum).unwrap_or(greatest);
    // Of formats that promise fewer bits, an example that needs more is as likely a slip as the format.
    if natural == Primitive::Int64 {
        let first = &merged.first;
        let named = first.examples.iter().chain(&first.default);
        for value in named.filter_map(|node| exact(*node)) {
            lower = lower.min(value);
            upper = upper.max(value);
        }
    }
    if lower >= least && upper <= greatest {
        return natural;
    }
    let wide = TYPES
        .iter()
        .find(|(_, least, greatest)| lower >= *least && upper <= *greatest);
    wide.map_or(natural, |(primitive, ..)| *primitive)
}

/// The least or the greatest integer that the schema allows, if it says so.
fn bound(merged: &Merged<'_>, bound: Bound) -> Option<i128> {
    let (inclusive, exclusive, step) = match bound {
        Bound::Minimum => ("minimum", "exclusiveMinimum", 1),
        Bound::Maximum => ("maximum", "exclusiveMaximum", -1),
    };
    merged.constraints.iter().find_map(|(keyword, node)| {
        if *keyword == inclusive {
            exact(*node)
        } else if *keyword == exclusive {
            exact(*node)?.checked_add(step)
        } else {
            None
        }
    })
}

/// A number of a document as an integer. The ends of 64 bits are often written as the nearest float, by tools that have
/// no other numbers; what is beyond 128 bits is no bound that a server has.
fn exact(node: Node<'_>) -> Option<i128> {
    if node.kind() != NodeKind::Number {
        return None;
    }
    match node.scalar_text()? {
        "9223372036854776000" => return Some(i64::MAX.into()),
        "-9223372036854776000" => return Some(i64::MIN.into()),
        "18446744073709552000" => return Some(u64::MAX.into()),
        _ => {}
    }
    if let Some(value) = node.as_integer() {
        return Some(value);
    }
    let value = node.as_f64()?;
    let is_end = |end: f64| (value - end).abs() < 1.0;
    if is_end(9_223_372_036_854_775_808.0) {
        return Some(i64::MAX.into());
    }
    if is_end(18_446_744_073_709_551_616.0) {
        return Some(u64::MAX.into());
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the value is within the range"
    )]
    (value.abs() < 1.7e38).then_some(value as i128)
}
