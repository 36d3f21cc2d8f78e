//! The output of an operation's method: the type of the call, and the calls that end the request.

use crate::emit::print::layout::{CallExpr, literal};
use crate::emit::print::{FileWriter, RustCode};
use crate::ir::{Content, Encoding, Operation, Output, Primitive, Shape, TypeId, TypeKind};

/// What a method returns.
pub(super) struct MethodOutput {
    /// The type of the call.
    pub(super) ty: String,
    /// The calls that end the request.
    pub(super) end: Vec<CallExpr>,
}

/// Returns the output of an operation.
pub(super) fn output(file: &FileWriter<'_>, operation: &Operation) -> MethodOutput {
    if let Output::Content(content) = &operation.output
        && operation.pagination.is_some()
        && file.context.pages.has(file.context.api, operation)
    {
        let (call, ty) = (file.api("PageCall"), file.shape(&content.shape));
        let mut end = accept(&[content], &operation.error_media_types);
        end.push(CallExpr::new(".returns_page", []));
        let ty = format!("{call}<{ty}>");
        return MethodOutput { ty, end };
    }
    output_of(file, &operation.output, &operation.error_media_types)
}

/// Returns an output, whose errors have these media types.
pub(super) fn output_of(file: &FileWriter<'_>, output: &Output, errors: &[String]) -> MethodOutput {
    let (ty, mut end, returns) = match output {
        Output::Nothing => (
            "()".to_owned(),
            Vec::new(),
            CallExpr::new(".returns_nothing", []),
        ),
        Output::Optional(content) if content.encoding == Encoding::Json => {
            let ty = file.shape(&content.shape);
            // No body and null mean the same.
            let (ty, returns) = if matches!(content.shape, Shape::Nullable(_)) {
                (ty.0, ".returns_json_or_null")
            } else {
                (format!("{}<{ty}>", file.option()), ".returns_optional_json")
            };
            (ty, accept(&[content], errors), CallExpr::new(returns, []))
        }
        // Without a body, text and bytes are empty.
        Output::Content(content) | Output::Optional(content) => {
            let (ty, returns) = content_output(file, content);
            (ty.0, accept(&[content], errors), CallExpr::new(returns, []))
        }
        Output::Choice(id) => {
            let ty = file.named(*id).0;
            let returns = CallExpr::new(".returns_with", [format!("{ty}::decode")]);
            (ty, accept(&contents(file, *id), errors), returns)
        }
    };
    end.push(returns);
    let ty = format!("{}<{ty}>", file.api("Call"));
    MethodOutput { ty, end }
}

/// Returns the bodies that the successes of a response type may have.
fn contents<'a>(file: &FileWriter<'a>, id: TypeId) -> Vec<&'a Content> {
    match file.context.api.get(id).map(|ty| &ty.kind) {
        Some(TypeKind::ResponseChoice(choices)) => choices
            .iter()
            .filter_map(|choice| choice.content.as_ref())
            .collect(),
        _ => Vec::new(),
    }
}

/// Returns the type that a body is decoded to, and the method of the request that selects it.
fn content_output(file: &FileWriter<'_>, content: &Content) -> (RustCode, &'static str) {
    let shape = || file.shape(&content.shape);
    let stream = |name: &'static str| RustCode(format!("{}<{}>", file.runtime(name), shape()));
    match content.encoding {
        Encoding::Json => (shape(), ".returns_json"),
        Encoding::TextOrJson => (shape(), ".returns_text_or_json"),
        Encoding::Text if content.shape == Shape::Primitive(Primitive::String) => {
            (file.string(), ".returns_text")
        }
        Encoding::Text => (shape(), ".returns_scalar"),
        Encoding::Stream => (file.runtime("ByteStream"), ".returns_stream"),
        Encoding::Events => (stream("EventStream"), ".returns_events"),
        Encoding::Lines => (stream("LineStream"), ".returns_lines"),
        Encoding::Records => (stream("LineStream"), ".returns_records"),
        Encoding::Binary | Encoding::Multipart | Encoding::Form => (file.bytes(), ".returns_bytes"),
    }
}

/// Returns the call that sets `Accept`: the media types of the successes and, with a lower weight, those that only
/// errors have. A server that respects `Accept` could otherwise replace an error by a 406 response. JSON alone is the
/// default.
fn accept(successes: &[&Content], errors: &[String]) -> Vec<CallExpr> {
    let mut accepted: Vec<&str> = Vec::new();
    for content in successes {
        for media_type in [Some(&content.media_type), content.other_media_type.as_ref()] {
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
