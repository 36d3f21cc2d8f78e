//! Emits pages: implementations for response types that return their items and the cursor of the next page.

use crate::emit::analysis::pages::{FieldPath, Link, Page, Scalar, Side, Step, StepPresence};
use crate::emit::print::text::macro_call;
use crate::emit::print::{FileWriter, Item};
use crate::ir::TypeId;

/// Emits the implementation that makes a response type a page, if it is one.
pub(crate) fn paged(file: &FileWriter<'_>, id: TypeId, name: &str) -> Option<Item> {
    let Page {
        item,
        items,
        next,
        previous,
    } = file.context.pages.get(id)?;
    let item = file.shape(item).0;
    let text = macro_call(&file.runtime("page").0, |writer| {
        writer.line(&format!("{name} {{ {items}: {item} }}"));
        writer.line(&format!("next: |page| {};", link(file, next)));
        if let Some(previous) = previous {
            writer.line(&format!("previous: |page| {};", link(file, previous)));
        }
    });
    Some(Item::Text(text))
}

/// Returns the expression for a link to another page.
fn link(file: &FileWriter<'_>, link: &Link) -> String {
    let constructor = file.runtime("PageLink");
    match link {
        Link::Relay { side, more, cursor } => {
            let function = match side {
                Side::After => "after",
                Side::Before => "before",
            };
            let (more, cursor) = (path(file, more), path(file, cursor));
            format!("{constructor}::{function}({more}, {cursor})")
        }
        Link::Cursor { parameter, cursor } => {
            let cursor = path(file, cursor);
            format!("{constructor}::cursor({parameter:?}, {cursor})")
        }
    }
}

/// An expression.
enum Value {
    /// An expression of the value's own type.
    Direct(String),
    /// An `Option` of a reference to the value.
    Option(String),
}

/// Returns the value of a field of `owner`.
fn field(owner: &Value, Step { name, presence }: &Step) -> Value {
    match (owner, presence) {
        (Value::Direct(owner), StepPresence::Required) => Value::Direct(format!("{owner}.{name}")),
        (Value::Direct(owner), StepPresence::Option) => {
            Value::Option(format!("{owner}.{name}.as_ref()"))
        }
        (Value::Direct(owner), StepPresence::Nullable) => {
            Value::Option(format!("{owner}.{name}.value()"))
        }
        (Value::Option(owner), StepPresence::Required) => {
            Value::Option(format!("{owner}.map(|found| &found.{name})"))
        }
        (Value::Option(owner), StepPresence::Option) => {
            Value::Option(format!("{owner}.and_then(|found| found.{name}.as_ref())"))
        }
        (Value::Option(owner), StepPresence::Nullable) => {
            Value::Option(format!("{owner}.and_then(|found| found.{name}.value())"))
        }
    }
}

/// Returns the value at a path as an expression: a flag as a `bool`, which is false if there is no value, and a cursor
/// as an `Option<&str>`.
fn path(file: &FileWriter<'_>, FieldPath { owner, last, value }: &FieldPath) -> String {
    let page = Value::Direct("page".to_owned());
    let owner = owner.iter().fold(page, |owner, step| field(&owner, step));
    if let (Scalar::Text, Value::Direct(owner), StepPresence::Option) =
        (value, &owner, last.presence)
    {
        return format!("{owner}.{}.as_deref()", last.name);
    }
    match (value, field(&owner, last)) {
        (Scalar::Flag, Value::Direct(text)) => text,
        (Scalar::Flag, Value::Option(option)) => format!("{option}.is_some_and(|more| *more)"),
        (Scalar::Text, Value::Direct(text)) => format!("Some({text}.as_str())"),
        (Scalar::Text, Value::Option(option)) => {
            format!("{option}.map({}::as_str)", file.string())
        }
        (Scalar::Integer, Value::Direct(text)) => format!("Some({text}.to_string().as_str())"),
        (Scalar::Integer, Value::Option(option)) => {
            format!("{option}.map(::std::string::ToString::to_string).as_deref()")
        }
    }
}
