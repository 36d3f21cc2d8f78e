//! What concerns an API as a whole: what it says of itself, where it is, how callers authenticate.

use std::collections::HashSet;

use super::each::Sentence;
use super::types::sorted;
use super::uses::operations;
use super::{Comparison, NEITHER, REQUEST, Site, code, rules};
use crate::ir::{
    Api, Credential, CredentialKind, Operation, SecurityRequirement, Server, ServerVariable,
};
use crate::load::{FileId, Origin};

/// The root of a document.
pub(super) const ROOT: Origin = Origin {
    file: FileId(0),
    node: 0,
};

impl<'a> Comparison<'a> {
    /// Compares what concerns the APIs as a whole.
    pub(super) fn access(&mut self) {
        self.information();
        let (old, new) = (self.old.api, self.new.api);
        self.servers(
            "the API",
            &old.servers,
            &new.servers,
            old.places.servers,
            new.places.servers,
        );
        self.variables();
        self.credentials();
    }

    /// A change of what an API says of itself.
    fn of_info(&mut self, what: String) {
        let places = (self.old.api.places.info, self.new.api.places.info);
        let places = (Some(places.0), Some(places.1));
        self.say(&rules::INFORMATION_CHANGED, what, places, NEITHER);
    }

    /// A change of what stands in an address.
    fn of_servers(&mut self, rule: &'static super::Rule, what: String, way: crate::ir::Direction) {
        let places = (self.old.api.places.servers, self.new.api.places.servers);
        self.say(rule, what, (Some(places.0), Some(places.1)), way);
    }

    /// A change of a credential.
    fn of_credential(
        &mut self,
        rule: &'static super::Rule,
        what: String,
        (was, is): (Option<&Credential>, Option<&Credential>),
        way: crate::ir::Direction,
    ) {
        let place = |api: &Api, one: Option<&Credential>| {
            let index = api.credentials.iter().position(|known| Some(known) == one);
            api.places.credentials.get(index?).copied()
        };
        let places = (place(self.old.api, was), place(self.new.api, is));
        self.say(rule, what, places, way);
    }

    fn information(&mut self) {
        let (old, new) = (&self.old.api.info, &self.new.api.info);
        let parts: [(&str, bool); 5] = [
            ("title", old.title != new.title),
            ("version", old.version != new.version),
            ("description", old.description != new.description),
            (
                "terms of service",
                old.terms_of_service != new.terms_of_service,
            ),
            ("licence", old.license != new.license),
        ];
        for (part, differs) in parts {
            if !differs {
                continue;
            }
            let what = match part {
                "version" => format!(
                    "the version of the API was {}, is {}",
                    code(&old.version),
                    code(&new.version)
                ),
                _ => format!("the {part} of the API is another"),
            };
            self.of_info(what);
        }
    }

    /// Compares addresses: of the API, or of an operation that has its own. What moved between an address and the paths
    /// below it is in the same place as before.
    pub(super) fn servers(
        &mut self,
        whose: &str,
        old: &[Server],
        new: &[Server],
        was_at: Origin,
        is_at: Origin,
    ) {
        let place = (Some(was_at), Some(is_at));
        let shift = self.shift.clone();
        let is_same = |was: &Server, is: &Server| {
            was.url == is.url || shift.address(&default_url(was)) == address(is)
        };
        let told = match (old.first(), new.first()) {
            (Some(was), Some(is)) => !is_same(was, is),
            (None, None) => false,
            _ => true,
        };
        if told {
            let shown = |server: Option<&Server>| {
                server.map_or_else(|| "none".to_owned(), |server| code(&server.url))
            };
            let what = format!(
                "the address of {whose} was {}, is {}",
                shown(old.first()),
                shown(new.first())
            );
            self.say(&rules::SERVER_CHANGED, what, place, REQUEST);
        }
        for was in old.iter().skip(1) {
            if !new.iter().any(|is| is_same(was, is)) {
                let what = format!("{whose} is no longer at {}", code(&was.url));
                self.say(&rules::SERVER_REMOVED, what, place, REQUEST);
            }
        }
        for is in new.iter().skip(1) {
            if !old.iter().any(|was| is_same(was, is)) {
                let what = format!("{whose} is at {}, too", code(&is.url));
                self.say(&rules::SERVER_ADDED, what, place, REQUEST);
            }
        }
    }

    fn variables(&mut self) {
        let (old, new) = (variables(self.old.api), variables(self.new.api));
        let find = |all: &[&'a ServerVariable], name: &str| {
            all.iter().find(|one| one.wire_name == name).copied()
        };
        for was in &old {
            let name = code(&was.wire_name);
            let Some(is) = find(&new, &was.wire_name) else {
                let what = format!("the variable {name} of the address is gone");
                self.of_servers(&rules::SERVER_VARIABLE_REMOVED, what, REQUEST);
                continue;
            };
            let values = |variable: &ServerVariable| sorted(&variable.values);
            if (&was.default, values(was)) != (&is.default, values(is)) {
                let what = match (&was.default, &is.default) {
                    (was, is) if was == is => "has other values".to_owned(),
                    (_, Some(is)) => format!("is {} unless the caller says otherwise", code(is)),
                    (Some(_), None) => "has no value unless the caller says one".to_owned(),
                    (None, None) => "has other values".to_owned(),
                };
                let what = format!("the variable {name} of the address {what}");
                self.of_servers(&rules::SERVER_VARIABLE_CHANGED, what, REQUEST);
            }
            if was.description != is.description {
                let what = format!("the variable {name} of the address is described otherwise");
                self.of_servers(&rules::DOCUMENTATION_CHANGED, what, NEITHER);
            }
        }
        for is in &new {
            if find(&old, &is.wire_name).is_none() {
                let what = format!("the variable {} of the address is new", code(&is.wire_name));
                self.of_servers(&rules::SERVER_VARIABLE_ADDED, what, REQUEST);
            }
        }
    }

    fn credentials(&mut self) {
        let (old, new) = (&self.old.api.credentials, &self.new.api.credentials);
        let gone: Vec<&Credential> = old.iter().filter(|one| !has(new, one)).collect();
        let come: Vec<&Credential> = new.iter().filter(|one| !has(old, one)).collect();
        let renamed = match (gone.as_slice(), come.as_slice()) {
            ([was], [is]) if was.kind == is.kind => Some((*was, *is)),
            _ => None,
        };
        if let Some((was, is)) = renamed {
            self.credential(was, is);
        } else {
            for was in gone {
                let what = format!("the credential {} is gone", code(&was.name));
                let of = (Some(was), None);
                self.of_credential(&rules::CREDENTIAL_REMOVED, what, of, REQUEST);
            }
            for is in come {
                let what = format!("the credential {} is new", code(&is.name));
                let of = (None, Some(is));
                self.of_credential(&rules::CREDENTIAL_ADDED, what, of, REQUEST);
            }
        }
        for was in old {
            let same = new.iter().find(|one| one.wire_name == was.wire_name);
            if let Some(is) = same {
                self.credential(was, is);
            }
        }
    }

    fn credential(&mut self, was: &Credential, is: &Credential) {
        let name = format!("the credential {}", code(&was.name));
        let both = (Some(was), Some(is));
        let arguments = |credential: &Credential| match credential.kind {
            CredentialKind::Basic => 2,
            CredentialKind::Connection => 0,
            _ => 1,
        };
        // A user name and a password need a variable more, which follows from what they are.
        let same = arguments(was) == arguments(is);
        if was.name != is.name || (same && was.environment != is.environment) {
            let what = format!(
                "{name} is called {}, from the environment {}",
                code(&is.name),
                code(is.environment.join(", "))
            );
            self.of_credential(&rules::CREDENTIAL_RENAMED, what, both, REQUEST);
        } else if was.wire_name != is.wire_name {
            let what = format!("{name} is the scheme {}", code(&is.wire_name));
            self.of_credential(&rules::CREDENTIAL_SCHEME_RENAMED, what, both, NEITHER);
        }
        if was.kind != is.kind {
            let rule = if same {
                &rules::CREDENTIAL_KIND_CHANGED
            } else {
                &rules::CREDENTIAL_ARGUMENTS_CHANGED
            };
            let what = format!("{name} was sent {}, is {}", sent(&was.kind), sent(&is.kind));
            self.of_credential(rule, what, both, REQUEST);
        }
        if was.description != is.description {
            let what = format!("{name} is described otherwise");
            self.of_credential(&rules::DOCUMENTATION_CHANGED, what, both, NEITHER);
        }
    }

    /// Compares what an operation asks for.
    pub(super) fn security(
        &mut self,
        site: &Site,
        old: &[Vec<SecurityRequirement>],
        new: &[Vec<SecurityRequirement>],
    ) {
        let was = alternatives(self.old.api, old);
        let is = alternatives(self.new.api, new);
        // Credentials that have another name in the document are told once, where they are declared.
        let known = |all: &[Alternative<'_>]| all.iter().flatten().count();
        if was == is {
            self.scopes(site, old, new);
            return;
        }
        if known(&was) == known(&is) && was.len() == is.len() && self.only_renamed(&was, &is) {
            return;
        }
        let suffices = |one: &Alternative<'_>| {
            is.iter()
                .any(|now| now.iter().all(|credential| one.contains(credential)))
        };
        let rule = if was.iter().all(suffices) {
            &rules::SECURITY_RELAXED
        } else {
            &rules::SECURITY_TIGHTENED
        };
        let (was, is) = (told(&was), told(&is));
        let sentence = Sentence {
            one: (String::new(), format!(" asked for {was}, asks for {is}")),
            many: (String::new(), format!(" asked for {was}, ask for {is}")),
        };
        self.of_operation(rule, site, sentence);
    }

    /// Whether two lists of alternatives differ by a credential that was given another name alone.
    fn only_renamed(&self, was: &[Alternative<'_>], is: &[Alternative<'_>]) -> bool {
        let (old, new) = (&self.old.api.credentials, &self.new.api.credentials);
        let mut gone = old.iter().filter(|one| !has(new, one));
        let mut come = new.iter().filter(|one| !has(old, one));
        let (Some(gone), Some(come), None, None) =
            (gone.next(), come.next(), gone.next(), come.next())
        else {
            return false;
        };
        let mut renamed: Vec<Alternative<'_>> = was
            .iter()
            .map(|all| {
                let mut all = all.clone();
                for name in &mut all {
                    if *name == gone.wire_name {
                        *name = &come.wire_name;
                    }
                }
                all.sort_unstable();
                all
            })
            .collect();
        renamed.sort();
        renamed == is
    }

    fn scopes(
        &mut self,
        site: &Site,
        old: &[Vec<SecurityRequirement>],
        new: &[Vec<SecurityRequirement>],
    ) {
        let scopes = |security: &'_ [Vec<SecurityRequirement>]| -> Vec<String> {
            let all = security.iter().flatten();
            let mut all: Vec<String> = all.flat_map(|one| one.scopes.clone()).collect();
            all.sort();
            all.dedup();
            all
        };
        let (was, is) = (scopes(old), scopes(new));
        let lacking = |all: &[String], from: &[String]| -> Vec<String> {
            let missing = all.iter().filter(|scope| !from.contains(scope));
            missing.map(code).collect()
        };
        let (added, removed) = (lacking(&is, &was), lacking(&was, &is));
        if !added.is_empty() {
            let added = added.join(", ");
            let sentence = Sentence {
                one: (String::new(), format!(" asks for the scope {added}, too")),
                many: (String::new(), format!(" ask for the scope {added}, too")),
            };
            self.of_operation(&rules::SCOPES_ADDED, site, sentence);
        }
        if !removed.is_empty() {
            let removed = removed.join(", ");
            let sentence = Sentence {
                one: (
                    String::new(),
                    format!(" no longer asks for the scope {removed}"),
                ),
                many: (
                    String::new(),
                    format!(" no longer ask for the scope {removed}"),
                ),
            };
            self.of_operation(&rules::SCOPES_REMOVED, site, sentence);
        }
    }

    /// A change that often is one of all operations.
    fn of_operation(&mut self, rule: &'static super::Rule, site: &Site, sentence: Sentence) {
        let place = (Some(site.old), Some(site.new));
        self.say_of_each(rule, site.name.clone(), sentence, place, site.way);
    }
}

/// The credentials that are needed together, by their names in the document, sorted.
type Alternative<'a> = Vec<&'a str>;

/// What may be given, sorted. Nothing is an alternative of no credentials.
fn alternatives<'a>(api: &'a Api, security: &[Vec<SecurityRequirement>]) -> Vec<Alternative<'a>> {
    let mut all: Vec<Alternative<'a>> = security
        .iter()
        .map(|together| {
            let names = together.iter().filter_map(|one| {
                let credential = api.credentials.get(one.credential)?;
                Some(credential.wire_name.as_str())
            });
            let mut names: Alternative<'a> = names.collect();
            names.sort_unstable();
            names
        })
        .collect();
    if all.is_empty() {
        all.push(Vec::new());
    }
    all.sort();
    all.dedup();
    all
}

/// What moved between the address of the API and the paths of all its operations.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Shift {
    /// Nothing.
    #[default]
    None,
    /// The first segments of the paths are at the end of the address.
    ToAddress(String),
    /// The end of the address is in front of the paths.
    ToPaths(String),
}

impl Shift {
    /// What moved between two APIs: nothing, unless every operation that both have is in the same place as before.
    pub(super) fn between(old: &Api, new: &Api) -> Self {
        let (Some(was), Some(is)) = (old.servers.first(), new.servers.first()) else {
            return Self::None;
        };
        let (was, is) = (address(was), address(is));
        let shift = if let Some(prefix) = is.strip_prefix(&was).filter(|rest| is_path(rest)) {
            Self::ToAddress(prefix.to_owned())
        } else if let Some(prefix) = was.strip_prefix(&is).filter(|rest| is_path(rest)) {
            Self::ToPaths(prefix.to_owned())
        } else {
            return Self::None;
        };
        let of_api = |api| operations(api).filter(|one: &&Operation| one.servers.is_empty());
        let there: HashSet<(&str, &str)> = of_api(new)
            .map(|one| (one.method, one.path.as_str()))
            .collect();
        let names: HashSet<&str> = of_api(new).map(|one| one.id.as_str()).collect();
        let mut moved = false;
        for one in of_api(old) {
            let path = shift.path(&one.path);
            if path.is_some_and(|path| there.contains(&(one.method, path.as_str()))) {
                moved = true;
            } else if names.contains(one.id.as_str()) {
                return Self::None;
            }
        }
        if moved { shift } else { Self::None }
    }

    /// The path that an old path is now; none where it does not begin with what moved.
    pub(super) fn path(&self, path: &str) -> Option<String> {
        match self {
            Self::None => Some(path.to_owned()),
            Self::ToAddress(prefix) => path
                .strip_prefix(prefix.as_str())
                .filter(|rest| rest.starts_with('/'))
                .map(str::to_owned),
            Self::ToPaths(prefix) => Some(format!("{prefix}{path}")),
        }
    }

    /// The address that an old address is now.
    fn address(&self, address: &str) -> String {
        let address = address.trim_end_matches('/');
        match self {
            Self::None => address.to_owned(),
            Self::ToAddress(prefix) => format!("{address}{prefix}"),
            Self::ToPaths(prefix) => {
                let rest = address.strip_suffix(prefix.as_str());
                rest.unwrap_or(address).to_owned()
            }
        }
    }
}

fn is_path(rest: &str) -> bool {
    rest.len() > 1 && rest.starts_with('/')
}

/// The address of a server when nothing is chosen, without a slash at the end.
fn address(server: &Server) -> String {
    let url = default_url(server);
    url.trim_end_matches('/').to_owned()
}

/// The address of a server when nothing is chosen.
fn default_url(server: &Server) -> String {
    let mut url = server.url.clone();
    for variable in &server.variables {
        if let Some(default) = &variable.default {
            url = url.replace(&format!("{{{}}}", variable.wire_name), default);
        }
    }
    url
}

fn told(alternatives: &[Alternative<'_>]) -> String {
    let all = alternatives.iter().map(|together| {
        if together.is_empty() {
            return "nothing".to_owned();
        }
        let names: Vec<String> = together.iter().map(code).collect();
        names.join(" with ")
    });
    all.collect::<Vec<_>>().join(" or ")
}

fn has(credentials: &[Credential], one: &Credential) -> bool {
    credentials
        .iter()
        .any(|other| other.wire_name == one.wire_name)
}

/// How a credential is sent, in a few words.
fn sent(kind: &CredentialKind) -> String {
    match kind {
        CredentialKind::Bearer => "as a bearer token".to_owned(),
        CredentialKind::Basic => "as a user name and a password".to_owned(),
        CredentialKind::Authorization { scheme } => format!("as `Authorization: {scheme}`"),
        CredentialKind::Header { name, prefix } if prefix.is_empty() => {
            format!("in the header `{name}`")
        }
        CredentialKind::Header { name, prefix } => {
            format!("in the header `{name}` behind {}", code(prefix.trim_end()))
        }
        CredentialKind::Query { name } => format!("in the query as `{name}`"),
        CredentialKind::Cookie { name } => format!("in the cookie `{name}`"),
        CredentialKind::Connection => "by the connection".to_owned(),
    }
}

/// The variables of all servers, each once.
fn variables(api: &Api) -> Vec<&ServerVariable> {
    let of_operations = operations(api).flat_map(|operation| &operation.servers);
    let mut variables: Vec<&ServerVariable> = Vec::new();
    for variable in api
        .servers
        .iter()
        .chain(of_operations)
        .flat_map(|server| &server.variables)
    {
        if variables
            .iter()
            .all(|known| known.wire_name != variable.wire_name)
        {
            variables.push(variable);
        }
    }
    variables
}
