//! Selects the Rust type of an integer.

use crate::ir::Primitive;
use crate::load::{Node, NodeKind};
use crate::lower::schema::conjunction::merge::Merged;

/// The integer types of the output with their bounds, in the order in which they are tried.
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

/// Returns the integer type of a schema: the type of the format, or `i64` without one. A bound may be outside the range
/// of this type, and for `i64` also a default or example. Then it is the first type in `TYPES` that holds all of them.
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
    // With another format, a default or an example outside its range is as likely to be wrong as the format.
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

/// Returns the least or the greatest integer that the schema allows.
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

/// Returns a number of the document as an integer. Tools whose only numbers are floats write the ends of 64 bits as the
/// nearest float. None for numbers beyond 128 bits: no server has such a bound.
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
