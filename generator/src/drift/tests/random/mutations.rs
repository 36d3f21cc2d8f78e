//! Mutations of a model, each with the rule that reports it.

use std::ops::ControlFlow;

use super::model::*;

/// A mutation of the property at an index. It returns the rule that reports the mutation, or `None` if it does not
/// apply.
pub(super) type Mutation = fn(&mut Object, usize, MessageKind) -> Option<&'static str>;

pub(super) const MUTATIONS: [Mutation; 14] = [
    remove,
    add,
    require,
    allow_null,
    retype,
    list_value,
    replace_value,
    describe,
    deprecate,
    shorten,
    add_constant,
    generalise,
    rename,
    change_constant,
];

pub(super) fn remove(object: &mut Object, at: usize, message: MessageKind) -> Option<&'static str> {
    if object.properties.len() < 2 {
        return None;
    }
    let property = object.properties.remove(at);
    Some(match (message, property.required) {
        (MessageKind::Request, _) => "request-property-removed",
        (MessageKind::Response, true) => "response-property-removed",
        (MessageKind::Response, false) => "response-optional-property-removed",
    })
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "one of several that are called alike"
)]
pub(super) fn add(object: &mut Object, at: usize, message: MessageKind) -> Option<&'static str> {
    let required = at.is_multiple_of(2);
    let property = Property {
        name: "xenon".to_owned(),
        required,
        nullable: false,
        description: None,
        deprecated: false,
        longest: None,
        kind: Kind::Number,
    };
    object.properties.insert(at, property);
    Some(match (message, required) {
        (MessageKind::Request, true) => "request-property-added-required",
        (MessageKind::Request, false) => "request-property-added-optional",
        (MessageKind::Response, _) => "response-property-added",
    })
}

pub(super) fn require(
    object: &mut Object,
    at: usize,
    message: MessageKind,
) -> Option<&'static str> {
    let property = &mut object.properties[at];
    // Whether `new` sets a constant depends on `required` and `nullable`, which is reported as a second change.
    if message == MessageKind::Request && matches!(property.kind, Kind::Constant(_)) {
        return None;
    }
    property.required = !property.required;
    Some(match (message, property.required, property.nullable) {
        (MessageKind::Request, true, _) => "request-property-became-required",
        (MessageKind::Request, false, _) => "request-property-became-optional",
        (MessageKind::Response, true, true) => "response-option-redefined",
        (MessageKind::Response, true, false) => "response-property-became-required",
        (MessageKind::Response, false, true) => "response-nullable-property-became-optional",
        (MessageKind::Response, false, false) => "response-property-became-optional",
    })
}

pub(super) fn allow_null(
    object: &mut Object,
    at: usize,
    message: MessageKind,
) -> Option<&'static str> {
    let property = &mut object.properties[at];
    // Whether `new` sets a constant depends on `required` and `nullable`, which is reported as a second change.
    if message == MessageKind::Request && matches!(property.kind, Kind::Constant(_)) {
        return None;
    }
    property.nullable = !property.nullable;
    Some(match (message, property.nullable, property.required) {
        (MessageKind::Request, true, _) => "request-property-became-nullable",
        (MessageKind::Request, false, _) => "request-property-no-longer-nullable",
        (MessageKind::Response, _, false) => "response-option-redefined",
        (MessageKind::Response, true, true) => "response-property-became-nullable",
        (MessageKind::Response, false, true) => "response-property-no-longer-nullable",
    })
}

pub(super) fn retype(object: &mut Object, at: usize, message: MessageKind) -> Option<&'static str> {
    let property = &mut object.properties[at];
    property.kind = match property.kind {
        Kind::Text => Kind::Boolean,
        Kind::Number => Kind::Text,
        Kind::Boolean => Kind::Texts,
        _ => return None,
    };
    Some(if message == MessageKind::Request {
        "request-type-changed"
    } else {
        "response-type-changed"
    })
}

pub(super) fn list_value(
    object: &mut Object,
    at: usize,
    message: MessageKind,
) -> Option<&'static str> {
    let Kind::Choice(values) = &mut object.properties[at].kind else {
        return None;
    };
    if values.len() > 2 {
        values.pop();
        return Some(if message == MessageKind::Request {
            "request-enum-value-removed"
        } else {
            "response-enum-value-removed"
        });
    }
    values.push("grey");
    Some(if message == MessageKind::Request {
        "request-enum-value-added"
    } else {
        "response-enum-value-added"
    })
}

/// Adds a value before all others.
pub(super) fn replace_value(
    object: &mut Object,
    at: usize,
    message: MessageKind,
) -> Option<&'static str> {
    let Kind::Choice(values) = &mut object.properties[at].kind else {
        return None;
    };
    values.insert(0, "grey");
    Some(if message == MessageKind::Request {
        "request-enum-value-added"
    } else {
        "response-enum-value-added"
    })
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "one of several that are called alike"
)]
pub(super) fn add_constant(
    object: &mut Object,
    at: usize,
    message: MessageKind,
) -> Option<&'static str> {
    let property = Property {
        name: "xenon".to_owned(),
        required: true,
        nullable: false,
        description: None,
        deprecated: false,
        longest: None,
        kind: Kind::Constant("red"),
    };
    object.properties.insert(at, property);
    Some(if message == MessageKind::Request {
        "request-constant-added"
    } else {
        "response-property-added"
    })
}

pub(super) fn shorten(
    object: &mut Object,
    at: usize,
    message: MessageKind,
) -> Option<&'static str> {
    let property = &mut object.properties[at];
    if !matches!(property.kind, Kind::Text) || property.nullable {
        return None;
    }
    property.longest = Some(40);
    Some(if message == MessageKind::Request {
        "request-limit-tightened"
    } else {
        "limit-changed"
    })
}

/// Turns a date and time into text, which is a more general type.
pub(super) fn generalise(
    object: &mut Object,
    at: usize,
    message: MessageKind,
) -> Option<&'static str> {
    let property = &mut object.properties[at];
    if !matches!(property.kind, Kind::Moment) {
        return None;
    }
    property.kind = Kind::Text;
    Some(if message == MessageKind::Request {
        "request-type-widened"
    } else {
        "response-type-changed"
    })
}

pub(super) fn rename(object: &mut Object, at: usize, message: MessageKind) -> Option<&'static str> {
    let property = &mut object.properties[at];
    // A named type would be renamed, too.
    if !is_plain(property) || matches!(property.kind, Kind::Constant(_)) {
        return None;
    }
    property.name.push_str("_now");
    Some(if message == MessageKind::Request {
        "request-property-renamed"
    } else {
        "response-property-renamed"
    })
}

pub(super) fn change_constant(
    object: &mut Object,
    at: usize,
    _: MessageKind,
) -> Option<&'static str> {
    let Kind::Constant(value) = &mut object.properties[at].kind else {
        return None;
    };
    *value = "blue";
    Some("constant-changed")
}

pub(super) fn is_plain(property: &Property) -> bool {
    !matches!(
        property.kind,
        Kind::Choice(_) | Kind::Object(_) | Kind::Objects(_) | Kind::Constant(_)
    )
}

pub(super) fn describe(object: &mut Object, at: usize, _: MessageKind) -> Option<&'static str> {
    let property = &mut object.properties[at];
    property.description = Some("What it is.");
    is_plain(property).then_some("documentation-changed")
}

pub(super) fn deprecate(object: &mut Object, at: usize, _: MessageKind) -> Option<&'static str> {
    let property = &mut object.properties[at];
    property.deprecated = true;
    is_plain(property).then_some("deprecated")
}

/// Edits the property at an index, counted through all objects, and breaks; otherwise counts on.
pub(super) fn change(
    object: &mut Object,
    left: &mut usize,
    edit: &mut dyn FnMut(&mut Object, usize),
) -> ControlFlow<()> {
    for at in 0..object.properties.len() {
        if *left == 0 {
            edit(object, at);
            return ControlFlow::Break(());
        }
        *left -= 1;
        if let Kind::Object(inner) | Kind::Objects(inner) = &mut object.properties[at].kind {
            change(inner, left, edit)?;
        }
    }
    ControlFlow::Continue(())
}

pub(super) fn count(object: &Object) -> usize {
    let of = |property: &Property| match &property.kind {
        Kind::Object(inner) | Kind::Objects(inner) => 1 + count(inner),
        _ => 1,
    };
    object.properties.iter().map(of).sum()
}

/// The number of mutations of operations.
pub(super) const OF_OPERATIONS: usize = 17;

/// Mutates the first operation, or the list of all. `way` selects one of two variants of the mutation.
pub(super) fn mutate_operation(model: &mut Model, which: usize, way: bool) -> Option<&'static str> {
    if which == 0 {
        model.operations.pop();
        return Some("operation-removed");
    }
    let operation = model.operations.first_mut()?;
    let count = operation.parameters.len();
    let parameter = operation.parameters.first_mut()?;
    Some(match which {
        1 => {
            let mut further = operation.clone();
            further.name = "Echo";
            further.id = "createEcho".to_owned();
            further.path = "/echo".to_owned();
            // The new operation has types of its own.
            let mut letters = 18 * 10;
            tell_apart(&mut further.request, &mut letters);
            tell_apart(&mut further.response, &mut letters);
            model.operations.push(further);
            "operation-added"
        }
        2 => {
            operation
                .parameters
                .push(self::parameter(PARAMETERS[count], way));
            either(way, "required-parameter-added", "optional-parameter-added")
        }
        3 if count > 1 => {
            operation.parameters.remove(0);
            "parameter-removed"
        }
        4 => {
            parameter.required = !parameter.required;
            either(
                parameter.required,
                "parameter-became-required",
                "parameter-became-optional",
            )
        }
        5 => {
            parameter.location = "header";
            "parameter-location-changed"
        }
        6 => {
            parameter.kind = if way { "number" } else { "boolean" };
            parameter.largest = parameter.largest.filter(|_| way);
            if !way {
                return None;
            }
            "request-type-widened"
        }
        7 => {
            parameter.largest = Some(if way { 50 } else { 200 });
            either(way, "request-limit-tightened", "limit-changed")
        }
        8 => {
            parameter.default = Some(7);
            // The default of a required parameter has no effect.
            either(!parameter.required, "default-changed", "limit-changed")
        }
        9 => {
            operation.description = "Something else.";
            "documentation-changed"
        }
        10 => {
            operation.deprecated = true;
            "deprecated"
        }
        11 if way => {
            operation.scopes.push("read");
            "scopes-added"
        }
        11 => {
            operation.scopes.clear();
            "scopes-removed"
        }
        12 => {
            operation.path.push_str("/now");
            "operation-moved"
        }
        13 => {
            operation.method = "put";
            "operation-moved"
        }
        14 => {
            operation.error = true;
            "error-added"
        }
        15 => {
            operation.body_required = false;
            "body-became-optional"
        }
        16 => {
            parameter.name = "limit_of_all";
            "parameter-renamed"
        }
        _ => return None,
    })
}

pub(super) fn either(first: bool, one: &'static str, other: &'static str) -> &'static str {
    if first { one } else { other }
}

/// Mutates a model. Returns the rule that reports the mutation, or `None` if it does not apply.
pub(super) fn mutate(model: &mut Model, which: usize, at: usize) -> Option<&'static str> {
    if let Some(which) = which.checked_sub(MUTATIONS.len()) {
        return mutate_operation(model, which, at.is_multiple_of(2));
    }
    let operations = model.operations.iter();
    let all = operations.map(|operation| count(&operation.request) + count(&operation.response));
    let mut left = at % all.sum::<usize>();
    let mut rule = None;
    for operation in &mut model.operations {
        for (object, message) in [
            (&mut operation.request, MessageKind::Request),
            (&mut operation.response, MessageKind::Response),
        ] {
            let edited = change(object, &mut left, &mut |object, at| {
                rule = MUTATIONS[which](object, at, message);
            });
            if edited.is_break() {
                return rule;
            }
        }
    }
    None
}
