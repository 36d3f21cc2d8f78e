//! Endpoint functions: each describes one call and sends nothing.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::names::{self, ident};
use super::scope::{Rust, Scope};
use super::structs::{deprecated, parameter_names};
use super::{choices, client, docs, error};
use crate::ir::{
    Content, Encoding, Location, Operation, Output, Parameter, Primitive, PropertyStyle,
    RequestBody, Shape, Style, TypeKind,
};

/// The function of an operation.
pub(super) fn operation(scope: &Scope<'_>, operation: &Operation, name: &str) -> TokenStream {
    let docs = scope.comment(operation_docs(operation));
    let deprecated = deprecated(operation.deprecated);
    let name = ident(name);
    let arguments = Arguments::new(scope, operation);
    let signature = signature(scope, operation, &arguments);
    let request = request(scope, operation, &arguments);
    let (output, end) = output(scope, operation);
    let errors = error::table_of(scope, operation);
    let end = quote!(#end #errors);
    let body = if let (Some(body), Some(argument)) = (&operation.body, &arguments.body) {
        with_body(scope, body, argument, &request, &end)
    } else {
        quote!(#request #end)
    };
    quote! {
        #docs
        #deprecated
        #[inline]
        pub fn #name(&self #signature) -> #output { #body }
    }
}

/// The names of a function's arguments.
struct Arguments {
    /// One for each parameter of the path; none for one that is constant.
    path: Vec<Option<Ident>>,
    parameters: Option<Ident>,
    body: Option<Ident>,
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
        let mut names = names.iter().map(|name| ident(name));
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
fn operation_docs(operation: &Operation) -> Vec<String> {
    let width = docs::width(4);
    let mut fact = format!(
        "{}.",
        docs::code(&format!("{} {}", operation.method, operation.path))
    );
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
    if !scopes.is_empty() {
        let scopes: Vec<String> = scopes.into_iter().map(docs::code).collect();
        fact.push_str(&format!(" Scopes: {}.", scopes.join(", ")));
    }
    let mut lines = docs::of(&operation.docs, &[fact], width);
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

/// The arguments after `&self`, with a comma before each.
fn signature(scope: &Scope<'_>, operation: &Operation, arguments: &Arguments) -> TokenStream {
    let mut tokens = TokenStream::new();
    for (parameter, name) in operation.path_parameters.iter().zip(&arguments.path) {
        let Some(name) = name else { continue };
        let ty = path_type(scope, &parameter.field.shape);
        tokens.extend(quote!(, #name: #ty));
    }
    if let (Some(parameters), Some(name)) = (&operation.parameters, &arguments.parameters) {
        let ty = scope.of_parameters(parameters);
        tokens.extend(quote!(, #name: #ty));
    }
    if let (Some(body), Some(name)) = (&operation.body, &arguments.body) {
        let ty = body_type(scope, body);
        tokens.extend(quote!(, #name: #ty));
    }
    tokens
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
        Encoding::Binary | Encoding::EventStream if !body.choice => scope.runtime("Body"),
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
    ) || matches!(
        body.content.encoding,
        Encoding::Binary | Encoding::EventStream
    )
}

/// The request with all parameters, without its body.
fn request(scope: &Scope<'_>, operation: &Operation, arguments: &Arguments) -> TokenStream {
    let (request, path, id) = (scope.runtime("Request"), &operation.path, &operation.id);
    let method = ident(&names::spelled(&operation.method.to_ascii_lowercase()));
    let mut tokens = quote!(#request::#method(self.0, #path, #id));
    for (parameter, name) in operation.path_parameters.iter().zip(&arguments.path) {
        let Some(name) = name else {
            let ty = scope.shape(&parameter.field.shape);
            tokens.extend(parameter_call(scope, parameter, &quote!(&#ty::default())));
            continue;
        };
        // Text and types of the API are references already.
        let by_value = is_small(scope, &parameter.field.shape);
        let value = if by_value {
            quote!(&#name)
        } else {
            quote!(#name)
        };
        tokens.extend(parameter_call(scope, parameter, &value));
    }
    if let (Some(parameters), Some(name)) = (&operation.parameters, &arguments.parameters) {
        let names = names::fields(&parameter_names(parameters));
        for (parameter, names) in parameters.parameters.iter().zip(names) {
            let field = ident(&names.field);
            tokens.extend(parameter_call(scope, parameter, &quote!(&#name.#field)));
        }
    }
    let context = scope.context;
    if client::requirements(&operation.security)
        != client::requirements(&context.api.common_security)
    {
        let security = client::security(&operation.security);
        tokens.extend(quote!(.security(#security)));
    }
    if !operation.success_statuses.is_empty() {
        let statuses = operation.success_statuses.iter();
        let statuses = statuses.map(|status| proc_macro2::Literal::u16_unsuffixed(*status));
        tokens.extend(quote!(.success_statuses(&[#(#statuses),*])));
    }
    if !operation.servers.is_empty() {
        let servers = client::servers(scope, &operation.servers);
        tokens.extend(quote!(.server(#servers)));
    }
    tokens
}

/// The call that adds a parameter; what is the default of its location is not said.
fn parameter_call(scope: &Scope<'_>, parameter: &Parameter, value: &TokenStream) -> TokenStream {
    let name = &parameter.field.wire_name;
    let Parameter {
        explode,
        allow_reserved,
        ..
    } = parameter;
    let style = || style(scope, parameter.style);
    match (parameter.location, parameter.style) {
        (location, Style::Json) => {
            let locations = scope.runtime("Location");
            let location = match location {
                Location::Path => quote!(Path),
                Location::Query => quote!(Query),
                Location::Header => quote!(Header),
                Location::Cookie => quote!(Cookie),
            };
            quote!(.json_parameter(#locations::#location, #name, #value))
        }
        (Location::Path, Style::Simple) if !explode => quote!(.path(#name, #value)),
        (Location::Path, _) => {
            let style = style();
            quote!(.path_with(#name, #style, #explode, #value))
        }
        (Location::Query, Style::Form) if *explode && !allow_reserved => {
            quote!(.query(#name, #value))
        }
        (Location::Query, _) => {
            let style = style();
            quote!(.query_with(#name, #style, #explode, #allow_reserved, #value))
        }
        (Location::Header, _) if *explode => quote!(.header_with(#name, true, #value)),
        (Location::Header, _) => quote!(.header(#name, #value)),
        (Location::Cookie, _) if *explode => quote!(.cookie(#name, #value)),
        (Location::Cookie, _) => quote!(.cookie_with(#name, false, #value)),
    }
}

fn style(scope: &Scope<'_>, style: Style) -> TokenStream {
    let name = match style {
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::Json => "Json",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
        Style::Brackets => "Brackets",
    };
    let (styles, name) = (scope.runtime("Style"), ident(name));
    quote!(#styles::#name)
}

/// The function's body when it sends one.
fn with_body(
    scope: &Scope<'_>,
    body: &RequestBody,
    argument: &Ident,
    request: &TokenStream,
    end: &TokenStream,
) -> TokenStream {
    let write = |request: &TokenStream, value: &TokenStream| {
        if body.choice {
            quote!(#value.write(#request))
        } else {
            let call = body_call(scope, &body.content, value);
            quote!(#request #call)
        }
    };
    if body.required {
        let value = if converts(scope, body) {
            quote!(#argument.into())
        } else {
            quote!(#argument)
        };
        let request = write(request, &value);
        return quote!(#request #end);
    }
    let with_body = write(&quote!(request), &quote!(body));
    quote! {
        let request = #request;
        let request = match #argument.into() {
            Some(body) => #with_body,
            None => request,
        };
        request #end
    }
}

/// The call that adds a body.
pub(super) fn body_call(scope: &Scope<'_>, content: &Content, value: &TokenStream) -> TokenStream {
    let media_type = &content.media_type;
    match content.encoding {
        Encoding::Json if media_type == "application/json" => quote!(.json(&#value)),
        Encoding::Json => quote!(.json_as(#media_type, &#value)),
        Encoding::Form if content.styles.is_empty() => quote!(.form(&#value)),
        Encoding::Form => {
            let styles = content.styles.iter().map(|property| {
                let PropertyStyle {
                    name,
                    style: written,
                    explode,
                    allow_reserved,
                } = property;
                let style = style(scope, *written);
                quote!((#name, #style, #explode, #allow_reserved))
            });
            quote!(.form_with(&#value, &[#(#styles),*]))
        }
        Encoding::Multipart if media_type.eq_ignore_ascii_case("multipart/form-data") => {
            quote!(.multipart(#value.into_form()))
        }
        Encoding::Multipart => quote!(.multipart_as(#media_type, #value.into_form())),
        Encoding::Text => quote!(.text(#media_type, #value)),
        Encoding::Binary | Encoding::EventStream => quote!(.bytes(#media_type, #value)),
    }
}

/// The type of the call, and the call that ends the request.
fn output(scope: &Scope<'_>, operation: &Operation) -> (TokenStream, TokenStream) {
    if let Output::Content(content) = &operation.output
        && operation.pagination.is_some()
        && scope.context.is_paged(operation)
    {
        let (call, ty) = (scope.api("PageCall"), scope.shape(&content.shape));
        return (quote!(#call<#ty>), quote!(.returns_page()));
    }
    let call = scope.api("Call");
    match &operation.output {
        Output::Nothing => (quote!(#call<()>), quote!(.returns_nothing())),
        Output::Optional(content) if content.encoding == Encoding::Json => {
            let (option, ty) = (scope.option(), scope.shape(&content.shape));
            let accept = accept(content);
            (
                quote!(#call<#option<#ty>>),
                quote!(#accept.returns_optional_json()),
            )
        }
        // Without a body, text and bytes are empty.
        Output::Content(content) | Output::Optional(content) => {
            let (ty, end) = content_output(scope, content);
            (quote!(#call<#ty>), end)
        }
        Output::Choice(id) => {
            let ty = scope.named(*id);
            let accept = choices::accept(scope, *id).map(|accept| quote!(.accept(#accept)));
            (
                quote!(#call<#ty>),
                quote!(#accept.returns_with(#ty::decode)),
            )
        }
    }
}

fn content_output(scope: &Scope<'_>, content: &Content) -> (Rust, TokenStream) {
    let media_type = &content.media_type;
    match content.encoding {
        Encoding::Json => {
            let accept = accept(content);
            (scope.shape(&content.shape), quote!(#accept.returns_json()))
        }
        Encoding::Text => (scope.string(), quote!(.accept(#media_type).returns_text())),
        Encoding::EventStream => (
            scope.runtime("ByteStream"),
            quote!(.accept(#media_type).returns_stream()),
        ),
        Encoding::Binary | Encoding::Multipart | Encoding::Form => {
            (scope.bytes(), quote!(.accept(#media_type).returns_bytes()))
        }
    }
}

/// The header that asks for JSON of another media type than the usual.
fn accept(content: &Content) -> Option<TokenStream> {
    let media_type = &content.media_type;
    (media_type != "application/json").then(|| quote!(.accept(#media_type)))
}
