//! Emits the error bodies: an enum over all error bodies of the API, and tables from a status to its body.

use std::collections::HashMap;

use indexmap::IndexSet;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::names;
use crate::emit::names::ident;
use crate::emit::operations::choices;
use crate::emit::print::layout::CallExpr;
use crate::emit::scope::{Context, FileWriter};
use crate::ir::{
    Api, Docs, Encoding, ErrorBody, ErrorFormat, ErrorResponse, Operation, Primitive,
    ResponseEnvelope, Shape, Status,
};

/// The maximum length of a table's name; a longer name ends with a digest.
const LONGEST_NAME: usize = 60;

/// The bodies of each status, without entries that make no difference: exact statuses, then ranges, then all others.
type Table = Vec<ErrorResponse>;

/// All tables of an API.
pub(crate) struct Tables {
    common: Table,
    /// The tables that differ from `common` and have a body, in the order of the operations, with their decode
    /// functions.
    others: Vec<(Table, String)>,
    index: HashMap<Table, usize>,
    /// The names of the variants that hold the bodies.
    variants: Vec<String>,
    /// The envelopes of responses.
    envelopes: IndexSet<ResponseEnvelope>,
}

impl Tables {
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
}

fn operations(api: &Api) -> impl Iterator<Item = &Operation> {
    api.resources
        .iter()
        .flat_map(|resource| &resource.operations)
}

/// Returns the name of the static with an envelope.
fn envelope_name(index: usize) -> String {
    match index {
        0 => "ENVELOPE".to_owned(),
        _ => format!("ENVELOPE_{}", index + 1),
    }
}

/// Emits an envelope of responses as static data.
fn envelope_item(scope: &FileWriter<'_>, envelope: &ResponseEnvelope, index: usize) -> TokenStream {
    let (description, format) = (scope.runtime("Envelope"), scope.runtime("ErrorFormat"));
    let name = ident(&envelope_name(index));
    let ResponseEnvelope {
        payload,
        errors,
        success,
        error_format: ErrorFormat { code, message },
    } = envelope;
    quote! {
        pub(super) static #name: #description = #description {
            payload: #payload,
            errors: &[#(#errors),*],
            success: &[#(#success),*],
            error_format: #format { code: &[#(#code),*], message: &[#(#message),*] },
        };
    }
}

/// Returns the call that sets the response envelope of an operation.
pub(crate) fn envelope_of(scope: &FileWriter<'_>, operation: &Operation) -> Option<CallExpr> {
    let envelope = operation.response_envelope.as_ref()?;
    let index = scope.context.tables.envelopes.get_index_of(envelope)?;
    let path = format!("&{}::{}", scope.api("error"), envelope_name(index));
    Some(CallExpr::new(".envelope", [path]))
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

/// Removes the statuses with the same bodies as the default, which covers them.
fn without_repetitions(entries: Vec<ErrorResponse>) -> Table {
    let bodies = |status: Status| -> Vec<Option<usize>> {
        let of_status = entries.iter().filter(|entry| entry.status == status);
        of_status.map(|entry| entry.body).collect()
    };
    let others = bodies(Status::Default);
    if others.is_empty()
        || entries
            .iter()
            .any(|entry| matches!(entry.status, Status::Range(_)))
    {
        return entries;
    }
    let is_told =
        |entry: &&ErrorResponse| entry.status == Status::Default || bodies(entry.status) != others;
    entries.iter().filter(is_told).copied().collect()
}

fn has_bodies(table: &[ErrorResponse]) -> bool {
    table.iter().any(|entry| entry.body.is_some())
}

/// Groups statuses with the same bodies, which are tried in turn. The groups are in the order of the match.
fn groups(table: &[ErrorResponse]) -> Vec<(Vec<usize>, Vec<Status>)> {
    let rank = |status: &Status| match status {
        Status::Code(_) => 0,
        Status::Range(_) => 1,
        Status::Default => 2,
    };
    let mut groups: Vec<(Vec<usize>, Vec<Status>)> = Vec::new();
    for entries in table.chunk_by(|one, other| one.status == other.status) {
        let Some(status) = entries.first().map(|entry| entry.status) else {
            continue;
        };
        let bodies: Vec<usize> = entries.iter().filter_map(|entry| entry.body).collect();
        let same = groups.iter_mut().find(|(before, statuses)| {
            *before == bodies && statuses.first().map(rank) == Some(rank(&status))
        });
        match same {
            Some((_, statuses)) => statuses.push(status),
            None => groups.push((bodies, vec![status])),
        }
    }
    groups
}

/// Returns a name made from the content of the table, which depends on nothing else in the API.
fn function_name(api: &Api, table: &[ErrorResponse]) -> String {
    let mut name = "decode".to_owned();
    for (bodies, statuses) in groups(table) {
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

/// Emits the file of the errors.
pub(crate) fn error(scope: &FileWriter<'_>) -> Vec<TokenStream> {
    let Context { api, tables, .. } = scope.context;
    let docs = Docs {
        summary: Some("The body of an error response.".to_owned()),
        ..Docs::default()
    };
    let docs = scope.docs(&docs, &[], 0);
    let variants = tables
        .variants
        .iter()
        .zip(&api.error_bodies)
        .map(|(name, body)| {
            let name = ident(name);
            let ty = choices::received(scope, &body.content);
            quote!(#name(#ty),)
        });
    let mut items = vec![quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum ErrorBody { #(#variants)* }
    }];
    let trait_name = scope.runtime("DecodeError");
    let (arguments, decision) = decision(scope, &tables.common, &quote!(Self));
    items.push(quote! {
        impl #trait_name for ErrorBody {
            fn decode(#arguments) -> Option<Self> { #decision }
        }
    });
    for (index, envelope) in tables.envelopes.iter().enumerate() {
        items.push(envelope_item(scope, envelope, index));
    }
    for (table, name) in &tables.others {
        let name = ident(name);
        let (arguments, decision) = super::errors::decision(scope, table, &quote!(ErrorBody));
        items.push(quote!(pub(super) fn #name(#arguments) -> Option<ErrorBody> { #decision }));
    }
    items
}

/// Returns the call that sets an operation's own table, if it needs one.
pub(crate) fn table_of(scope: &FileWriter<'_>, operation: &Operation) -> Option<CallExpr> {
    let tables = &scope.context.tables;
    let table = table(&operation.errors);
    if table == tables.common {
        return None;
    }
    let Some((_, name)) = tables
        .index
        .get(&table)
        .and_then(|index| tables.others.get(*index))
    else {
        return Some(CallExpr::new(".errors", ["|_, _| None".to_owned()]));
    };
    Some(CallExpr::new(
        ".errors",
        [format!("{}::{name}", scope.api("error"))],
    ))
}

/// Returns the arguments and the body of a function that decodes by a table.
fn decision(
    scope: &FileWriter<'_>,
    table: &[ErrorResponse],
    body_type: &TokenStream,
) -> (TokenStream, TokenStream) {
    let response = scope.runtime("ResponseBody");
    let groups = groups(table);
    match groups.as_slice() {
        [] => (quote!(_status: u16, _body: &#response<'_>), quote!(None)),
        [(bodies, statuses)] if statuses.as_slice() == [Status::Default] => (
            quote!(_status: u16, body: &#response<'_>),
            decoded(scope.context, bodies, body_type),
        ),
        groups => {
            let arms = groups.iter().map(|(bodies, statuses)| {
                let patterns = statuses.iter().map(|status| pattern(*status));
                let value = decoded(scope.context, bodies, body_type);
                quote!(#(#patterns)|* => #value,)
            });
            let complete = groups
                .iter()
                .any(|(_, statuses)| statuses.contains(&Status::Default));
            let otherwise = (!complete).then(|| quote!(_ => None,));
            (
                quote!(status: u16, body: &#response<'_>),
                quote!(match status { #(#arms)* #otherwise }),
            )
        }
    }
}

/// Returns an expression for the first of several bodies that can be decoded.
fn decoded(context: &Context<'_>, bodies: &[usize], body_type: &TokenStream) -> TokenStream {
    let mut found = bodies.iter().filter_map(|body| {
        let name = context.tables.variants.get(*body)?;
        Some(decoded_body(
            context.api.error_bodies.get(*body)?,
            name,
            body_type,
        ))
    });
    let Some(first) = found.next() else {
        return quote!(None);
    };
    found.fold(first, |before, next| quote!(#before.or_else(|| #next)))
}

fn decoded_body(body: &ErrorBody, name: &str, body_type: &TokenStream) -> TokenStream {
    let name = ident(name);
    let pointer = &body.pointer;
    match body.content.encoding {
        Encoding::Json if pointer.is_empty() => quote!(body.json().map(#body_type::#name)),
        Encoding::Json => quote!(body.json_at(#pointer).map(#body_type::#name)),
        Encoding::Text if body.content.shape == Shape::Primitive(Primitive::String) => {
            quote!(body.text().map(#body_type::#name))
        }
        Encoding::Text => quote!(body.scalar().map(#body_type::#name)),
        Encoding::TextOrJson => quote!(body.text_or_json().map(#body_type::#name)),
        _ => quote!(Some(#body_type::#name(body.bytes()))),
    }
}

/// Returns the pattern of a status.
pub(crate) fn pattern(status: Status) -> TokenStream {
    match status {
        Status::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(#code)
        }
        Status::Range(hundred) => {
            let first = u16::from(hundred).saturating_mul(100);
            let (first, last) = (
                Literal::u16_unsuffixed(first),
                Literal::u16_unsuffixed(first.saturating_add(99)),
            );
            quote!(#first..=#last)
        }
        Status::Default => quote!(_),
    }
}
