//! Emits the methods of operations: each returns a call and sends nothing.

pub(crate) mod choices;
pub(crate) mod pages;
pub(crate) mod resources;

use indexmap::IndexSet;

use super::client::errors;
use super::names::{self, OtherMethods};
use super::print::EmitError;
use super::print::layout;
use super::print::layout::{CallExpr, Function, Statement, literal};
use super::scope::{FileWriter, RustCode};
use super::types::structs::{parameter_names, plain, write_comment};
use super::types::values;
use super::{client, docs};
use crate::ir::{
    Callback, Content, Encoding, Operation, Output, Parameter, ParameterLocation, Primitive,
    RequestBody, RequestEnvelope, Shape, Style, TypeKind,
};

/// Adds the methods of an operation to the text of its resource's `impl`: one for the operation, and one for each
/// further media type that can be requested.
pub(crate) fn operation(
    scope: &FileWriter<'_>,
    operation: &Operation,
    name: &str,
    text: &mut String,
) -> Result<(), EmitError> {
    let docs = operation_docs(scope, operation, None);
    function(
        scope,
        operation,
        name,
        &docs,
        output(scope, operation),
        text,
    )?;
    for alternative in &operation.alternatives {
        let name = names::escape_ident(&alternative.name);
        let docs = operation_docs(scope, operation, Some(&alternative.media_type));
        let output = output_of(scope, &alternative.output, &operation.error_media_types);
        function(scope, operation, &name, &docs, output, text)?;
    }
    Ok(())
}

fn function(
    scope: &FileWriter<'_>,
    operation: &Operation,
    name: &str,
    docs: &[String],
    (output, mut end): (String, Vec<CallExpr>),
    text: &mut String,
) -> Result<(), EmitError> {
    write_comment(text, "    ", docs);
    if operation.deprecated {
        text.push_str("    #[deprecated]\n");
    }
    text.push_str("    #[inline]\n");
    let arguments = Arguments::new(scope, operation);
    end.extend(errors::table_of(scope, operation));
    let function = Function {
        name: name.to_owned(),
        arguments: typed(scope, operation, &arguments),
        output,
        body: body(scope, operation, &arguments, end),
    };
    function.write(text)
}

/// The names of a method's arguments.
struct Arguments {
    /// One for each path parameter; none for a constant.
    path: Vec<Option<String>>,
    parameters: Option<String>,
    body: Option<String>,
}

impl Arguments {
    fn new(scope: &FileWriter<'_>, operation: &Operation) -> Self {
        let asked = |parameter: &&Parameter| !is_constant(scope, &parameter.field.shape);
        let path = operation.path_parameters.iter().filter(asked);
        let path = path.map(|parameter| parameter.field.name.as_str());
        let parameters = operation.parameters.as_ref().map(|_| "parameters");
        let body = operation.body.as_ref().map(|_| "body");
        // Names from the document come first, so that they stay unchanged.
        let names = names::distinct(path.chain(parameters).chain(body), &[]);
        let mut names = names.into_iter();
        Self {
            path: operation
                .path_parameters
                .iter()
                .map(|parameter| {
                    let asked = !is_constant(scope, &parameter.field.shape);
                    asked.then(|| names.next()).flatten()
                })
                .collect(),
            parameters: parameters.and_then(|_| names.next()),
            body: body.and_then(|_| names.next()),
        }
    }
}

/// Returns the docs of an operation: summary, description, method and path, scopes, callbacks, path parameters and
/// body.
fn operation_docs(
    scope: &FileWriter<'_>,
    operation: &Operation,
    media_type: Option<&str>,
) -> Vec<String> {
    let width = docs::width(4);
    let mut fact = docs::code(&format!("{} {}", operation.method, operation.path));
    if let Some(media_type) = media_type {
        fact.push_str(&format!(", response as {}", docs::code(media_type)));
    }
    fact.push('.');
    let requirements = operation.security.iter().flatten();
    let scopes: IndexSet<&str> = requirements
        .flat_map(|requirement| &requirement.scopes)
        .map(String::as_str)
        .collect();
    let scopes: Vec<String> = scopes.into_iter().map(docs::code).collect();
    let description = operation.docs.description.as_deref().unwrap_or_default();
    // Many documents also list the scopes in the description.
    if !scopes.iter().all(|scope| description.contains(scope)) {
        fact.push_str(&format!(" Scopes: {}.", scopes.join(", ")));
    }
    let mut facts = vec![fact];
    facts.extend(
        operation
            .callbacks
            .iter()
            .map(|callback| callback_docs(scope, callback)),
    );
    let mut lines = docs::doc_lines(&operation.docs, &facts, width);
    let mut items = Vec::new();
    for parameter in &operation.path_parameters {
        docs::item(
            &mut items,
            &parameter.field.name,
            &parameter.field.docs,
            width,
        );
    }
    if let Some(body) = &operation.body {
        docs::item(&mut items, "body", &body.docs, width);
    }
    docs::append(&mut lines, items);
    lines
}

/// Describes a callback, with a link to the type of its body.
fn callback_docs(scope: &FileWriter<'_>, callback: &Callback) -> String {
    let name = docs::code(&callback.name);
    let (of, id) = match &callback.shape {
        Shape::List(item) => ("a list of ", item.as_ref()),
        shape => ("", shape),
    };
    let ty = match id {
        Shape::Named(id) => scope.context.names.of(*id).map(names::strip_raw),
        _ => None,
    };
    match ty {
        Some(ty) => format!(
            "The API sends {of}[{}](super::super::types::{ty}) to the callback {name}.",
            docs::code(ty)
        ),
        None => format!("The API calls the callback {name}."),
    }
}

/// Returns the arguments after `&self`, with their types.
fn typed(
    scope: &FileWriter<'_>,
    operation: &Operation,
    arguments: &Arguments,
) -> Vec<(String, String)> {
    let path = operation.path_parameters.iter().zip(&arguments.path);
    let mut typed: Vec<(String, String)> = path
        .filter_map(|(parameter, name)| {
            let ty = path_type(scope, &plain(&parameter.field.shape)).0;
            Some((name.clone()?, ty))
        })
        .collect();
    if let (Some(parameters), Some(name)) = (&operation.parameters, &arguments.parameters) {
        typed.push((name.clone(), scope.of_parameters(parameters).0));
    }
    if let (Some(body), Some(name)) = (&operation.body, &arguments.body) {
        typed.push((name.clone(), body_type(scope, body).0));
    }
    typed
}

/// Returns the type of an argument for a path parameter: text and types of the API by reference, small values by
/// value.
fn path_type(scope: &FileWriter<'_>, shape: &Shape) -> RustCode {
    if is_text(scope, shape) {
        return RustCode("&str".to_owned());
    }
    if let Shape::List(item) = shape {
        return RustCode(format!("&[{}]", scope.shape(item)));
    }
    let ty = scope.shape(shape);
    if is_small(scope, shape) {
        ty
    } else {
        RustCode(format!("&{ty}"))
    }
}

fn is_text(scope: &FileWriter<'_>, shape: &Shape) -> bool {
    matches!(scope.resolve(shape).0, Shape::Primitive(Primitive::String))
}

/// Reports whether there is only one value, so that no argument is needed.
fn is_constant(scope: &FileWriter<'_>, shape: &Shape) -> bool {
    let (_, ty) = scope.resolve(shape);
    matches!(ty.map(|ty| &ty.kind), Some(TypeKind::Constant(_)))
}

/// Reports whether a value is copied instead of passed by reference.
fn is_small(scope: &FileWriter<'_>, shape: &Shape) -> bool {
    match scope.resolve(shape).0 {
        Shape::Primitive(primitive) => !matches!(
            primitive,
            Primitive::String | Primitive::Base64 | Primitive::Binary
        ),
        _ => false,
    }
}

fn body_type(scope: &FileWriter<'_>, body: &RequestBody) -> RustCode {
    let ty = match body.content.encoding {
        Encoding::Binary | Encoding::Stream if !body.choice => scope.runtime("Body"),
        _ => scope.shape(&body.content.shape),
    };
    if !body.required {
        RustCode(format!("impl {}<{}<{ty}>>", scope.into(), scope.option()))
    } else if converts(scope, body) {
        RustCode(format!("impl {}<{ty}>", scope.into()))
    } else {
        ty
    }
}

/// Reports whether a required body is passed as `impl Into`.
fn converts(scope: &FileWriter<'_>, body: &RequestBody) -> bool {
    let (shape, ty) = scope.resolve(&body.content.shape);
    matches!(
        ty.map(|ty| &ty.kind),
        Some(TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::BodyChoice(_))
    ) || matches!(
        shape,
        Shape::Any | Shape::Primitive(Primitive::String | Primitive::Binary)
    ) || matches!(body.content.encoding, Encoding::Binary | Encoding::Stream)
}

/// Returns the calls that build the request with all parameters, without its body.
fn request(scope: &FileWriter<'_>, operation: &Operation, arguments: &Arguments) -> Vec<CallExpr> {
    let method = names::escape_ident(&operation.method.to_ascii_lowercase());
    let mut calls = vec![CallExpr::new(
        format!("{}::{method}", scope.runtime("Request")),
        [
            "self.0".to_owned(),
            literal(&operation.path),
            literal(&operation.id),
        ],
    )];
    for (parameter, name) in operation.path_parameters.iter().zip(&arguments.path) {
        let Some(name) = name else {
            let ty = scope.shape(&parameter.field.shape);
            calls.push(parameter_call(
                scope,
                parameter,
                format!("&{ty}::default()"),
            ));
            continue;
        };
        // Text and types of the API are references already.
        let reference = if is_small(scope, &plain(&parameter.field.shape)) {
            "&"
        } else {
            ""
        };
        calls.push(parameter_call(
            scope,
            parameter,
            format!("{reference}{name}"),
        ));
    }
    if let (Some(parameters), Some(name)) = (&operation.parameters, &arguments.parameters) {
        let names = names::fields(&parameter_names(parameters), OtherMethods::PARAMETERS);
        for (parameter, names) in parameters.parameters.iter().zip(names) {
            let value = format!("&{name}.{}", names.field);
            calls.push(parameter_call(scope, parameter, value));
        }
    }
    for parameter in &operation.constants {
        let value = parameter.field.constant.as_ref().map(values::json);
        let value = format!("&::serde_json::json!({})", value.unwrap_or_default());
        calls.push(parameter_call(scope, parameter, value));
    }
    let common = client::requirements(&scope.context.api.common_security);
    let security = client::requirements(&operation.security);
    if security != common {
        let alternatives: Vec<String> = security.iter().map(|all| list(all)).collect();
        calls.push(CallExpr::new(".security", [list(&alternatives)]));
    }
    if !operation.success_statuses.is_empty() {
        let statuses = list(&operation.success_statuses);
        calls.push(CallExpr::new(".success_statuses", [statuses]));
    }
    if !operation.servers.is_empty() {
        let servers = client::servers(scope, &operation.servers);
        calls.push(CallExpr::new(".server", [servers.to_string()]));
    }
    calls.extend(errors::envelope_of(scope, operation));
    calls
}

/// Returns the call that adds the body, or the body within its envelope.
fn sent_call(
    scope: &FileWriter<'_>,
    body: &RequestBody,
    envelope: Option<&RequestEnvelope>,
    value: &str,
) -> CallExpr {
    let Some(envelope) = envelope else {
        return body_call(scope, &body.content, value);
    };
    let (before, after) = (literal(&envelope.before), literal(&envelope.after));
    let media_type = literal(&envelope.media_type);
    CallExpr::new(
        ".json_within",
        [media_type, before, format!("&{value}"), after],
    )
}

/// Returns a reference to a list, as an expression.
fn list(items: &[impl ToString]) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    format!("&[{}]", items.join(", "))
}

/// Returns the call that adds a parameter, without the defaults of its location.
fn parameter_call(scope: &FileWriter<'_>, parameter: &Parameter, value: String) -> CallExpr {
    let name = literal(&parameter.field.wire_name);
    let Parameter {
        explode,
        allow_reserved,
        ..
    } = parameter;
    let style = || style(scope, parameter.style);
    match (parameter.location, parameter.style) {
        (location, Style::Json) => {
            let location = match location {
                ParameterLocation::Path => "Path",
                ParameterLocation::Query => "Query",
                ParameterLocation::Header => "Header",
                ParameterLocation::Cookie => "Cookie",
            };
            let location = format!("{}::{location}", scope.runtime("Location"));
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

fn style(scope: &FileWriter<'_>, style: Style) -> String {
    format!("{}::{}", scope.runtime("Style"), style_name(style))
}

pub(crate) fn style_name(style: Style) -> &'static str {
    match style {
        Style::Simple => "Simple",
        Style::Segments => "Segments",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::Json => "Json",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
        Style::Brackets => "Brackets",
    }
}

/// Returns the statements of the method: the request, its body, and the calls that end it.
fn body(
    scope: &FileWriter<'_>,
    operation: &Operation,
    arguments: &Arguments,
    end: Vec<CallExpr>,
) -> Vec<Statement> {
    let mut request = request(scope, operation, arguments);
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
        let into = if converts(scope, body) { ".into()" } else { "" };
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
        request.push(sent_call(scope, body, envelope, &value));
        request.extend(end);
        return vec![Statement::Value(request)];
    }
    let with_body = if body.choice {
        "body.write(request)".to_owned()
    } else {
        let call = body_call(scope, &body.content, "body");
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

/// Returns the call that adds a body.
pub(crate) fn body_call(scope: &FileWriter<'_>, content: &Content, value: &str) -> CallExpr {
    let media_type = || literal(&content.media_type);
    match content.encoding {
        Encoding::Json if content.media_type == "application/json" => {
            CallExpr::new(".json", [format!("&{value}")])
        }
        Encoding::Json => CallExpr::new(".json_as", [media_type(), format!("&{value}")]),
        Encoding::Form if content.styles.is_empty() => {
            CallExpr::new(".form", [format!("&{value}")])
        }
        Encoding::Form => {
            let styles = content.styles.iter().map(|property| {
                let style = style(scope, property.style);
                let name = literal(&property.name);
                let (explode, allow_reserved) = (property.explode, property.allow_reserved);
                format!("({name}, {style}, {explode}, {allow_reserved})")
            });
            let styles: Vec<String> = styles.collect();
            CallExpr::new(".form_with", [format!("&{value}"), list(&styles)])
        }
        Encoding::Multipart
            if content
                .media_type
                .eq_ignore_ascii_case("multipart/form-data") =>
        {
            CallExpr::new(".multipart", [format!("{value}.into()")])
        }
        Encoding::Multipart => {
            CallExpr::new(".multipart_as", [media_type(), format!("{value}.into()")])
        }
        Encoding::Text | Encoding::TextOrJson => {
            let text = match scope.resolve(&content.shape).0 {
                Shape::Primitive(Primitive::String) => value.to_owned(),
                _ => format!("{value}.to_string()"),
            };
            CallExpr::new(".text", [media_type(), text])
        }
        Encoding::Binary | Encoding::Stream => {
            CallExpr::new(".bytes", [media_type(), value.to_owned()])
        }
    }
}

/// Returns the type of the call, and the calls that end the request.
fn output(scope: &FileWriter<'_>, operation: &Operation) -> (String, Vec<CallExpr>) {
    if let Output::Content(content) = &operation.output
        && operation.pagination.is_some()
        && scope.context.is_paged(operation)
    {
        let (call, ty) = (scope.api("PageCall"), scope.shape(&content.shape));
        let mut end = accept(&[content], &operation.error_media_types);
        end.push(CallExpr::new(".returns_page", []));
        return (format!("{call}<{ty}>"), end);
    }
    output_of(scope, &operation.output, &operation.error_media_types)
}

fn output_of(
    scope: &FileWriter<'_>,
    output: &Output,
    errors: &[String],
) -> (String, Vec<CallExpr>) {
    let call = scope.api("Call");
    match output {
        Output::Nothing => (
            format!("{call}<()>"),
            vec![CallExpr::new(".returns_nothing", [])],
        ),
        Output::Optional(content) if content.encoding == Encoding::Json => {
            let ty = scope.shape(&content.shape);
            let mut end = accept(&[content], errors);
            // No body and null mean the same.
            if matches!(content.shape, Shape::Nullable(_)) {
                end.push(CallExpr::new(".returns_json_or_null", []));
                return (format!("{call}<{ty}>"), end);
            }
            end.push(CallExpr::new(".returns_optional_json", []));
            (format!("{call}<{}<{ty}>>", scope.option()), end)
        }
        // Without a body, text and bytes are empty.
        Output::Content(content) | Output::Optional(content) => {
            let (ty, returns) = content_output(scope, content);
            let mut end = accept(&[content], errors);
            end.push(CallExpr::new(returns, []));
            (format!("{call}<{ty}>"), end)
        }
        Output::Choice(id) => {
            let ty = scope.named(*id);
            let mut end = accept(&choices::contents(scope, *id), errors);
            end.push(CallExpr::new(".returns_with", [format!("{ty}::decode")]));
            (format!("{call}<{ty}>"), end)
        }
    }
}

/// Returns the type that a body is decoded to, and the method of the request that selects it.
fn content_output(scope: &FileWriter<'_>, content: &Content) -> (RustCode, &'static str) {
    let shape = || scope.shape(&content.shape);
    match content.encoding {
        Encoding::Json => (shape(), ".returns_json"),
        Encoding::TextOrJson => (shape(), ".returns_text_or_json"),
        Encoding::Text if content.shape == Shape::Primitive(Primitive::String) => {
            (scope.string(), ".returns_text")
        }
        Encoding::Text => (shape(), ".returns_scalar"),
        Encoding::Stream => (scope.runtime("ByteStream"), ".returns_stream"),
        Encoding::Binary | Encoding::Multipart | Encoding::Form => {
            (scope.bytes(), ".returns_bytes")
        }
    }
}

/// Returns the call that sets `Accept`: the media types of the successes and, with a lower weight, those that only
/// errors have. A server that respects `Accept` could otherwise replace an error by a 406 response. JSON alone is the
/// default.
fn accept(successes: &[&Content], errors: &[String]) -> Vec<CallExpr> {
    let mut accepted: Vec<&str> = Vec::new();
    for content in successes {
        for media_type in [Some(&content.media_type), content.text_media_type.as_ref()] {
            accepted.extend(
                media_type
                    .map(String::as_str)
                    .filter(|one| !accepted.contains(one)),
            );
        }
    }
    let wanted = accepted.len();
    for media_type in errors {
        if !is_accepted(&accepted, media_type) {
            accepted.push(media_type);
        }
    }
    if wanted == 0 || accepted == ["application/json"] {
        return Vec::new();
    }
    let listed = accepted.iter().enumerate().map(|(index, media_type)| {
        let less = if index < wanted { "" } else { ";q=0.5" };
        format!("{media_type}{less}")
    });
    let listed: Vec<String> = listed.collect();
    vec![CallExpr::new(".accept", [literal(&listed.join(", "))])]
}

/// Reports whether a media type is accepted already, possibly by a range.
fn is_accepted(accepted: &[&str], media_type: &str) -> bool {
    let (range, _) = media_type.split_once('/').unwrap_or_default();
    accepted.iter().any(|known| {
        known.eq_ignore_ascii_case(media_type)
            || *known == "*/*"
            || known
                .strip_suffix("/*")
                .is_some_and(|known| known.eq_ignore_ascii_case(range))
    })
}
