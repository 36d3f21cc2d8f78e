//! Visits the shapes of types and operations.

use crate::ir::{Operation, Output, Shape, TypeId, TypeKind};

/// Calls a function for every shape directly in a type.
pub(crate) fn shapes_of_kind(kind: &mut TypeKind, visit: &mut dyn FnMut(&mut Shape)) {
    match kind {
        TypeKind::Struct(found) => {
            for field in &mut found.fields {
                visit(&mut field.shape);
            }
            if let Some(additional) = &mut found.additional {
                visit(&mut additional.shape);
            }
        }
        TypeKind::Union(union) => union
            .variants
            .iter_mut()
            .for_each(|variant| visit(&mut variant.shape)),
        TypeKind::Alias(shape) | TypeKind::Newtype(shape) => visit(shape),
        TypeKind::BodyChoice(choices) => choices
            .iter_mut()
            .for_each(|choice| visit(&mut choice.content.shape)),
        TypeKind::ResponseChoice(choices) => {
            choices
                .iter_mut()
                .filter_map(|choice| choice.content.as_mut())
                .for_each(|content| visit(&mut content.shape));
        }
        TypeKind::Multipart(multipart) => multipart
            .parts
            .iter_mut()
            .for_each(|part| visit(&mut part.field.shape)),
        TypeKind::Enum(_) | TypeKind::Constant(_) => {}
    }
}

/// Calls one function for every shape that an operation sends, then another for every shape that it receives.
/// Error bodies are not visited.
pub(crate) fn shapes_of_operation(
    operation: &mut Operation,
    sent: &mut dyn FnMut(&mut Shape),
    received: &mut dyn FnMut(&mut Shape),
) {
    for parameter in &mut operation.path_parameters {
        sent(&mut parameter.field.shape);
    }
    for parameter in operation
        .parameters
        .iter_mut()
        .flat_map(|parameters| &mut parameters.parameters)
    {
        sent(&mut parameter.field.shape);
    }
    if let Some(body) = &mut operation.body {
        sent(&mut body.content.shape);
    }
    shapes_of_output(&mut operation.output, received);
    for alternative in &mut operation.alternatives {
        shapes_of_output(&mut alternative.output, received);
    }
    for callback in &mut operation.callbacks {
        received(&mut callback.shape);
    }
}

fn shapes_of_output(output: &mut Output, received: &mut dyn FnMut(&mut Shape)) {
    match output {
        Output::Nothing => {}
        Output::Content(content) | Output::Optional(content) => received(&mut content.shape),
        Output::Choice(id) => {
            let mut shape = Shape::Named(*id);
            received(&mut shape);
            if let Shape::Named(now) = shape {
                *id = now;
            }
        }
    }
}

/// Calls a function for every type in a shape.
pub(crate) fn ids(shape: &Shape, visit: &mut dyn FnMut(TypeId)) {
    match shape {
        Shape::Named(id) => visit(*id),
        Shape::Boxed(inner) | Shape::List(inner) | Shape::Map(inner) | Shape::Nullable(inner) => {
            ids(inner, visit);
        }
        Shape::Tuple(items) => items.iter().for_each(|item| ids(item, visit)),
        Shape::Primitive(_) | Shape::Numeric(_) | Shape::Any | Shape::External(_) | Shape::Null => {
        }
    }
}

/// Calls a function for every type that a shape contains directly: not in a list, map or box.
pub(crate) fn ids_in_place(shape: &Shape, visit: &mut dyn FnMut(TypeId)) {
    match shape {
        Shape::Named(id) => visit(*id),
        Shape::Nullable(inner) => ids_in_place(inner, visit),
        Shape::Tuple(items) => items.iter().for_each(|item| ids_in_place(item, visit)),
        _ => {}
    }
}

/// Replaces the ids of the types in a shape.
pub(crate) fn replace(shape: &mut Shape, with: &dyn Fn(TypeId) -> TypeId) {
    match shape {
        Shape::Named(id) => *id = with(*id),
        Shape::Boxed(inner) | Shape::List(inner) | Shape::Map(inner) | Shape::Nullable(inner) => {
            replace(inner, with);
        }
        Shape::Tuple(items) => items.iter_mut().for_each(|item| replace(item, with)),
        Shape::Primitive(_) | Shape::Numeric(_) | Shape::Any | Shape::External(_) | Shape::Null => {
        }
    }
}
