//! Emits the statements of an operation's method: the request with its parameters, and its body.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments::{Arguments, converts, is_small};
use crate::emit::analysis::error_tables::OperationTable;
use crate::emit::analysis::fields::{emitted_parameter_names, plain};
use crate::emit::print::FileWriter;
use crate::emit::print::layout::{self, CallExpr, Statement, list, literal};
use crate::emit::types::bodies::{body_call, style};
use crate::emit::types::values;
use crate::ir::{
    Operation, Parameter, ParameterLocation, RequestBody, RequestEnvelope, SecurityRequirement,
    Server, ServerVariable, Style,
};

/// Returns the statements of the method: the request, its body, and the calls that end it.
pub(super) fn body(
    file: &FileWriter<'_>,
    operation: &Operation,
    arguments: &Arguments,
    end: Vec<CallExpr>,
) -> Vec<Statement> {
    let mut request = request(file, operation, arguments);
    let (Some(body), Some(argument)) = (&operation.body, &arguments.body) else {
        // An envelope is sent even without a body.
        request.extend(operation.request_envelope.as_ref().map(|envelope| {
            let text = [envelope.before.as_str(), &envelope.after].concat();
            CallExpr::new(".text", [literal(&envelope.media_type), literal(&text)])
        }));
        request.extend(end);
        // The layout of a list of servers or a macro depends on its content, so `prettyplease` prints it.
        let value = if operation.servers.is_empty() && operation.constants.is_empty() {
            Statement::Value
        } else {
            Statement::Other
        };
        return vec![value(request)];
    };
    if body.required {
        let into = if converts(file, body) { ".into()" } else { "" };
        let value = format!("{argument}{into}");
        if body.choice {
            let mut calls = vec![
                CallExpr::name(value),
                CallExpr::new(".write", [layout::flat(&request)]),
            ];
            calls.extend(end);
            return vec![Statement::Other(calls)];
        }
        let envelope = operation.request_envelope.as_ref();
        request.push(sent_call(file, body, envelope, &value));
        request.extend(end);
        return vec![Statement::Value(request)];
    }
    let with_body = if body.choice {
        "body.write(request)".to_owned()
    } else {
        let call = body_call(file, &body.content, "body");
        format!("request{}", layout::flat(&[call]))
    };
    let mut value = vec![CallExpr::name("request")];
    value.extend(end);
    vec![
        Statement::Let("request", request),
        Statement::LetMatch(
            "request",
            vec![CallExpr::name(argument.clone()), CallExpr::new(".into", [])],
            [
                format!("Some(body) => {with_body},"),
                "None => request,".to_owned(),
            ],
        ),
        Statement::Value(value),
    ]
}

/// Returns the function of the runtime that begins a request with a method.
fn constructor(method: &str) -> &'static str {
    match method {
        "GET" => "get",
        "PUT" => "put",
        "POST" => "post",
        "DELETE" => "delete",
        "OPTIONS" => "options",
        "HEAD" => "head",
        "PATCH" => "patch",
        "TRACE" => "trace",
        _ => "with_method",
    }
}

/// Returns the calls that build the request with all parameters, without its body.
fn request(file: &FileWriter<'_>, operation: &Operation, arguments: &Arguments) -> Vec<CallExpr> {
    let constructor = constructor(&operation.method);
    let method = if constructor == "with_method" {
        Some(literal(&operation.method))
    } else {
        None
    };
    let arguments_of_request = [
        Some("self.0".to_owned()),
        method,
        Some(literal(&operation.path)),
        Some(literal(&operation.id)),
    ];
    let mut calls = vec![CallExpr::new(
        format!("{}::{constructor}", file.runtime("Request")),
        arguments_of_request.into_iter().flatten(),
    )];
    for (parameter, name) in operation.path_parameters.iter().zip(&arguments.path) {
        let Some(name) = name else {
            let ty = file.shape(&parameter.field.shape);
            calls.push(parameter_call(file, parameter, format!("&{ty}::default()")));
            continue;
        };
        // Text and types of the API are references already.
        let reference = if is_small(file, &plain(&parameter.field.shape)) {
            "&"
        } else {
            ""
        };
        calls.push(parameter_call(
            file,
            parameter,
            format!("{reference}{name}"),
        ));
    }
    if let (Some(parameters), Some(name)) = (&operation.parameters, &arguments.parameters) {
        let names = emitted_parameter_names(parameters);
        for (parameter, names) in parameters.parameters.iter().zip(names) {
            let value = format!("&{name}.{}", names.field);
            calls.push(parameter_call(file, parameter, value));
        }
    }
    for parameter in &operation.constants {
        let value = parameter.field.constant.as_ref().map(values::json);
        let value = format!("&::serde_json::json!({})", value.unwrap_or_default());
        calls.push(parameter_call(file, parameter, value));
    }
    let common = requirements(&file.context.api.common_security);
    let security = requirements(&operation.security);
    if security != common {
        let alternatives: Vec<String> = security.iter().map(|all| list(all)).collect();
        calls.push(CallExpr::new(".security", [list(&alternatives)]));
    }
    if !operation.success_statuses.is_empty() {
        let statuses = list(&operation.success_statuses);
        calls.push(CallExpr::new(".success_statuses", [statuses]));
    }
    if !operation.servers.is_empty() {
        let servers = servers(file, &operation.servers);
        calls.push(CallExpr::new(".server", [servers.to_string()]));
    }
    calls.extend(envelope_call(file, operation));
    calls
}

/// Returns the call that adds the body, or the body within its envelope.
fn sent_call(
    file: &FileWriter<'_>,
    body: &RequestBody,
    envelope: Option<&RequestEnvelope>,
    value: &str,
) -> CallExpr {
    let Some(envelope) = envelope else {
        return body_call(file, &body.content, value);
    };
    let (before, after) = (literal(&envelope.before), literal(&envelope.after));
    let media_type = literal(&envelope.media_type);
    CallExpr::new(
        ".json_within",
        [media_type, before, format!("&{value}"), after],
    )
}

/// Returns the call that sets the envelope of an operation's responses, if it has one.
fn envelope_call(file: &FileWriter<'_>, operation: &Operation) -> Option<CallExpr> {
    let name = file.context.errors.envelope_of(operation)?;
    let path = format!("&{}::{name}", file.api("error"));
    Some(CallExpr::new(".envelope", [path]))
}

/// Returns the call that sets the table of an operation's errors, if it has its own.
pub(super) fn errors_call(file: &FileWriter<'_>, operation: &Operation) -> Option<CallExpr> {
    let decode = match file.context.errors.of(operation) {
        OperationTable::Common => return None,
        OperationTable::Empty => "|_, _| None".to_owned(),
        OperationTable::Own(name) => format!("{}::{name}", file.api("error")),
    };
    Some(CallExpr::new(".errors", [decode]))
}

/// Returns the call that adds a parameter, without the defaults of its location.
fn parameter_call(file: &FileWriter<'_>, parameter: &Parameter, value: String) -> CallExpr {
    let name = literal(&parameter.field.wire_name);
    let Parameter {
        explode,
        allow_reserved,
        ..
    } = parameter;
    let style = || style(file, parameter.style);
    match (parameter.location, parameter.style) {
        (location, Style::Json) => {
            let location = match location {
                ParameterLocation::Path => "Path",
                ParameterLocation::Query => "Query",
                ParameterLocation::Header => "Header",
                ParameterLocation::Cookie => "Cookie",
            };
            let location = format!("{}::{location}", file.runtime("Location"));
            CallExpr::new(".json_parameter", [location, name, value])
        }
        (ParameterLocation::Path, Style::Simple) if !explode => {
            CallExpr::new(".path", [name, value])
        }
        (ParameterLocation::Path, _) => {
            CallExpr::new(".path_with", [name, style(), explode.to_string(), value])
        }
        (ParameterLocation::Query, Style::Form) if *explode && !allow_reserved => {
            CallExpr::new(".query", [name, value])
        }
        (ParameterLocation::Query, _) => CallExpr::new(
            ".query_with",
            [
                name,
                style(),
                explode.to_string(),
                allow_reserved.to_string(),
                value,
            ],
        ),
        (ParameterLocation::Header, _) if *explode => {
            CallExpr::new(".header_with", [name, true.to_string(), value])
        }
        (ParameterLocation::Header, _) => CallExpr::new(".header", [name, value]),
        (ParameterLocation::Cookie, _) if *explode => CallExpr::new(".cookie", [name, value]),
        (ParameterLocation::Cookie, _) => {
            CallExpr::new(".cookie_with", [name, false.to_string(), value])
        }
    }
}

/// Returns servers as static data.
pub(crate) fn servers(file: &FileWriter<'_>, servers: &[Server]) -> TokenStream {
    let servers =
        servers.iter().map(|server| {
            let description = file.runtime("ServerDescription");
            let url = &server.url;
            let variables = server.variables.iter().map(|variable| {
            let description = file.runtime("ServerVariable");
            let ServerVariable { wire_name, default, values, .. } = variable;
            let default = default
                .as_ref()
                .map_or_else(|| quote!(None), |default| quote!(Some(#default)));
            quote!(#description { name: #wire_name, default: #default, values: &[#(#values),*] })
        });
            quote!(#description { url: #url, variables: &[#(#variables),*] })
        });
    quote!(&[#(#servers),*])
}

/// Returns the credentials of each alternative, without their scopes.
pub(crate) fn requirements(security: &[Vec<SecurityRequirement>]) -> Vec<Vec<usize>> {
    security
        .iter()
        .map(|all| {
            all.iter()
                .map(|requirement| requirement.credential)
                .collect()
        })
        .collect()
}
