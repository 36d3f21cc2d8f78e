//! The tables from the status of an error response to its body, each once, and the envelopes of responses.

use std::collections::HashMap;

use indexmap::IndexSet;

use super::names;
use crate::ir::{Api, ErrorResponse, Operation, ResponseEnvelope, Status};

/// The maximum length of a table's name; a longer name ends with a digest.
const LONGEST_NAME: usize = 60;

/// The bodies of each status, without entries that make no difference: exact statuses, then ranges, then all others.
pub(crate) type Table = Vec<ErrorResponse>;

/// All tables of an API.
pub(crate) struct ErrorTables {
    /// The table of the errors that most operations declare.
    pub(crate) common: Table,
    /// The tables that differ from `common` and have a body, in the order of the operations, with the names of their
    /// decode functions.
    pub(crate) others: Vec<(Table, String)>,
    index: HashMap<Table, usize>,
    /// The names of the variants that hold the bodies.
    pub(crate) variants: Vec<String>,
    /// The envelopes of responses.
    pub(crate) envelopes: IndexSet<ResponseEnvelope>,
}

/// The table of an operation.
pub(crate) enum OperationTable<'a> {
    /// The common table.
    Common,
    /// A table without bodies.
    Empty,
    /// A table of its own, by the name of its decode function.
    Own(&'a str),
}

impl ErrorTables {
    /// Collects the tables of an API.
    pub(crate) fn new(api: &Api) -> Self {
        let common = table(&api.common_errors);
        let mut distinct: Vec<Table> = Vec::new();
        let mut index = HashMap::new();
        for operation in operations(api) {
            let table = table(&operation.errors);
            if table != common && has_bodies(&table) && !index.contains_key(&table) {
                index.insert(table.clone(), distinct.len());
                distinct.push(table);
            }
        }
        let names: Vec<String> = distinct
            .iter()
            .map(|table| function_name(api, table))
            .collect();
        let names = names::distinct(names.iter().map(String::as_str), &[]);
        let others = distinct.into_iter().zip(names).collect();
        let variants = names::distinct(api.error_bodies.iter().map(|body| body.name.as_str()), &[]);
        Self {
            common,
            others,
            index,
            variants,
            envelopes: operations(api)
                .filter_map(|operation| operation.response_envelope.clone())
                .collect(),
        }
    }

    /// Returns the table of an operation.
    pub(crate) fn of(&self, operation: &Operation) -> OperationTable<'_> {
        let table = table(&operation.errors);
        if table == self.common {
            return OperationTable::Common;
        }
        let index = self.index.get(&table);
        match index.and_then(|index| self.others.get(*index)) {
            Some((_, name)) => OperationTable::Own(name),
            None => OperationTable::Empty,
        }
    }

    /// Returns the name of the static with the envelope of an operation's responses.
    pub(crate) fn envelope_of(&self, operation: &Operation) -> Option<String> {
        let envelope = operation.response_envelope.as_ref()?;
        Some(envelope_name(self.envelopes.get_index_of(envelope)?))
    }
}

fn operations(api: &Api) -> impl Iterator<Item = &Operation> {
    api.resources
        .iter()
        .flat_map(|resource| &resource.operations)
}

/// Returns the name of the static with an envelope.
pub(crate) fn envelope_name(index: usize) -> String {
    match index {
        0 => "ENVELOPE".to_owned(),
        _ => format!("ENVELOPE_{}", index + 1),
    }
}

/// Returns the table of declared errors, without entries that make no difference.
fn table(errors: &[ErrorResponse]) -> Table {
    let mut entries = errors.to_vec();
    entries.sort_by_key(|entry| entry.status);
    entries.dedup();
    // A status without a body only matters as an exception from a range or the default.
    let wide = entries
        .iter()
        .any(|entry| entry.body.is_some() && !matches!(entry.status, Status::Code(_)));
    entries.retain(|entry| entry.body.is_some() || wide);
    without_repetitions(entries)
}

/// Removes the statuses with the same bodies as the default, which covers them. Entries are sorted by status.
fn without_repetitions(entries: Vec<ErrorResponse>) -> Table {
    let is_of_default = |entry: &&ErrorResponse| entry.status == Status::Default;
    let of_default: Vec<Option<usize>> = entries
        .iter()
        .filter(is_of_default)
        .map(|entry| entry.body)
        .collect();
    let is_range = |entry: &ErrorResponse| matches!(entry.status, Status::Range(_));
    if of_default.is_empty() || entries.iter().any(is_range) {
        return entries;
    }
    let is_needed = |of_status: &&[ErrorResponse]| {
        of_status.iter().any(|entry| is_of_default(&entry))
            || !of_status
                .iter()
                .map(|entry| entry.body)
                .eq(of_default.iter().copied())
    };
    let by_status = entries.chunk_by(|one, other| one.status == other.status);
    by_status.filter(is_needed).flatten().copied().collect()
}

fn has_bodies(table: &[ErrorResponse]) -> bool {
    table.iter().any(|entry| entry.body.is_some())
}

/// The statuses with the same bodies, which are tried in turn.
pub(crate) struct Group {
    /// The bodies, by their indices.
    pub(crate) bodies: Vec<usize>,
    pub(crate) statuses: Vec<Status>,
}

/// Groups statuses with the same bodies. The groups are in the order of the match.
pub(crate) fn groups(table: &[ErrorResponse]) -> Vec<Group> {
    let rank = |status: &Status| match status {
        Status::Code(_) => 0,
        Status::Range(_) => 1,
        Status::Default => 2,
    };
    let mut groups: Vec<Group> = Vec::new();
    for entries in table.chunk_by(|one, other| one.status == other.status) {
        let Some(status) = entries.first().map(|entry| entry.status) else {
            continue;
        };
        let bodies: Vec<usize> = entries.iter().filter_map(|entry| entry.body).collect();
        let same = groups.iter_mut().find(|group| {
            group.bodies == bodies && group.statuses.first().map(rank) == Some(rank(&status))
        });
        match same {
            Some(group) => group.statuses.push(status),
            None => groups.push(Group {
                bodies,
                statuses: vec![status],
            }),
        }
    }
    groups
}

/// Returns a name made from the content of the table, which depends on nothing else in the API.
fn function_name(api: &Api, table: &[ErrorResponse]) -> String {
    let mut name = "decode".to_owned();
    for Group { bodies, statuses } in groups(table) {
        for status in statuses {
            name.push('_');
            name.push_str(&match status {
                Status::Code(code) => code.to_string(),
                Status::Range(hundred) => format!("{hundred}xx"),
                Status::Default => "default".to_owned(),
            });
        }
        let bodies = bodies.iter().filter_map(|body| api.error_bodies.get(*body));
        let mut bodies = bodies.map(|body| heck::AsSnakeCase(&body.name).to_string());
        name.push('_');
        name.push_str(&bodies.next().unwrap_or_else(|| "nothing".to_owned()));
        for further in bodies {
            name.push_str("_or_");
            name.push_str(&further);
        }
    }
    if name.len() <= LONGEST_NAME {
        return name;
    }
    // FNV-1a, 32 bits.
    let digest = name.bytes().fold(0x811c_9dc5_u32, |digest, byte| {
        (digest ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let short: String = name.chars().take(LONGEST_NAME - 9).collect();
    format!("{}_{digest:08x}", short.trim_end_matches('_'))
}
