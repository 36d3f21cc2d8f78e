//! Generates strings, numbers and the values of `enum`.

use std::cell::Cell;
use std::collections::HashSet;

use serde_json::{Number, Value};

use super::Wanted;
use super::pattern::Pattern;

/// Returns a value that is in every `enum`. None if there is no `enum`. Null is last.
pub(super) fn of_enum<'d>(wanted: &Wanted<'d>, variation: usize) -> Option<&'d Value> {
    let lists = wanted.keyword("enum").filter_map(Value::as_array);
    let mut lists = lists.filter(|list| !list.is_empty());
    let first = lists.next()?;
    let others: Vec<HashSet<&Value>> = lists.map(|list| list.iter().collect()).collect();
    let mut values: Vec<&Value> = first
        .iter()
        .filter(|value| others.iter().all(|other| other.contains(value)))
        .collect();
    values.sort_by_key(|value| value.is_null());
    let at = variation.checked_rem(values.len())?;
    values.get(at).copied()
}

/// Returns strings that match the format, the pattern or the length. The first valid one is the best. `work` is the
/// remaining work for patterns.
pub(super) fn strings(wanted: &Wanted<'_>, variation: usize, work: &Cell<usize>) -> Vec<Value> {
    let least = wanted.lengths("minLength").max().unwrap_or(0);
    let most = wanted.lengths("maxLength").min().unwrap_or(usize::MAX);
    let fits = |text: &String| {
        let length = text.chars().count();
        length >= least && length <= most
    };
    let format = wanted.keyword("format").find_map(Value::as_str);
    let encoding = wanted.keyword("contentEncoding").find_map(Value::as_str);
    let format = format.or(encoding.filter(|name| *name == "base64").map(|_| "byte"));
    let of_format = format.and_then(|format| of_format(format, variation));
    let of_patterns = wanted
        .keyword("pattern")
        .filter_map(Value::as_str)
        .filter_map(|pattern| {
            let pattern = Pattern::parse(pattern)?;
            // More repetitions make the text longer.
            let repeats = (variation..variation + 64).chain([least]);
            let mut texts = repeats.filter_map(|repeat| pattern.text(repeat, work));
            texts.find(fits)
        });
    let mut plain = match variation {
        0 => "string".to_owned(),
        number => format!("{number}string"),
    };
    let missing = least.saturating_sub(plain.chars().count());
    plain.extend(std::iter::repeat_n('x', missing));
    let plain = plain.chars().take(most).collect();
    let texts = of_format.into_iter().filter(fits);
    let texts = texts.chain(of_patterns).chain([plain]);
    texts.map(Value::String).collect()
}

/// Returns a string for a format of JSON Schema (validation, section 7.3) or of the `OpenAPI` format registry.
fn of_format(format: &str, variation: usize) -> Option<String> {
    let two = variation % 60;
    let text = match format {
        "date-time" => format!("2024-01-02T03:04:{two:02}Z"),
        "date" => format!("2024-01-{:02}", variation % 28 + 1),
        "time" => format!("03:04:{two:02}Z"),
        "duration" => format!("P{}D", variation + 1),
        "email" | "idn-email" => format!("user{variation}@example.com"),
        "hostname" | "idn-hostname" => format!("host{variation}.example.com"),
        "ipv4" => format!("192.0.2.{}", variation % 254 + 1),
        "ipv6" => format!("2001:db8::{:x}", variation % 0xffff + 1),
        "uri" | "url" | "iri" | "uri-reference" | "iri-reference" | "uri-template" => {
            format!("https://example.com/{variation}")
        }
        "uuid" => format!("7d444840-9dc0-41d1-b245-{variation:012x}"),
        "json-pointer" => format!("/{variation}"),
        "relative-json-pointer" => format!("{variation}/a"),
        "regex" => format!("a{{{variation}}}"),
        "byte" => "bW9jaw==".to_owned(),
        "decimal" => format!("{variation}.5"),
        "int32" | "int64" | "uint32" | "uint64" => format!("{}", variation + 1),
        _ => return None,
    };
    Some(text)
}

/// Returns an integer within the bounds.
pub(super) fn integer(wanted: &Wanted<'_>, variation: usize) -> Value {
    let bounds = Bounds::of(wanted);
    let variation = i128::try_from(variation).unwrap_or_default();
    let whole = |number: f64| {
        // Bounds beyond the integers of JSON have no effect.
        #[allow(clippy::cast_possible_truncation)]
        let whole = number as i128;
        whole
    };
    let step = bounds.step.map_or(1, |step| whole(step.ceil()).max(1));
    let least = bounds.least.map(|least| whole(least.floor()));
    let most = bounds.most.map(|most| whole(most.ceil()));
    let first = [Some(1), least, most, Some(0)].into_iter().flatten();
    let near = first.flat_map(|first| {
        let multiple = first.saturating_sub(first.rem_euclid(step));
        let away = variation..variation.saturating_add(3);
        away.flat_map(move |steps| {
            let distance = step.saturating_mul(steps);
            [
                multiple.saturating_add(distance),
                multiple.saturating_sub(distance),
            ]
        })
    });
    let mut candidates: Vec<i128> = near.collect();
    candidates.insert(0, 1 + variation);
    #[allow(clippy::cast_precision_loss)]
    let found = candidates
        .into_iter()
        .find(|candidate| bounds.allow(*candidate as f64));
    let found = found.unwrap_or(1);
    i64::try_from(found)
        .map(Value::from)
        .or_else(|_| u64::try_from(found).map(Value::from))
        .unwrap_or(Value::from(1))
}

/// Returns a number within the bounds, with a fraction if possible.
pub(super) fn number(wanted: &Wanted<'_>, variation: usize) -> Value {
    let bounds = Bounds::of(wanted);
    #[allow(clippy::cast_precision_loss)]
    let variation = variation as f64;
    let step = bounds.step.unwrap_or(1.0);
    let middle = match (bounds.least, bounds.most) {
        (Some(least), Some(most)) => f64::midpoint(least, most),
        (Some(least), None) => least + step,
        (None, Some(most)) => most - step,
        (None, None) => step,
    };
    let multiple = (middle / step).floor() * step;
    let candidates = [
        1.5 + variation,
        middle + variation,
        multiple + variation * step,
        multiple + step,
        1.0,
        0.0,
    ];
    let ends = [bounds.least, bounds.most].into_iter().flatten();
    let mut candidates = candidates.into_iter().chain(ends);
    let found = candidates.find(|candidate| bounds.allow(*candidate));
    Number::from_f64(found.unwrap_or(1.5)).map_or(Value::from(1), Value::Number)
}

/// Bounds of a number.
struct Bounds {
    least: Option<f64>,
    most: Option<f64>,
    excludes_least: bool,
    excludes_most: bool,
    step: Option<f64>,
}

impl Bounds {
    fn of(wanted: &Wanted<'_>) -> Self {
        let numbers = |name| wanted.keyword(name).filter_map(Value::as_f64);
        // In `OpenAPI` 3.0, exclusive bounds are flags.
        let flag = |name| wanted.keyword(name).any(|value| value == true);
        let least = numbers("minimum").reduce(f64::max);
        let above = numbers("exclusiveMinimum").reduce(f64::max);
        let most = numbers("maximum").reduce(f64::min);
        let under = numbers("exclusiveMaximum").reduce(f64::min);
        Self {
            least: above.into_iter().chain(least).reduce(f64::max),
            most: under.into_iter().chain(most).reduce(f64::min),
            excludes_least: above.is_some() || flag("exclusiveMinimum"),
            excludes_most: under.is_some() || flag("exclusiveMaximum"),
            step: numbers("multipleOf").find(|step| *step > 0.0),
        }
    }

    fn allow(&self, number: f64) -> bool {
        let above = self
            .least
            .is_none_or(|least| number > least || !self.excludes_least && number >= least);
        let under = self
            .most
            .is_none_or(|most| number < most || !self.excludes_most && number <= most);
        let steps = self.step.is_none_or(|step| {
            let steps = number / step;
            (steps - steps.round()).abs() < 1e-9
        });
        above && under && steps
    }
}
