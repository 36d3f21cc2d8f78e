//! Operations: which are the same, what they are called, and what they send.

use std::collections::{HashMap, HashSet};

use super::fields::{Owner, Role};
use super::{Comparison, NEITHER, REQUEST, RESPONSE, Site, Subject, code, rules};
use crate::ir::{
    Api, BodyChoice, Content, Encoding, Location, Operation, Parameter, Parameters, Primitive,
    RequestBody, Resource, Shape, TypeKind,
};
use crate::load::Origin;

/// An operation and the group it is in.
#[derive(Clone, Copy)]
struct Placed<'a> {
    resource: &'a Resource,
    operation: &'a Operation,
}

impl Placed<'_> {
    /// How a caller reaches it.
    fn call(&self) -> String {
        code(format_args!(
            "{}().{}",
            self.resource.name, self.operation.name
        ))
    }

    /// Method and path.
    fn label(&self) -> String {
        format!("{} {}", self.operation.method, self.operation.path)
    }

    /// Method and path without the names of what stands in the path.
    fn key(&self) -> (&'static str, String) {
        let mut path = String::new();
        let mut inside = false;
        for character in self.operation.path.chars() {
            match character {
                '{' => {
                    inside = true;
                    path.push_str("{}");
                }
                '}' => inside = false,
                character if !inside => path.push(character),
                _ => {}
            }
        }
        (self.operation.method, path)
    }
}

fn placed(api: &Api) -> Vec<Placed<'_>> {
    let resources = api.resources.iter();
    resources
        .flat_map(|resource| {
            let operations = resource.operations.iter();
            operations.map(move |operation| Placed {
                resource,
                operation,
            })
        })
        .collect()
}

impl<'a> Comparison<'a> {
    /// A further operation or webhook.
    pub(super) fn user(&mut self, label: String) -> usize {
        self.users.push((super::plain(label), Vec::new()));
        self.users.len() - 1
    }

    /// Compares all operations.
    pub(super) fn operations(&mut self) {
        let (old, new) = (placed(self.old.api), placed(self.new.api));
        let matched = matched(&old, &new);
        let moved = self.resources(&old, &new, &matched);
        let mut taken: HashSet<usize> = HashSet::new();
        for (was, found) in old.iter().zip(&matched) {
            let user = self.user(was.label());
            self.subject = Subject::User(user);
            let Some((index, is)) = found.and_then(|index| Some((index, new.get(index)?))) else {
                let what = format!("{} is gone", was.call());
                let place = (Some(was.operation.origin), None);
                self.say(&rules::OPERATION_REMOVED, what, place, NEITHER);
                continue;
            };
            taken.insert(index);
            let together = moved.contains(was.resource.name.as_str());
            self.operation(*was, *is, together);
        }
        for (index, is) in new.iter().enumerate() {
            if !taken.contains(&index) {
                let user = self.user(is.label());
                self.subject = Subject::User(user);
                let what = format!("{} is new", is.call());
                let place = (None, Some(is.operation.origin));
                self.say(&rules::OPERATION_ADDED, what, place, NEITHER);
            }
        }
        self.subject = Subject::Whole;
    }

    /// Tells which groups have other names, with all that is in them. Gives the old names of those.
    fn resources(
        &mut self,
        old: &[Placed<'a>],
        new: &[Placed<'a>],
        matched: &[Option<usize>],
    ) -> HashSet<&'a str> {
        let mut moved = HashSet::new();
        let (before, after) = (&self.old.api.resources, &self.new.api.resources);
        for was in before {
            let mut homes: Vec<&'a Resource> = Vec::new();
            let mut users: Vec<usize> = Vec::new();
            for (user, (placed, found)) in old.iter().zip(matched).enumerate() {
                if !std::ptr::eq(placed.resource, was) {
                    continue;
                }
                users.push(user);
                let home = found.and_then(|index| new.get(index)).map(|is| is.resource);
                if let Some(home) = home
                    && homes.iter().all(|known| !std::ptr::eq(*known, home))
                {
                    homes.push(home);
                }
            }
            let same = after.iter().find(|is| is.name == was.name);
            let now = match (same, homes.as_slice()) {
                (Some(same), _) => same,
                (None, [home]) if before.iter().all(|one| one.name != home.name) => home,
                _ => continue,
            };
            let first = |resource: &Resource| resource.operations.first().map(|one| one.origin);
            let place = (first(was), first(now));
            if (&was.name, &was.type_name) != (&now.name, &now.type_name) {
                let what = format!(
                    "the group `{}()` (`{}`) is called `{}()` (`{}`)",
                    was.name, was.type_name, now.name, now.type_name
                );
                for user in &users {
                    self.subject = Subject::User(*user);
                    self.say(&rules::RESOURCE_RENAMED, what.clone(), place, NEITHER);
                }
                moved.insert(was.name.as_str());
            }
            self.subject = Subject::Whole;
            let renamed = moved.contains(was.name.as_str());
            if was.docs != now.docs || (was.title != now.title && !renamed) {
                let what = format!("the group `{}()` is described otherwise", was.name);
                self.say(&rules::DOCUMENTATION_CHANGED, what, place, NEITHER);
            }
        }
        moved
    }

    /// Compares an operation; `together` says whether it moved with its whole group.
    fn operation(&mut self, was: Placed<'a>, is: Placed<'a>, together: bool) {
        let (old, new) = (was.operation, is.operation);
        let site = Site {
            name: was.call(),
            old: old.origin,
            new: new.origin,
            way: NEITHER,
        };
        let moved_away = was.resource.name != is.resource.name && !together;
        if old.name != new.name || moved_away {
            let what = format!("{} is called {}", site.name, is.call());
            self.differs(&rules::OPERATION_RENAMED, &site, what);
        } else if old.id != new.id {
            let what = format!("{} has the id {}", site.name, code(&new.id));
            self.differs(&rules::OPERATION_ID_CHANGED, &site, what);
        }
        // What stands in the path cannot come or go without another path.
        let same_arguments = old.path_parameters.len() == new.path_parameters.len();
        if was.key() != is.key() && (same_arguments || old.method != new.method) {
            let what = format!("{} calls {}", site.name, code(is.label()));
            self.differs(&rules::OPERATION_MOVED, &site, what);
        }
        self.docs(&site, &old.docs, &new.docs);
        self.deprecation(&site, old.deprecated, new.deprecated);
        self.security(&site, &old.security, &new.security);
        if old.servers != new.servers {
            self.servers(
                &site.name,
                &old.servers,
                &new.servers,
                old.origin,
                new.origin,
            );
        }
        self.path_parameters(&site, &old.path_parameters, &new.path_parameters);
        self.parameters(&site, old.parameters.as_ref(), new.parameters.as_ref());
        self.constant_parameters(&site, &old.constants, &new.constants);
        self.body(&site, old.body.as_ref(), new.body.as_ref());
        self.responses(&site, old, new);
        self.envelopes(&site, old, new);
        self.errors(&site, old, new);
    }

    /// Compares what stands around the body that is sent and the one that comes.
    fn envelopes(&mut self, site: &Site, old: &Operation, new: &Operation) {
        let sides = [
            (
                "the body of",
                REQUEST,
                old.request_envelope != new.request_envelope,
            ),
            (
                "what comes from",
                RESPONSE,
                old.response_envelope != new.response_envelope,
            ),
        ];
        for (which, way, differs) in sides {
            if differs {
                let what = format!("what stands around {which} {} is another", site.name);
                let site = Site {
                    way,
                    ..site.clone()
                };
                self.differs(&rules::ENVELOPE_CHANGED, &site, what);
            }
        }
    }

    fn path_parameters(&mut self, site: &Site, old: &'a [Parameter], new: &'a [Parameter]) {
        for (was, is) in old.iter().zip(new) {
            let of = Site {
                name: format!("{} of {}", code(&was.field.wire_name), site.name),
                old: was.field.origin,
                new: is.field.origin,
                way: REQUEST,
            };
            if was.field.wire_name != is.field.wire_name {
                let what = format!("{} is called {}", of.name, code(&is.field.wire_name));
                self.differs(&rules::PATH_PARAMETER_RENAMED, &of, what);
            }
            self.docs(&of, &was.field.docs, &is.field.docs);
            self.style(&of, was, is);
            self.shapes(&of, &was.field.shape, &is.field.shape);
        }
        for was in old.iter().skip(new.len()) {
            let what = format!("{} of {} is gone", code(&was.field.wire_name), site.name);
            let place = (Some(was.field.origin), Some(site.new));
            self.say(&rules::PATH_PARAMETER_REMOVED, what, place, REQUEST);
        }
        for is in new.iter().skip(old.len()) {
            let what = format!("{} of {} is new", code(&is.field.wire_name), site.name);
            let place = (Some(site.old), Some(is.field.origin));
            self.say(&rules::PATH_PARAMETER_ADDED, what, place, REQUEST);
        }
    }

    fn parameters(
        &mut self,
        site: &Site,
        old: Option<&'a Parameters>,
        new: Option<&'a Parameters>,
    ) {
        let names = |all: &Parameters| {
            let names = all.parameters.iter().map(|one| code(&one.field.wire_name));
            names.collect::<Vec<_>>().join(", ")
        };
        let (was, is) = match (old, new) {
            (None, None) => return,
            (Some(was), None) => {
                let what = format!("{} has no parameters any more: {}", site.name, names(was));
                let place = (was.parameters.first(), None);
                self.at(&rules::PARAMETERS_WITHDRAWN, what, site, place);
                return;
            }
            (None, Some(is)) => {
                let required = is.parameters.iter().any(|one| one.field.required);
                let rule = if required {
                    &rules::REQUIRED_PARAMETER_ADDED
                } else {
                    &rules::PARAMETERS_INTRODUCED
                };
                let what = format!("{} has parameters: {}", site.name, names(is));
                self.at(rule, what, site, (None, is.parameters.first()));
                return;
            }
            (Some(was), Some(is)) => (was, is),
        };
        if was.name != is.name {
            let what = format!("{} is called {}", code(&was.name), code(&is.name));
            self.differs(&rules::TYPE_RENAMED, site, what);
            self.renamed_parameters.push((&was.name, &is.name));
        }
        let owner = Owner {
            name: was.name.clone(),
            role: Role::Parameter,
            old: site.old,
            new: site.new,
            way: REQUEST,
        };
        let fields = |all: &'a Parameters| {
            all.parameters
                .iter()
                .map(|one| &one.field)
                .collect::<Vec<_>>()
        };
        for (old_field, new_field) in self.fields(&owner, &fields(was), &fields(is)) {
            let find = |all: &'a Parameters, field: &'a crate::ir::Field| {
                let mut all = all.parameters.iter();
                all.find(|one| std::ptr::eq(&raw const one.field, field))
            };
            if let (Some(was), Some(is)) = (find(was, old_field), find(is, new_field)) {
                let site = Site {
                    name: code(format_args!("{}.{}", owner.name, old_field.wire_name)),
                    old: old_field.origin,
                    new: new_field.origin,
                    way: REQUEST,
                };
                self.style(&site, was, is);
            }
        }
    }

    /// Compares what is sent without being asked for.
    fn constant_parameters(&mut self, site: &Site, old: &[Parameter], new: &[Parameter]) {
        let same = |was: &Parameter, is: &Parameter| {
            was.field.wire_name == is.field.wire_name
                && was.location == is.location
                && was.field.preset == is.field.preset
                && (was.style, was.explode, was.allow_reserved)
                    == (is.style, is.explode, is.allow_reserved)
        };
        let lacks = |all: &[Parameter], one: &Parameter| !all.iter().any(|other| same(one, other));
        for was in old.iter().filter(|was| lacks(new, was)) {
            let what = format!(
                "{} of {} is no longer what is sent",
                code(&was.field.wire_name),
                site.name
            );
            self.at(
                &rules::CONSTANT_PARAMETER_CHANGED,
                what,
                site,
                (Some(was), None),
            );
        }
        let is_known = |one: &Parameter| {
            let mut all = old.iter();
            all.any(|was| {
                was.field.wire_name == one.field.wire_name && was.location == one.location
            })
        };
        for is in new.iter().filter(|is| lacks(old, is) && !is_known(is)) {
            let what = format!(
                "{} of {} is sent, too",
                code(&is.field.wire_name),
                site.name
            );
            self.at(
                &rules::CONSTANT_PARAMETER_CHANGED,
                what,
                site,
                (None, Some(is)),
            );
        }
    }

    /// A change of an operation, at a parameter if there is one.
    fn at(
        &mut self,
        rule: &'static super::Rule,
        what: String,
        site: &Site,
        (old, new): (Option<&Parameter>, Option<&Parameter>),
    ) {
        let origin = |parameter: Option<&Parameter>, otherwise: Origin| {
            Some(parameter.map_or(otherwise, |parameter| parameter.field.origin))
        };
        let place = (origin(old, site.old), origin(new, site.new));
        self.say(rule, what, place, REQUEST);
    }

    /// Compares where and how a parameter is written.
    fn style(&mut self, site: &Site, was: &Parameter, is: &Parameter) {
        if was.location != is.location {
            let location = match is.location {
                Location::Path => "in the path",
                Location::Query => "in the query",
                Location::Header => "in a header",
                Location::Cookie => "in a cookie",
            };
            let what = format!("{} is sent {location}", site.name);
            self.differs(&rules::PARAMETER_LOCATION_CHANGED, site, what);
        } else if (was.style, was.explode, was.allow_reserved)
            != (is.style, is.explode, is.allow_reserved)
        {
            let what = format!("{} is written in another style", site.name);
            self.differs(&rules::PARAMETER_STYLE_CHANGED, site, what);
        }
    }

    fn body(&mut self, site: &Site, old: Option<&'a RequestBody>, new: Option<&'a RequestBody>) {
        let site = &Site {
            name: format!("the body of {}", site.name),
            way: REQUEST,
            ..site.clone()
        };
        let (was, is) = match (old, new) {
            (None, None) => return,
            (Some(_), None) => {
                let what = format!("{} is gone", site.name);
                self.differs(&rules::BODY_REMOVED, site, what);
                return;
            }
            (None, Some(is)) => {
                let rule = if is.required {
                    &rules::REQUIRED_BODY_ADDED
                } else {
                    &rules::OPTIONAL_BODY_ADDED
                };
                self.differs(rule, site, format!("{} is new", site.name));
                return;
            }
            (Some(was), Some(is)) => (was, is),
        };
        match (was.required, is.required) {
            (false, true) => {
                let what = format!("{} is required", site.name);
                self.differs(&rules::BODY_BECAME_REQUIRED, site, what);
            }
            (true, false) => {
                let rule = if self.converts(was) {
                    &rules::CONVERTED_BODY_BECAME_OPTIONAL
                } else {
                    &rules::BODY_BECAME_OPTIONAL
                };
                self.differs(rule, site, format!("{} is optional", site.name));
            }
            _ => {}
        }
        self.docs(site, &was.docs, &is.docs);
        if was.choice == is.choice {
            self.content(site, &was.content, &is.content);
            return;
        }
        let (before, after) = (ways(self.old.api, was), ways(self.new.api, is));
        let what = format!(
            "{} was {}, is {}",
            site.name,
            listed(&before),
            listed(&after)
        );
        let rule = if is.choice && was.required && is.required && self.becomes(was, &after) {
            &rules::BODY_CHOICE_INTRODUCED
        } else {
            &rules::BODY_CHOICE_CHANGED
        };
        self.differs(rule, site, what);
        for content in &before {
            let same = after
                .iter()
                .find(|one| one.media_type == content.media_type);
            match same {
                Some(now) if now.encoding == content.encoding => {
                    self.shapes(site, &content.shape, &now.shape);
                }
                Some(_) => {}
                None => {
                    let media_type = code(&content.media_type);
                    let what = format!("{} is no longer taken as {media_type}", site.name);
                    self.differs(&rules::BODY_CHOICE_REMOVED, site, what);
                }
            }
        }
    }

    /// Whether the argument for a body that must be sent is taken in any form that becomes it.
    fn converts(&self, body: &'a RequestBody) -> bool {
        let resolved = self.old.resolve(&body.content.shape);
        let kind = match resolved.shape {
            Shape::Named(id) => self.old.get(*id).map(|ty| &ty.kind),
            _ => None,
        };
        matches!(
            kind,
            Some(TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::BodyChoice(_))
        ) || matches!(
            resolved.shape,
            Shape::Any | Shape::Primitive(Primitive::String | Primitive::Binary)
        ) || is_bytes(body.content.encoding)
    }

    /// Whether what was the only body is a struct that turns into one of several.
    fn becomes(&self, was: &'a RequestBody, after: &[&'a Content]) -> bool {
        let struct_of = |side: &super::Side<'a>, content: &'a Content| {
            let Shape::Named(id) = side.resolve(&content.shape).shape else {
                return None;
            };
            let ty = side.get(*id)?;
            let turns = matches!(ty.kind, TypeKind::Struct(_) | TypeKind::Multipart(_));
            turns.then_some(ty.name.as_str())
        };
        let Some(name) = struct_of(&self.old, &was.content) else {
            return false;
        };
        let same = after
            .iter()
            .filter(|content| struct_of(&self.new, content) == Some(name));
        same.count() == 1
    }

    /// Compares a body of one media type.
    fn content(&mut self, site: &Site, was: &'a Content, is: &'a Content) {
        if handed_over(was.encoding) != handed_over(is.encoding) {
            let what = format!(
                "{} was {}, is {}",
                site.name,
                code(&was.media_type),
                code(&is.media_type)
            );
            self.differs(&rules::BODY_ENCODING_CHANGED, site, what);
            return;
        }
        if was.media_type != is.media_type {
            let what = format!(
                "{} was {}, is {}",
                site.name,
                code(&was.media_type),
                code(&is.media_type)
            );
            self.differs(&rules::BODY_MEDIA_TYPE_CHANGED, site, what);
        }
        let styles = |content: &Content| {
            let mut styles: Vec<String> = content
                .styles
                .iter()
                .map(|style| format!("{style:?}"))
                .collect();
            styles.sort();
            styles
        };
        if styles(was) != styles(is) {
            let what = format!("{} has properties in another style", site.name);
            self.differs(&rules::BODY_STYLE_CHANGED, site, what);
        }
        self.shapes(site, &was.shape, &is.shape);
    }

    /// Compares the media types of a body that may be sent as one of several.
    pub(super) fn bodies_of_choice(
        &mut self,
        site: &Site,
        name: &str,
        old: &'a [BodyChoice],
        new: &'a [BodyChoice],
    ) {
        let find = |all: &'a [BodyChoice], one: &BodyChoice| {
            let mut all = all.iter();
            all.find(|other| other.content.media_type == one.content.media_type)
        };
        for was in old {
            let Some(is) = find(new, was) else {
                let media_type = code(&was.content.media_type);
                let what = format!("{} may not be {media_type} any more", site.name);
                self.differs(&rules::BODY_CHOICE_REMOVED, site, what);
                continue;
            };
            let site = Site {
                name: code(format_args!("{name}::{}", was.name)),
                ..site.clone()
            };
            if was.name != is.name {
                let what = format!("{} is called {}", site.name, code(&is.name));
                self.differs(&rules::VARIANT_RENAMED, &site, what);
            }
            self.content(&site, &was.content, &is.content);
        }
        for is in new {
            if find(old, is).is_none() {
                let what = format!("{} may be {}", site.name, code(&is.content.media_type));
                self.differs(&rules::BODY_CHOICE_ADDED, site, what);
            }
        }
    }
}

/// How a body is handed over.
#[derive(PartialEq)]
enum Handed {
    Value,
    Parts,
    Bytes,
}

fn handed_over(encoding: Encoding) -> Handed {
    match encoding {
        Encoding::Json | Encoding::Form | Encoding::Text => Handed::Value,
        Encoding::Multipart => Handed::Parts,
        Encoding::Binary | Encoding::EventStream => Handed::Bytes,
    }
}

fn is_bytes(encoding: Encoding) -> bool {
    handed_over(encoding) == Handed::Bytes
}

/// The ways in which a body may be sent.
fn ways<'a>(api: &'a Api, body: &'a RequestBody) -> Vec<&'a Content> {
    if let Shape::Named(id) = &body.content.shape
        && body.choice
        && let Some(TypeKind::BodyChoice(choices)) = api.get(*id).map(|ty| &ty.kind)
    {
        return choices.iter().map(|choice| &choice.content).collect();
    }
    vec![&body.content]
}

fn listed(contents: &[&Content]) -> String {
    let names = contents.iter().map(|content| code(&content.media_type));
    names.collect::<Vec<_>>().join(" or ")
}

/// For each of the old operations the new one that is the same: by method and path, otherwise by its id, otherwise by
/// the function that it is.
fn matched(old: &[Placed<'_>], new: &[Placed<'_>]) -> Vec<Option<usize>> {
    let mut matched: Vec<Option<usize>> = vec![None; old.len()];
    let mut taken: HashSet<usize> = HashSet::new();
    let mut round = |key: &dyn Fn(&Placed<'_>) -> String| {
        let mut index: HashMap<String, usize> = HashMap::new();
        for (at, placed) in new.iter().enumerate() {
            if !taken.contains(&at) {
                index.entry(key(placed)).or_insert(at);
            }
        }
        for (placed, slot) in old.iter().zip(&mut matched) {
            if slot.is_none()
                && let Some(at) = index.get(&key(placed))
                && taken.insert(*at)
            {
                *slot = Some(*at);
            }
        }
    };
    // Operations of one path that differ in its fragment, which is not sent, have ids to tell them apart.
    round(&|placed| format!("{} {}", placed.label(), placed.operation.id));
    round(&|placed| placed.label());
    round(&|placed| format!("{:?}", placed.key()));
    round(&|placed| placed.operation.id.clone());
    round(&|placed| placed.call());
    matched
}
