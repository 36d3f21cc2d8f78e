//! How what is sent is filled in: `new` with what is required, and a function for each of the rest. The runtime's
//! macro `setters!` makes them; here is what it is told behind the arrow of each member.

use quote::quote;

use super::arguments::{Argument, argument};
use super::names::ident;
use super::print::Item;
use super::scope::Scope;
use super::structs::{Member, Presence, Rest, member_type};
use crate::ir::TypeKind;

/// Where a line with an arrow ends.
const COLUMNS: usize = 100;

/// How a struct begins that nothing is asked for.
pub(super) enum Beginning {
    /// `new` asks for something.
    Asked,
    /// The derive of `Default` gives what `new` gives.
    Derived,
    /// The derive would give something else.
    Written(Item),
}

/// How a struct of these members begins.
pub(super) fn beginning(scope: &Scope<'_>, name: &str, members: &[Member<'_>]) -> Beginning {
    let asks = |member: &Member<'_>| member.preset.is_none() && member.presence.is_required();
    if members.iter().any(asks) {
        return Beginning::Asked;
    }
    if members.iter().all(|member| is_default(scope, member)) {
        return Beginning::Derived;
    }
    let (default, name) = (scope.std("default", "Default"), ident(name));
    Beginning::Written(Item::Plain(
        quote!(impl #default for #name { fn default() -> Self { Self::new() } }),
    ))
}

/// Whether the derive of `Default` gives the same as `new`.
fn is_default(scope: &Scope<'_>, member: &Member<'_>) -> bool {
    let constant = || {
        let ty = scope.resolve(&member.field.shape).1;
        ty.is_some_and(|ty| matches!(ty.kind, TypeKind::Constant(_)))
    };
    match member.presence {
        _ if member.preset.is_none() => true,
        Presence::Required => constant(),
        _ => false,
    }
}

/// Ends the line of a member: how it is filled in, on a line of its own where there is no room.
pub(super) fn write_setter(text: &mut String, scope: &Scope<'_>, member: &Member<'_>) {
    let arrow = arrow(scope, member);
    write_arrow(text, &arrow);
}

/// Ends the line of the field for properties without a name.
pub(super) fn write_rest_setter(text: &mut String, scope: &Scope<'_>, rest: &Rest) {
    let name = &rest.names.field;
    let Argument { ty, value } = argument(scope, &rest.map, name);
    write_arrow(text, &format!("=> set({name}: {ty} = {value}),"));
}

fn write_arrow(text: &mut String, arrow: &str) {
    let line = text.rsplit('\n').next().unwrap_or_default();
    // The line is indented once more within the macro.
    if 4 + line.chars().count() + 1 + arrow.chars().count() <= COLUMNS {
        text.push(' ');
    } else {
        text.push_str("\n        ");
    }
    text.push_str(arrow);
    text.push('\n');
}

fn arrow(scope: &Scope<'_>, member: &Member<'_>) -> String {
    let name = &member.names.field;
    if let Some(preset) = &member.preset {
        let value = match member.presence {
            Presence::Required => preset.clone(),
            Presence::RequiredNullable | Presence::Optional => format!("Some({preset})"),
            Presence::OptionalNullable => format!("{}::Value({preset})", scope.runtime("Nullable")),
        };
        return format!("=> preset({value}),");
    }
    // What an argument names is imported: one is made only where it is written.
    if member.presence == Presence::RequiredNullable {
        let (into, ty) = (scope.into(), member_type(scope, member));
        return format!("=> new({name}: impl {into}<{ty}> = {name}.into()),");
    }
    let Argument { ty, value } = argument(scope, &member.field.shape, name);
    match member.presence {
        Presence::Required | Presence::RequiredNullable => {
            format!("=> new({name}: {ty} = {value}),")
        }
        Presence::Optional => format!("=> set({name}: {ty} = Some({value})),"),
        Presence::OptionalNullable => {
            let (nullable, clear) = (scope.runtime("Nullable"), &member.names.clear);
            format!("=> set({name}: {ty} = {nullable}::Value({value}), {clear}),")
        }
    }
}
