//! What concerns an API as a whole: what it says of itself, where it is, how callers authenticate.

use super::each::Sentence;
use super::types::sorted;
use super::{Comparison, NEITHER, REQUEST, Site, code, rules};
use crate::ir::{Api, Credential, CredentialKind, SecurityRequirement, Server, ServerVariable};
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

    /// Compares addresses: of the API, or of an operation that has its own.
    pub(super) fn servers(
        &mut self,
        whose: &str,
        old: &[Server],
        new: &[Server],
        was_at: Origin,
        is_at: Origin,
    ) {
        let place = (Some(was_at), Some(is_at));
        let url = |server: &&Server| server.url.clone();
        let (was, is) = (old.first().as_ref().map(url), new.first().as_ref().map(url));
        let same = old.first().map(default_url) == new.first().map(default_url);
        if was != is && !same {
            let shown = |url: Option<String>| url.map_or_else(|| "none".to_owned(), code);
            let what = format!(
                "the address of {whose} was {}, is {}",
                shown(was),
                shown(is)
            );
            self.say(&rules::SERVER_CHANGED, what, place, REQUEST);
            return;
        }
        let (old, new) = (old.get(1..).unwrap_or(&[]), new.get(1..).unwrap_or(&[]));
        let lacks = |servers: &[Server], url: &str| servers.iter().all(|server| server.url != url);
        for server in old.iter().filter(|server| lacks(new, &server.url)) {
            let what = format!("{whose} is no longer at {}", code(&server.url));
            self.say(&rules::SERVER_REMOVED, what, place, REQUEST);
        }
        for server in new.iter().filter(|server| lacks(old, &server.url)) {
            let what = format!("{whose} is at {}, too", code(&server.url));
            self.say(&rules::SERVER_ADDED, what, place, REQUEST);
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
    let of_operations = super::uses::operations(api).flat_map(|operation| &operation.servers);
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
