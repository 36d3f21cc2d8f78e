//! Compares type references: the shapes of fields, items and bodies.

use super::directions;
use super::names::is_comparable;
use super::values::{EnumValues, accepts, is_base, secrecy_differs};
use crate::drift::index::Resolved;
use crate::drift::{
    Comparison, Compatibility, NEITHER, Position, REQUEST, RESPONSE, Site, Subject, code, rules,
    rules_for_directions,
};
use crate::emit;
use crate::ir::{Directions, EnumBase, Primitive, SECRET, Shape, Type, TypeId, TypeKind};

impl<'a> Comparison<'a> {
    /// Compares the shapes of a field or an argument.
    pub(crate) fn shapes_of_field(&mut self, site: &Site, old: &'a Shape, new: &'a Shape) {
        self.position = Position::Field;
        self.shapes(site, old, new);
        self.position = Position::Elsewhere;
    }

    /// Compares the shapes of one location.
    pub(crate) fn shapes(&mut self, site: &Site, old: &'a Shape, new: &'a Shape) {
        if self.other_names(site, old, new) {
            return;
        }
        self.alias_added_or_removed(old, new);
        let (old_resolved, new_resolved) = (self.old.resolve(old), self.new.resolve(new));
        if old_resolved.is_boxed != new_resolved.is_boxed {
            let what = if new_resolved.is_boxed {
                format!("{} is in a `Box`", site.name)
            } else {
                format!("{} is no longer in a `Box`", site.name)
            };
            self.report_changed(&rules::BOXING_CHANGED, site, what);
        }
        if self.is_restructured(&old_resolved, &new_resolved) {
            return;
        }
        // A named type is not part of the field.
        if old_resolved.named.is_some() || new_resolved.named.is_some() {
            self.position = Position::Elsewhere;
        }
        match (old_resolved.shape, new_resolved.shape) {
            (Shape::Numeric(old_scalar), Shape::Primitive(new_scalar))
            | (Shape::Primitive(old_scalar), Shape::Numeric(new_scalar))
                if self.position == Position::Field && old_scalar == new_scalar =>
            {
                let is_text_too = matches!(new, Shape::Numeric(_));
                self.text_of_number(site, is_text_too);
            }
            (Shape::Named(old_id), Shape::Named(new_id)) => {
                let named = (
                    old_resolved.named.unwrap_or(*old_id),
                    new_resolved.named.unwrap_or(*new_id),
                );
                if self.is_replaced((*old_id, *new_id), named) {
                    self.replaced(site, (old, new), named);
                } else {
                    self.named(site, (*old_id, *new_id), named);
                }
            }
            (Shape::Nullable(old_inner), Shape::Nullable(new_inner)) => {
                self.shapes(site, old_inner, new_inner);
            }
            (Shape::Nullable(old_inner), other) if *other != Shape::Null => {
                let rule = rules_for_directions(
                    site.way,
                    &rules::REQUEST_VALUE_NO_LONGER_NULLABLE,
                    &rules::RESPONSE_VALUE_NO_LONGER_NULLABLE,
                );
                self.report_changed(rule, site, format!("{} is never null", site.name));
                self.shapes(site, old_inner, other);
            }
            (other, Shape::Nullable(new_inner)) if *other != Shape::Null => {
                let rule = rules_for_directions(
                    site.way,
                    &rules::REQUEST_VALUE_BECAME_NULLABLE,
                    &rules::RESPONSE_VALUE_BECAME_NULLABLE,
                );
                self.report_changed(rule, site, format!("{} may be null", site.name));
                self.shapes(site, other, new_inner);
            }
            (Shape::List(old_item), Shape::List(new_item)) => {
                self.shapes(&site.inner("an item of"), old_item, new_item);
            }
            (Shape::Map(old_value), Shape::Map(new_value)) => {
                self.shapes(&site.inner("a value of"), old_value, new_value);
            }
            (Shape::Tuple(old_items), Shape::Tuple(new_items))
                if old_items.len() == new_items.len() =>
            {
                self.position = Position::Elsewhere;
                for (old_item, new_item) in old_items.iter().zip(new_items) {
                    self.shapes(&site.inner("an item of"), old_item, new_item);
                }
            }
            (old_shape, new_shape) if old_shape == new_shape => {}
            _ => self.type_differs(site, old, new),
        }
    }

    /// Reports that a number in a field may be text, or no longer. The type of the field is the same.
    fn text_of_number(&mut self, site: &Site, is_text_too: bool) {
        let (rule, what) = if is_text_too {
            let rule = rules_for_directions(
                site.way,
                &rules::NUMBER_OR_TEXT_CHANGED,
                &rules::RESPONSE_NUMBER_OR_TEXT,
            );
            (rule, "may be a number or text")
        } else {
            ((&rules::NUMBER_OR_TEXT_CHANGED).into(), "is never text")
        };
        self.report_changed(rule, site, format!("{} {what}", site.name));
    }

    /// Compares two aliases, once for all locations that use them. Returns false if either shape is not an alias.
    fn other_names(&mut self, site: &Site, old: &'a Shape, new: &'a Shape) -> bool {
        let (Shape::Named(old), Shape::Named(new)) = (old, new) else {
            return false;
        };
        let (Some(old_type), Some(new_type)) = (self.old.get(*old), self.new.get(*new)) else {
            return false;
        };
        let both = matches!(
            (&old_type.kind, &new_type.kind),
            (TypeKind::Alias(_), TypeKind::Alias(_))
        );
        if both {
            self.named(site, (*old, *new), (*old, *new));
        }
        both
    }

    /// Reports that a named type is of another kind, once for all locations, if one of the two has no fields or
    /// variants to compare. Returns whether it applies.
    fn is_restructured(&mut self, old: &Resolved<'a>, new: &Resolved<'a>) -> bool {
        if let (Shape::Named(_), Shape::Named(_)) = (old.shape, new.shape) {
            return false;
        }
        let (Some(old_id), Some(new_id)) = (old.named, new.named) else {
            return false;
        };
        let (Some(old), Some(new)) = (self.old.is_inline(old_id), self.new.is_inline(new_id))
        else {
            return false;
        };
        if old.name != new.name {
            return false;
        }
        let site = Site {
            name: code(&old.name),
            old: old.origin,
            new: new.origin,
            way: self
                .trial_directions
                .unwrap_or_else(|| directions(old, new)),
        };
        self.kind_differs(&site, old, new);
        true
    }

    /// Reports an added or removed alias of an unnamed shape.
    fn alias_added_or_removed(&mut self, old: &'a Shape, new: &'a Shape) {
        if let Some(old_alias) = self.old.alias(old)
            && !self.new.names.contains_key(old_alias.name.as_str())
        {
            let what = format!("{} is removed", code(&old_alias.name));
            self.report(
                &rules::TYPE_REMOVED,
                what,
                (Some(old_alias.origin), None),
                NEITHER,
            );
        }
        if let Some(new_alias) = self.new.alias(new)
            && !self.old.names.contains_key(new_alias.name.as_str())
        {
            let what = format!("{} is new", code(&new_alias.name));
            self.report(
                &rules::TYPE_ADDED,
                what,
                (None, Some(new_alias.origin)),
                NEITHER,
            );
        }
    }

    /// Compares two named types: schedules the pair, or reports another kind.
    pub(crate) fn named(
        &mut self,
        site: &Site,
        (old, new): (TypeId, TypeId),
        named: (TypeId, TypeId),
    ) {
        // If only one of the two is shared, the unshared types are compared.
        let (old, new) = if self.is_apart(named) {
            named
        } else {
            (old, new)
        };
        let (Some(old_type), Some(new_type)) = self.inline(old, new) else {
            return;
        };
        if !is_comparable(&old_type.kind, &new_type.kind) {
            if old_type.name == new_type.name {
                let site = Site {
                    name: code(&old_type.name),
                    old: old_type.origin,
                    new: new_type.origin,
                    way: self
                        .trial_directions
                        .unwrap_or_else(|| directions(old_type, new_type)),
                };
                self.kind_differs(&site, old_type, new_type);
            } else {
                self.type_differs(site, &Shape::Named(named.0), &Shape::Named(named.1));
            }
            return;
        }
        self.type_name(named, site.way);
        self.pair(old, new);
    }

    /// Reports whether two types have the same name, but the types behind their aliases have different names.
    pub(crate) fn is_apart(&self, (old, new): (TypeId, TypeId)) -> bool {
        let name =
            |side: &crate::drift::ApiIndex<'a>, id: Option<TypeId>| Some(&side.get(id?)?.name);
        let shared = (self.old.canonical(old), self.new.canonical(new));
        name(&self.old, Some(old)) == name(&self.new, Some(new))
            && name(&self.old, shared.0) != name(&self.new, shared.1)
    }

    /// Returns the types to compare: the unshared types if the types behind equal names have different names.
    pub(crate) fn inline(&self, old: TypeId, new: TypeId) -> (Option<&'a Type>, Option<&'a Type>) {
        if self.is_apart((old, new)) {
            (self.old.is_inline(old), self.new.is_inline(new))
        } else {
            (self.old.get(old), self.new.get(new))
        }
    }

    /// Reports whether a location uses another type, which the old API already had.
    pub(crate) fn is_replaced(
        &self,
        (old, new): (TypeId, TypeId),
        named: (TypeId, TypeId),
    ) -> bool {
        let (Some(old_type), Some(new_type)) = (self.old.get(old), self.new.get(new)) else {
            return false;
        };
        let stays =
            old_type.name != new_type.name && self.old.names.contains_key(new_type.name.as_str());
        stays
            && !self.is_trial
            && !self.is_of_one_schema(old_type, new_type)
            && self.is_renamed(named.0, named.1)
    }

    /// Reports whether two types of different names come from one schema. A schema with `readOnly` or `writeOnly`
    /// properties is two types.
    pub(crate) fn is_of_one_schema(&self, old: &Type, new: &Type) -> bool {
        let named =
            |side: &crate::drift::ApiIndex<'a>, name: &str| side.get(*side.names.get(name)?);
        let before = named(&self.old, &new.name);
        let after = named(&self.new, &old.name);
        before.is_some_and(|before| before.origin == old.origin)
            || after.is_some_and(|after| after.origin == new.origin)
    }

    /// Reports that a location uses another type, which existed before. Differences between the two types are therefore
    /// no changes of their properties.
    fn replaced(
        &mut self,
        site: &Site,
        (old, new): (&'a Shape, &'a Shape),
        named: (TypeId, TypeId),
    ) {
        if self.tried(old, new, Some(site.way)) == Compatibility::Breaking {
            self.type_differs(site, old, new);
            return;
        }
        self.type_name(named, site.way);
        // If the two types are equal, the types that they refer to may still have other names.
        if self.is_same(old, new)
            && let (Some(old_id), Some(new_id)) =
                (self.old.canonical(named.0), self.new.canonical(named.1))
        {
            self.pair(old_id, new_id);
        }
    }

    /// Records that a location uses a type with another name.
    pub(crate) fn type_name(&mut self, (old, new): (TypeId, TypeId), way: Directions) {
        if !self.is_renamed(old, new) {
            return;
        }
        let (subjects, ways) = self.renames.entry((old, new)).or_default();
        ways.request |= way.request;
        ways.response |= way.response;
        if !subjects.contains(&self.subject) {
            subjects.push(self.subject);
        }
    }

    fn is_renamed(&self, old: TypeId, new: TypeId) -> bool {
        let Some(old_type) = self.old.get(old) else {
            return false;
        };
        let same = self.new.names.get(old_type.name.as_str()).copied();
        let same = same.and_then(|id| self.new.canonical(id));
        if same.is_some() && same == self.new.canonical(new) {
            return false;
        }
        // Structurally equal types are one type with an alias for each location. Code that names the alias of a
        // location does not depend on the types that are shared today.
        let own = self
            .new
            .get(new)
            .and_then(|new_type| self.old.names.get(new_type.name.as_str()));
        let own = own.and_then(|id| self.old.canonical(*id));
        own.is_none() || own != self.old.canonical(old)
    }

    /// Schedules a pair of types for comparison, unless it is already scheduled.
    pub(crate) fn pair(&mut self, old: TypeId, new: TypeId) {
        let entry = self.pairs.entry((old, new));
        let index = entry.index();
        entry.or_default();
        let leads = match self.subject {
            Subject::Whole => return,
            Subject::User(user) => self.users.get_mut(user).map(|(_, leads)| leads),
            Subject::Pair(pair) => self.pairs.get_index_mut(pair).map(|(_, leads)| leads),
        };
        if let Some(leads) = leads
            && !leads.contains(&index)
        {
            leads.push(index);
        }
    }

    /// Reports that a type of the same name is of another kind.
    pub(crate) fn kind_differs(&mut self, site: &Site, old: &'a Type, new: &'a Type) {
        let (Some(old_id), Some(new_id)) = (
            self.old.names.get(old.name.as_str()),
            self.new.names.get(new.name.as_str()),
        ) else {
            return;
        };
        let rule = self.rule_of_types(site, &Shape::Named(*old_id), &Shape::Named(*new_id));
        let old_kind = kind_text(self.old.api, old);
        let new_kind = kind_text(self.new.api, new);
        self.report_changed(
            rule,
            site,
            format!("{} was {old_kind}, is {new_kind}", site.name),
        );
    }

    /// Reports that a location has another type.
    fn type_differs(&mut self, site: &Site, old: &Shape, new: &Shape) {
        let rule = self.rule_of_types(site, old, new);
        let spelled = |api, shape: &Shape| {
            let shape = if self.position == Position::Field {
                &emit::plain(shape)
            } else {
                shape
            };
            code(shape_text(api, shape))
        };
        let (mut old_text, mut new_text) = (spelled(self.old.api, old), spelled(self.new.api, new));
        if old_text == new_text {
            let (old, new) = (self.old.resolve(old).shape, self.new.resolve(new).shape);
            old_text = spelled(self.old.api, old);
            new_text = spelled(self.new.api, new);
        }
        let what = format!("{} was {old_text}, is {new_text}", site.name);
        self.report_changed(rule, site, what);
    }

    fn rule_of_types(&self, site: &Site, old: &Shape, new: &Shape) -> crate::drift::RulePair {
        if self.is_withdrawn(old, new) {
            return (&rules::ENUM_WITHDRAWN).into();
        }
        let (text, other) = (self.old.resolve(old).shape, self.new.resolve(new).shape);
        if secrecy_differs(text, other) {
            return (&rules::SECRECY_CHANGED).into();
        }
        let (old_of, new_of) = ((self.old.api, old), (self.new.api, new));
        let request = if accepts(new_of, old_of, EnumValues::Listed)
            || self.is_in_union(new, |one| (old, one), REQUEST)
        {
            &rules::REQUEST_TYPE_WIDENED
        } else {
            &rules::REQUEST_TYPE_CHANGED
        };
        let response = if accepts(old_of, new_of, EnumValues::Any)
            || self.is_in_union(old, |one| (one, new), RESPONSE)
        {
            &rules::RESPONSE_TYPE_NARROWED
        } else {
            &rules::RESPONSE_TYPE_CHANGED
        };
        rules_for_directions(site.way, request, response)
    }

    /// Reports whether a variant of the union has the other type. `pair` puts both types in the order old, new.
    fn is_in_union<'s>(
        &self,
        union: &'s Shape,
        pair: impl Fn(&'s Shape) -> (&'s Shape, &'s Shape),
        way: Directions,
    ) -> bool
    where
        'a: 's,
    {
        // Nested trials would multiply.
        if self.is_trial {
            return false;
        }
        let side = if way.request { &self.new } else { &self.old };
        let Shape::Named(id) = side.resolve(union).shape else {
            return false;
        };
        let Some(TypeKind::Union(union)) = side.get(*id).map(|ty| &ty.kind) else {
            return false;
        };
        union.variants.iter().any(|variant| {
            let (old, new) = pair(&variant.shape);
            self.tried(old, new, Some(way)) < Compatibility::Breaking
        })
    }

    /// Reports whether an enum became a scalar of its base type.
    fn is_withdrawn(&self, old: &Shape, new: &Shape) -> bool {
        let (old_shape, new_shape) = (self.old.resolve(old).shape, self.new.resolve(new).shape);
        let Shape::Named(id) = old_shape else {
            return false;
        };
        match self.old.get(*id).map(|ty| &ty.kind) {
            Some(TypeKind::Enum(listed)) => is_base(listed.base, new_shape),
            _ => false,
        }
    }
}

impl Site {
    fn inner(&self, relation: &str) -> Self {
        Self {
            name: format!("{relation} {}", self.name),
            ..self.clone()
        }
    }
}

/// Describes the kind of a type.
fn kind_text(api: &crate::ir::Api, ty: &Type) -> String {
    match &ty.kind {
        TypeKind::Struct(_) => "a struct".to_owned(),
        TypeKind::Enum(found) => match found.base {
            EnumBase::String => "an enum of strings".to_owned(),
            EnumBase::Integer => "an enum of integers".to_owned(),
            EnumBase::Json => "an enum of values".to_owned(),
        },
        TypeKind::Constant(constant) => format!("the constant `{}`", constant.value),
        TypeKind::Union(_) => "a union".to_owned(),
        TypeKind::Alias(shape) | TypeKind::Newtype(shape) => code(shape_text(api, shape)),
        TypeKind::BodyChoice(_) => "an enum of request bodies".to_owned(),
        TypeKind::ResponseChoice(_) => "an enum of responses".to_owned(),
        TypeKind::Multipart(_) => "a multipart body".to_owned(),
    }
}

/// Returns a shape as a Rust type.
pub(crate) fn shape_text(api: &crate::ir::Api, shape: &Shape) -> String {
    let inner = |shape: &Shape| shape_text(api, shape);
    match shape {
        Shape::Named(id) => api.get(*id).map_or_else(String::new, |ty| ty.name.clone()),
        Shape::Boxed(shape) => format!("Box<{}>", inner(shape)),
        Shape::Primitive(primitive) => primitive_name(*primitive).to_owned(),
        Shape::Numeric(primitive) => format!("Numeric<{}>", primitive_name(*primitive)),
        Shape::List(shape) => format!("Vec<{}>", inner(shape)),
        Shape::Map(shape) => format!("Map<{}>", inner(shape)),
        Shape::Tuple(shapes) => {
            let shapes: Vec<String> = shapes.iter().map(inner).collect();
            format!("({})", shapes.join(", "))
        }
        Shape::Nullable(shape) => format!("Option<{}>", inner(shape)),
        Shape::Any => "Value".to_owned(),
        Shape::External(path) if path == SECRET => "SecretString".to_owned(),
        Shape::External(path) => path.clone(),
        Shape::Null => "()".to_owned(),
    }
}

fn primitive_name(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::String => "String",
        Primitive::Boolean => "bool",
        Primitive::Int32 => "i32",
        Primitive::Int64 => "i64",
        Primitive::Int128 => "i128",
        Primitive::Uint32 => "u32",
        Primitive::Uint64 => "u64",
        Primitive::Float => "f32",
        Primitive::Double => "f64",
        Primitive::DateTime => "DateTime",
        Primitive::Date => "Date",
        Primitive::Uuid => "Uuid",
        Primitive::Base64 => "Base64",
        Primitive::Binary => "bytes",
    }
}
