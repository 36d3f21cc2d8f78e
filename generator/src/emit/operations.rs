//! Endpoint functions: each describes one call and sends nothing.

use super::calls::{self, Call, Function, Statement, literal};
use super::names::{self, Beside};
use super::print::EmitError;
use super::scope::{Rust, Scope};
use super::structs::{parameter_names, plain, write_comment};
use super::{choices, client, docs, error, values};
use crate::ir::{
    Callback, Content, Encoding, Location, Operation, Output, Parameter, Primitive, RequestBody,
    RequestEnvelope, Shape, Style, TypeKind,
};

/// Adds the functions of an operation to the text of its handle's `impl`: one, and one for each further media type that
/// can be asked for.
pub(super) fn operation(
    scope: &Scope<'_>,
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
        let name = names::spelled(&alternative.name);
        let docs = operation_docs(scope, operation, Some(&alternative.media_type));
        let output = output_of(scope, &alternative.output, &operation.error_media_types);
        function(scope, operation, &name, &docs, output, text)?;
    }
    Ok(())
}

fn function(
    scope: &Scope<'_>,
    operation: &Operation,
    name: &str,
    docs: &[String],
    (output, mut end): (String, Vec<Call>),
    text: &mut String,
) -> Result<(), EmitError> {
    write_comment(text, "    ", docs);
    if operation.deprecated {
        text.push_str("    #[deprecated]\n");
    }
    text.push_str("    #[inline]\n");
    let arguments = Arguments::new(scope, operation);
    end.extend(error::table_of(scope, operation));
    let function = Function {
        name: name.to_owned(),
        arguments: typed(scope, operation, &arguments),
        output,
        body: body(scope, operation, &arguments, end),
    };
    function.write(text)
}

/// The names of a function's arguments.
struct Arguments {
    /// One for each parameter of the path; none for one that is constant.
    path: Vec<Option<String>>,
    parameters: Option<String>,
    body: Option<String>,
}

impl Arguments {
    fn new(scope: &Scope<'_>, operation: &Operation) -> Self {
        let asked = |parameter: &&Parameter| !is_constant(scope, &parameter.field.shape);
        let path = operation.path_parameters.iter().filter(asked);
        let path = path.map(|parameter| parameter.field.name.as_str());
        let parameters = operation.parameters.as_ref().map(|_| "parameters");
        let body = operation.body.as_ref().map(|_| "body");
        // The arguments with names from the document come first, so that they keep them.
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

/// Summary, description, what the values in the path are, and the line that a reader of the API's own documentation
/// looks for.
fn operation_docs(
    scope: &Scope<'_>,
    operation: &Operation,
    media_type: Option<&str>,
) -> Vec<String> {
    let width = docs::width(4);
    let mut fact = docs::code(&format!("{} {}", operation.method, operation.path));
    if let Some(media_type) = media_type {
        fact.push_str(&format!(", response as {}", docs::code(media_type)));
    }
    fact.push('.');
    let mut scopes: Vec<&str> = Vec::new();
    for scope in operation
        .security
        .iter()
        .flatten()
        .flat_map(|requirement| &requirement.scopes)
    {
        if !scopes.contains(&scope.as_str()) {
            scopes.push(scope);
        }
    }
    let scopes: Vec<String> = scopes.into_iter().map(docs::code).collect();
    let description = operation.docs.description.as_deref().unwrap_or_default();
    // Many documents list them in the description, too.
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
    let mut lines = docs::of(&operation.docs, &facts, width);
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

/// What the API calls back with, with a link to the type.
fn callback_docs(scope: &Scope<'_>, callback: &Callback) -> String {
    let name = docs::code(&callback.name);
    let (of, id) = match &callback.shape {
        Shape::List(item) => ("a list of ", item.as_ref()),
        shape => ("", shape),
    };
    let ty = match id {
        Shape::Named(id) => scope.context.names.of(*id).map(names::without_mark),
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

/// The arguments after `&self`, with their types.
fn typed(scope: &Scope<'_>, operation: &Operation, arguments: &Arguments) -> Vec<(String, String)> {
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

/// How a value of the path is handed over: text and types of the API by reference, small values as they are.
fn path_type(scope: &Scope<'_>, shape: &Shape) -> Rust {
    if is_text(scope, shape) {
        return Rust("&str".to_owned());
    }
    if let Shape::List(item) = shape {
        return Rust(format!("&[{}]", scope.shape(item)));
    }
    let ty = scope.shape(shape);
    if is_small(scope, shape) {
        ty
    } else {
        Rust(format!("&{ty}"))
    }
}

fn is_text(scope: &Scope<'_>, shape: &Shape) -> bool {
    matches!(scope.resolve(shape).0, Shape::Primitive(Primitive::String))
}

/// Whether there is but one value, so that none is asked for.
fn is_constant(scope: &Scope<'_>, shape: &Shape) -> bool {
    let (_, ty) = scope.resolve(shape);
    matches!(ty.map(|ty| &ty.kind), Some(TypeKind::Constant(_)))
}

/// Whether a value is copied rather than referred to.
fn is_small(scope: &Scope<'_>, shape: &Shape) -> bool {
    match scope.resolve(shape).0 {
        Shape::Primitive(primitive) => !matches!(
            primitive,
            Primitive::String | Primitive::Base64 | Primitive::Binary
        ),
        _ => false,
    }
}

fn body_type(scope: &Scope<'_>, body: &RequestBody) -> Rust {
    let ty = match body.content.encoding {
        Encoding::Binary | Encoding::Stream if !body.choice => scope.runtime("Body"),
        _ => scope.shape(&body.content.shape),
    };
    if !body.required {
        Rust(format!("impl {}<{}<{ty}>>", scope.into(), scope.option()))
    } else if converts(scope, body) {
        Rust(format!("impl {}<{ty}>", scope.into()))
    } else {
        ty
    }
}

/// Whether a body that must be sent is taken in any form that becomes it.
fn converts(scope: &Scope<'_>, body: &RequestBody) -> bool {
    let (shape, ty) = scope.resolve(&body.content.shape);
    matches!(
        ty.map(|ty| &ty.kind),
        Some(TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::BodyChoice(_))
    ) || matches!(
        shape,
        Shape::Any | Shape::Primitive(Primitive::String | Primitive::Binary)
    ) || matches!(body.content.encoding, Encoding::Binary | Encoding::Stream)
}

/// The request with all parameters, without its body.
fn request(scope: &Scope<'_>, operation: &Operation, arguments: &Arguments) -> Vec<Call> {
    let method = names::spelled(&operation.method.to_ascii_lowercase());
    let mut calls = vec![Call::new(
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
        let names = names::fields(&parameter_names(parameters), Beside::PARAMETERS);
        for (parameter, names) in parameters.parameters.iter().zip(names) {
            let value = format!("&{name}.{}", names.field);
            calls.push(parameter_call(scope, parameter, value));
        }
    }
    for parameter in &operation.constants {
        let value = parameter.field.preset.as_ref().map(values::json);
        let value = format!("&::serde_json::json!({})", value.unwrap_or_default());
        calls.push(parameter_call(scope, parameter, value));
    }
    let common = client::requirements(&scope.context.api.common_security);
    let security = client::requirements(&operation.security);
    if security != common {
        let alternatives: Vec<String> = security.iter().map(|all| list(all)).collect();
        calls.push(Call::new(".security", [list(&alternatives)]));
    }
    if !operation.success_statuses.is_empty() {
        let statuses = list(&operation.success_statuses);
        calls.push(Call::new(".success_statuses", [statuses]));
    }
    if !operation.servers.is_empty() {
        let servers = client::servers(scope, &operation.servers);
        calls.push(Call::new(".server", [servers.to_string()]));
    }
    calls.extend(error::envelope_of(scope, operation));
    calls
}

/// The call that adds what is sent: the body, or the body within its envelope.
fn sent_call(
    scope: &Scope<'_>,
    body: &RequestBody,
    envelope: Option<&RequestEnvelope>,
    value: &str,
) -> Call {
    let Some(envelope) = envelope else {
        return body_call(scope, &body.content, value);
    };
    let (before, after) = (literal(&envelope.before), literal(&envelope.after));
    let media_type = literal(&envelope.media_type);
    Call::new(
        ".json_within",
        [media_type, before, format!("&{value}"), after],
    )
}

/// A reference to a list.
fn list(items: &[impl ToString]) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    format!("&[{}]", items.join(", "))
}

/// The call that adds a parameter; what is the default of its location is not said.
fn parameter_call(scope: &Scope<'_>, parameter: &Parameter, value: String) -> Call {
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
                Location::Path => "Path",
                Location::Query => "Query",
                Location::Header => "Header",
                Location::Cookie => "Cookie",
            };
            let location = format!("{}::{location}", scope.runtime("Location"));
            Call::new(".json_parameter", [location, name, value])
        }
        (Location::Path, Style::Simple) if !explode => Call::new(".path", [name, value]),
        (Location::Path, _) => Call::new(".path_with", [name, style(), explode.to_string(), value]),
        (Location::Query, Style::Form) if *explode && !allow_reserved => {
            Call::new(".query", [name, value])
        }
        (Location::Query, _) => Call::new(
            ".query_with",
            [
                name,
                style(),
                explode.to_string(),
                allow_reserved.to_string(),
                value,
            ],
        ),
        (Location::Header, _) if *explode => {
            Call::new(".header_with", [name, true.to_string(), value])
        }
        (Location::Header, _) => Call::new(".header", [name, value]),
        (Location::Cookie, _) if *explode => Call::new(".cookie", [name, value]),
        (Location::Cookie, _) => Call::new(".cookie_with", [name, false.to_string(), value]),
    }
}

fn style(scope: &Scope<'_>, style: Style) -> String {
    format!("{}::{}", scope.runtime("Style"), style_name(style))
}

pub(super) fn style_name(style: Style) -> &'static str {
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

/// What the function does: the request, its body, its end.
fn body(
    scope: &Scope<'_>,
    operation: &Operation,
    arguments: &Arguments,
    end: Vec<Call>,
) -> Vec<Statement> {
    let mut request = request(scope, operation, arguments);
    let (Some(body), Some(argument)) = (&operation.body, &arguments.body) else {
        // An envelope that has nothing in it is sent all the same.
        request.extend(operation.request_envelope.as_ref().map(|envelope| {
            let text = [envelope.before.as_str(), &envelope.after].concat();
            Call::new(".text", [literal(&envelope.media_type), literal(&text)])
        }));
        request.extend(end);
        // A list of servers, and a macro, are laid out by what is in them.
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
                Call::name(value),
                Call::new(".write", [calls::flat(&request)]),
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
        format!("request{}", calls::flat(&[call]))
    };
    let mut value = vec![Call::name("request")];
    value.extend(end);
    vec![
        Statement::Let("request", request),
        Statement::LetMatch(
            "request",
            vec![Call::name(argument.clone()), Call::new(".into", [])],
            [
                format!("Some(body) => {with_body},"),
                "None => request,".to_owned(),
            ],
        ),
        Statement::Value(value),
    ]
}

/// The call that adds a body.
pub(super) fn body_call(scope: &Scope<'_>, content: &Content, value: &str) -> Call {
    let media_type = || literal(&content.media_type);
    match content.encoding {
        Encoding::Json if content.media_type == "application/json" => {
            Call::new(".json", [format!("&{value}")])
        }
        Encoding::Json => Call::new(".json_as", [media_type(), format!("&{value}")]),
        Encoding::Form if content.styles.is_empty() => Call::new(".form", [format!("&{value}")]),
        Encoding::Form => {
            let styles = content.styles.iter().map(|property| {
                let style = style(scope, property.style);
                let name = literal(&property.name);
                let (explode, allow_reserved) = (property.explode, property.allow_reserved);
                format!("({name}, {style}, {explode}, {allow_reserved})")
            });
            let styles: Vec<String> = styles.collect();
            Call::new(".form_with", [format!("&{value}"), list(&styles)])
        }
        Encoding::Multipart
            if content
                .media_type
                .eq_ignore_ascii_case("multipart/form-data") =>
        {
            Call::new(".multipart", [format!("{value}.into()")])
        }
        Encoding::Multipart => {
            Call::new(".multipart_as", [media_type(), format!("{value}.into()")])
        }
        Encoding::Text | Encoding::TextOrJson => {
            let text = match scope.resolve(&content.shape).0 {
                Shape::Primitive(Primitive::String) => value.to_owned(),
                _ => format!("{value}.to_string()"),
            };
            Call::new(".text", [media_type(), text])
        }
        Encoding::Binary | Encoding::Stream => {
            Call::new(".bytes", [media_type(), value.to_owned()])
        }
    }
}

/// The type of the call, and the calls that end the request.
fn output(scope: &Scope<'_>, operation: &Operation) -> (String, Vec<Call>) {
    if let Output::Content(content) = &operation.output
        && operation.pagination.is_some()
        && scope.context.is_paged(operation)
    {
        let (call, ty) = (scope.api("PageCall"), scope.shape(&content.shape));
        let mut end = accept(&[content], &operation.error_media_types);
        end.push(Call::new(".returns_page", []));
        return (format!("{call}<{ty}>"), end);
    }
    output_of(scope, &operation.output, &operation.error_media_types)
}

fn output_of(scope: &Scope<'_>, output: &Output, errors: &[String]) -> (String, Vec<Call>) {
    let call = scope.api("Call");
    match output {
        Output::Nothing => (
            format!("{call}<()>"),
            vec![Call::new(".returns_nothing", [])],
        ),
        Output::Optional(content) if content.encoding == Encoding::Json => {
            let ty = scope.shape(&content.shape);
            let mut end = accept(&[content], errors);
            // No body and null say the same.
            if matches!(content.shape, Shape::Nullable(_)) {
                end.push(Call::new(".returns_json_or_null", []));
                return (format!("{call}<{ty}>"), end);
            }
            end.push(Call::new(".returns_optional_json", []));
            (format!("{call}<{}<{ty}>>", scope.option()), end)
        }
        // Without a body, text and bytes are empty.
        Output::Content(content) | Output::Optional(content) => {
            let (ty, returns) = content_output(scope, content);
            let mut end = accept(&[content], errors);
            end.push(Call::new(returns, []));
            (format!("{call}<{ty}>"), end)
        }
        Output::Choice(id) => {
            let ty = scope.named(*id);
            let mut end = accept(&choices::contents(scope, *id), errors);
            end.push(Call::new(".returns_with", [format!("{ty}::decode")]));
            (format!("{call}<{ty}>"), end)
        }
    }
}

/// What a body becomes, and the method of the request that says so.
fn content_output(scope: &Scope<'_>, content: &Content) -> (Rust, &'static str) {
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

/// The call that says which media types can be decoded: those of the successes and, less wanted, those that only errors
/// have. A server that heeds `Accept` answers with 406 instead of an error that is not among them. JSON alone is asked for
/// anyway.
fn accept(successes: &[&Content], errors: &[String]) -> Vec<Call> {
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
    vec![Call::new(".accept", [literal(&listed.join(", "))])]
}

/// Whether a media type is among those that are accepted, or in one of their ranges.
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
