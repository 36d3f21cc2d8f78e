//! How what is sent is filled in: `new` with what is required, and a function for each of the rest. The runtime's
//! macro `setters!` makes them; here is what it is told, one line for each field.

use std::fmt::Write as _;

use quote::quote;

use super::arguments::{Argument, argument};
use super::names::ident;
use super::print::Item;
use super::scope::Scope;
use super::structs::{Member, Presence, Rest, member_type};
use crate::ir::TypeKind;

/// The functions of a struct that fill it in.
pub(super) struct Setters {
    /// Whether the derive of `Default` gives what `new` gives.
    pub(super) derives: bool,
    /// The macro, and an `impl Default` where nothing is asked but the derive would give something else.
    pub(super) items: Vec<Item>,
}

/// What fills in a struct.
pub(super) fn setters(
    scope: &Scope<'_>,
    name: &str,
    members: &[Member<'_>],
    rest: Option<&Rest>,
) -> Setters {
    let mut text = format!("{name} {{\n");
    write_new(&mut text, scope, members);
    write_presets(&mut text, scope, members);
    for member in members
        .iter()
        .filter(|member| member.preset.is_none() && !member.presence.is_required())
    {
        write_setter(&mut text, scope, member);
    }
    if let Some(rest) = rest {
        let Argument { ty, value } = argument(scope, &rest.map, &rest.names.field);
        let _ = writeln!(text, "    {}: {ty} = {value};", rest.names.field);
    }
    text.push_str("}\n");
    let mut items = vec![Item::MacroText(scope.runtime("setters").0, text)];
    let asks = |member: &Member<'_>| member.preset.is_none() && member.presence.is_required();
    let mut derives = false;
    if members.iter().all(|member| !asks(member)) {
        if members.iter().all(|member| is_default(scope, member)) {
            derives = true;
        } else {
            let (default, name) = (scope.std("default", "Default"), ident(name));
            items.push(Item::Plain(
                quote!(impl #default for #name { fn default() -> Self { Self::new() } }),
            ));
        }
    }
    Setters { derives, items }
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

fn write_new(text: &mut String, scope: &Scope<'_>, members: &[Member<'_>]) {
    let required = members
        .iter()
        .filter(|member| member.preset.is_none() && member.presence.is_required());
    let mut any = false;
    for member in required {
        if !any {
            text.push_str("    new {\n");
            any = true;
        }
        let name = &member.names.field;
        let Argument { ty, value } = if member.presence == Presence::RequiredNullable {
            let ty = format!("impl {}<{}>", scope.into(), member_type(scope, member));
            Argument {
                ty,
                value: format!("{name}.into()"),
            }
        } else {
            argument(scope, &member.field.shape, name)
        };
        let _ = writeln!(text, "        {name}: {ty} = {value},");
    }
    text.push_str(if any { "    }" } else { "    new {}" });
}

fn write_presets(text: &mut String, scope: &Scope<'_>, members: &[Member<'_>]) {
    let mut any = false;
    for member in members {
        let Some(preset) = &member.preset else {
            continue;
        };
        if !any {
            text.push_str(" => {\n");
            any = true;
        }
        let value = match member.presence {
            Presence::Required => preset.clone(),
            Presence::RequiredNullable | Presence::Optional => format!("Some({preset})"),
            Presence::OptionalNullable => format!("{}::Value({preset})", scope.runtime("Nullable")),
        };
        let _ = writeln!(text, "        {} = {value},", member.names.field);
    }
    text.push_str(if any { "    }\n" } else { "\n" });
}

fn write_setter(text: &mut String, scope: &Scope<'_>, member: &Member<'_>) {
    let name = &member.names.field;
    if member.field.deprecated {
        text.push_str("    #[deprecated]\n");
    }
    let Argument { ty, value } = argument(scope, &member.field.shape, name);
    let _ = if member.presence == Presence::OptionalNullable {
        let nullable = scope.runtime("Nullable");
        writeln!(
            text,
            "    {name}: {ty} = {nullable}::Value({value}), {};",
            member.names.clear
        )
    } else {
        writeln!(text, "    {name}: {ty} = Some({value});")
    };
}
