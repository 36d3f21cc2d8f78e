//! The bodies of requests and responses: their types, and the call that adds one to a request.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::print::layout::{CallExpr, list, literal};
use crate::emit::print::{FileWriter, RustCode};
use crate::ir::{Content, Encoding, Primitive, Shape, Status, Style};

/// Returns the type of a body that is sent.
pub(crate) fn sent(file: &FileWriter<'_>, content: &Content) -> RustCode {
    match content.encoding {
        Encoding::Binary
        | Encoding::Stream
        | Encoding::Events
        | Encoding::Lines
        | Encoding::Records => file.runtime("Body"),
        _ => file.shape(&content.shape),
    }
}

/// Returns the type that a body is decoded to after it has been read completely.
pub(crate) fn received(file: &FileWriter<'_>, content: &Content) -> RustCode {
    match content.encoding {
        Encoding::Json | Encoding::Text | Encoding::TextOrJson => file.shape(&content.shape),
        _ => file.bytes(),
    }
}

/// Returns the call that adds a body.
pub(crate) fn body_call(file: &FileWriter<'_>, content: &Content, value: &str) -> CallExpr {
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
                let style = style(file, property.style);
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
            let text = match file.resolve(&content.shape).0 {
                Shape::Primitive(Primitive::String) => value.to_owned(),
                _ => format!("{value}.to_string()"),
            };
            CallExpr::new(".text", [media_type(), text])
        }
        Encoding::Binary
        | Encoding::Stream
        | Encoding::Events
        | Encoding::Lines
        | Encoding::Records => CallExpr::new(".bytes", [media_type(), value.to_owned()]),
    }
}

/// Returns a style of the runtime.
pub(crate) fn style(file: &FileWriter<'_>, style: Style) -> String {
    format!("{}::{}", file.runtime("Style"), style_name(style))
}

/// Returns the name of a style in the runtime.
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

/// Returns the pattern of a status.
pub(crate) fn status_pattern(status: Status) -> TokenStream {
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
