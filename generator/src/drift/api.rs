//! Compares APIs as a whole: their metadata, addresses and credentials.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::grouping::GroupedChange;
use super::types::sorted;
use super::usage::operations;
use super::{Comparison, NEITHER, REQUEST, Site, code, rules};
use crate::base::server_address;
use crate::base::source::{FileId, Origin};
use crate::ir::{
    Api, Credential, CredentialKind, Operation, SecurityRequirement, Server, ServerVariable,
};

/// The origin of the root of a document.
pub(super) const ROOT: Origin = Origin {
    file: FileId(0),
    node: 0,
};

impl<'a> Comparison<'a> {
    /// Compares the metadata, servers and credentials of the APIs.
    pub(super) fn access(&mut self) {
        self.information();
        let (old, new) = (self.old.api, self.new.api);
        self.servers(
            "the API",
            &old.servers,
            &new.servers,
            old.origins.servers,
            new.origins.servers,
        );
        self.variables();
        self.credentials();
    }

    /// Reports a change of the metadata of the API.
    fn of_info(&mut self, what: String) {
        let places = (self.old.api.origins.info, self.new.api.origins.info);
        let places = (Some(places.0), Some(places.1));
        self.report(&rules::INFORMATION_CHANGED, what, places, NEITHER);
    }

    /// Reports a change of a server variable.
    fn of_servers(&mut self, rule: &'static super::Rule, what: String, way: crate::ir::Directions) {
        let places = (self.old.api.origins.servers, self.new.api.origins.servers);
        self.report(rule, what, (Some(places.0), Some(places.1)), way);
    }

    /// Reports a change of a credential.
    fn of_credential(
        &mut self,
        rule: &'static super::Rule,
        what: String,
        (old, new): (Option<&Credential>, Option<&Credential>),
        way: crate::ir::Directions,
    ) {
        let place = |api: &Api, one: Option<&Credential>| {
            let index = api.credentials.iter().position(|known| Some(known) == one);
            api.origins.credentials.get(index?).copied()
        };
        let places = (place(self.old.api, old), place(self.new.api, new));
        self.report(rule, what, places, way);
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
                _ => format!("the API has another {part}"),
            };
            self.of_info(what);
        }
    }

    /// Compares the addresses of the API, or of an operation that has its own. Path segments that moved between an
    /// address and the paths below it are not a change.
    pub(super) fn servers(
        &mut self,
        whose: &str,
        old: &[Server],
        new: &[Server],
        old_at: Origin,
        new_at: Origin,
    ) {
        let place = (Some(old_at), Some(new_at));
        let moved = |old_server: &Server| self.path_shift.address(&address(old_server));
        let (before, after): (Vec<String>, Vec<String>) = (
            old.iter().map(moved).collect(),
            new.iter().map(address).collect(),
        );
        let told = match (old.first(), new.first()) {
            (Some(old_server), Some(new_server)) => {
                old_server.url != new_server.url && before.first() != after.first()
            }
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
            self.report(&rules::SERVER_CHANGED, what, place, REQUEST);
        }
        let (had, has) = (known(old, &before), known(new, &after));
        for (old_server, at) in old.iter().zip(&before).skip(1) {
            if !has.0.contains(old_server.url.as_str()) && !has.1.contains(at.as_str()) {
                let what = format!(
                    "{whose} no longer has the address {}",
                    code(&old_server.url)
                );
                self.report(&rules::SERVER_REMOVED, what, place, REQUEST);
            }
        }
        for (new_server, at) in new.iter().zip(&after).skip(1) {
            if !had.0.contains(new_server.url.as_str()) && !had.1.contains(at.as_str()) {
                let what = format!("{whose} also has the address {}", code(&new_server.url));
                self.report(&rules::SERVER_ADDED, what, place, REQUEST);
            }
        }
    }

    fn variables(&mut self) {
        let (old, new) = (variables(self.old.api), variables(self.new.api));
        let find = |all: &[&'a ServerVariable], name: &str| {
            all.iter().find(|one| one.wire_name == name).copied()
        };
        for old_variable in &old {
            let name = code(&old_variable.wire_name);
            let Some(new_variable) = find(&new, &old_variable.wire_name) else {
                let what = format!("the variable {name} of the address is removed");
                self.of_servers(&rules::SERVER_VARIABLE_REMOVED, what, REQUEST);
                continue;
            };
            let values = |variable: &ServerVariable| sorted(&variable.values);
            let takes_more = |old: &ServerVariable, new: &ServerVariable| {
                let lists = |value| new.values.contains(value);
                new.values.is_empty() || !old.values.is_empty() && old.values.iter().all(lists)
            };
            if old_variable.default == new_variable.default
                && values(old_variable) != values(new_variable)
                && takes_more(old_variable, new_variable)
            {
                let what = format!("the variable {name} of the address has further values");
                self.of_servers(&rules::SERVER_VARIABLE_WIDENED, what, REQUEST);
            } else if (&old_variable.default, values(old_variable))
                != (&new_variable.default, values(new_variable))
            {
                let what = match (&old_variable.default, &new_variable.default) {
                    (old, new) if old == new => "has other values".to_owned(),
                    (_, Some(default)) => format!("has the default {}", code(default)),
                    (Some(_), None) => "no longer has a default".to_owned(),
                    (None, None) => "has other values".to_owned(),
                };
                let what = format!("the variable {name} of the address {what}");
                self.of_servers(&rules::SERVER_VARIABLE_CHANGED, what, REQUEST);
            }
            if old_variable.description != new_variable.description {
                let what = format!("the variable {name} of the address has another description");
                self.of_servers(&rules::DOCUMENTATION_CHANGED, what, NEITHER);
            }
        }
        for new_variable in &new {
            if find(&old, &new_variable.wire_name).is_none() {
                let what = format!(
                    "the variable {} of the address is new",
                    code(&new_variable.wire_name)
                );
                self.of_servers(&rules::SERVER_VARIABLE_ADDED, what, REQUEST);
            }
        }
    }

    fn credentials(&mut self) {
        let (old, new) = (&self.old.api.credentials, &self.new.api.credentials);
        let removed: Vec<&Credential> = old.iter().filter(|one| !has(new, one)).collect();
        let added: Vec<&Credential> = new.iter().filter(|one| !has(old, one)).collect();
        let renamed = match (removed.as_slice(), added.as_slice()) {
            ([old_credential], [new_credential]) if old_credential.kind == new_credential.kind => {
                Some((*old_credential, *new_credential))
            }
            _ => None,
        };
        if let Some((old_credential, new_credential)) = renamed {
            self.credential(old_credential, new_credential);
        } else {
            for old_credential in removed {
                let what = format!("the credential {} is removed", code(&old_credential.name));
                let of = (Some(old_credential), None);
                self.of_credential(&rules::CREDENTIAL_REMOVED, what, of, REQUEST);
            }
            for new_credential in added {
                let what = format!("the credential {} is new", code(&new_credential.name));
                let of = (None, Some(new_credential));
                self.of_credential(&rules::CREDENTIAL_ADDED, what, of, REQUEST);
            }
        }
        for old_credential in old {
            let same = new
                .iter()
                .find(|one| one.wire_name == old_credential.wire_name);
            if let Some(new_credential) = same {
                self.credential(old_credential, new_credential);
            }
        }
    }

    fn credential(&mut self, old: &Credential, new: &Credential) {
        let name = format!("the credential {}", code(&old.name));
        let both = (Some(old), Some(new));
        let arguments = |credential: &Credential| match credential.kind {
            CredentialKind::Basic => 2,
            CredentialKind::Connection => 0,
            _ => 1,
        };
        // A user name and a password need one more variable, which the changed kind already explains.
        let same = arguments(old) == arguments(new);
        if old.name != new.name || (same && old.environment != new.environment) {
            let what = format!(
                "{name} is now called {}, read from the environment as {}",
                code(&new.name),
                code(new.environment.join(", "))
            );
            self.of_credential(&rules::CREDENTIAL_RENAMED, what, both, REQUEST);
        } else if old.wire_name != new.wire_name {
            let what = format!(
                "{name} now uses the security scheme {}",
                code(&new.wire_name)
            );
            self.of_credential(&rules::CREDENTIAL_SCHEME_RENAMED, what, both, NEITHER);
        }
        if old.kind != new.kind {
            let rule = if same {
                &rules::CREDENTIAL_KIND_CHANGED
            } else {
                &rules::CREDENTIAL_ARGUMENTS_CHANGED
            };
            let what = format!(
                "{name} was sent {}, is now sent {}",
                sent(&old.kind),
                sent(&new.kind)
            );
            self.of_credential(rule, what, both, REQUEST);
        }
        if old.description != new.description {
            let what = format!("{name} has another description");
            self.of_credential(&rules::DOCUMENTATION_CHANGED, what, both, NEITHER);
        }
    }

    /// Compares the security requirements of an operation.
    pub(super) fn security(
        &mut self,
        site: &Site,
        old: &'a [Vec<SecurityRequirement>],
        new: &'a [Vec<SecurityRequirement>],
    ) {
        // Many operations have the same requirements.
        let known = self.security_changes.borrow().get(&(old, new)).cloned();
        let changes = known.unwrap_or_else(|| {
            let changes = Rc::new(self.security_changes_between(old, new));
            let mut known = self.security_changes.borrow_mut();
            known.insert((old, new), Rc::clone(&changes));
            changes
        });
        for (rule, sentence) in changes.iter() {
            self.of_operation(rule, site, sentence.clone());
        }
    }

    /// Returns the changes between security requirements.
    fn security_changes_between(
        &self,
        old: &'a [Vec<SecurityRequirement>],
        new: &'a [Vec<SecurityRequirement>],
    ) -> Vec<SecurityChange> {
        let renamed = self.renamed_credential();
        let name = |credential: &'a Credential| match renamed {
            // A renamed credential is reported once, at its declaration.
            Some((old_name, new_name)) if credential.wire_name == old_name => new_name,
            _ => credential.wire_name.as_str(),
        };
        let old_alternatives = alternatives(self.old.api, old, &name);
        let new_alternatives = alternatives(self.new.api, new, &|credential| &credential.wire_name);
        if old_alternatives == new_alternatives {
            return Vec::new();
        }
        let suffices =
            |one: &Alternative<'_>| new_alternatives.iter().any(|now| now.is_met_by(one));
        let is_relaxed = old_alternatives.iter().all(suffices);
        let credentials = |all: &[Alternative<'a>]| -> Vec<Vec<&'a str>> {
            all.iter().map(Alternative::credentials).collect()
        };
        let old_credentials = credentials(&old_alternatives);
        let new_credentials = credentials(&new_alternatives);
        let is_unique = |all: &[Vec<&str>]| all.windows(2).all(|pair| pair.first() != pair.last());
        if old_credentials == new_credentials && is_unique(&old_credentials) {
            return scopes(&old_alternatives, &new_alternatives);
        }
        let rule = if is_relaxed {
            &rules::SECURITY_RELAXED
        } else {
            &rules::SECURITY_TIGHTENED
        };
        // Scopes are shown if the credentials alone do not explain the verdict.
        let suffices = |one: &Vec<&str>| {
            let mut after = new_credentials.iter();
            after.any(|now| now.iter().all(|credential| one.contains(credential)))
        };
        let is_explained = old_credentials.iter().all(suffices) == is_relaxed
            && old_credentials != new_credentials;
        let with_scopes =
            !(is_explained && is_unique(&old_credentials) && is_unique(&new_credentials));
        let old_text = alternatives_text(&old_alternatives, with_scopes);
        let new_text = alternatives_text(&new_alternatives, with_scopes);
        let sentence = GroupedChange {
            one: (
                String::new(),
                format!(" required {old_text}, requires {new_text}"),
            ),
            many: (
                String::new(),
                format!(" required {old_text}, require {new_text}"),
            ),
        };
        vec![(rule, sentence)]
    }

    /// Returns the old and the new name of the renamed credential: exactly one credential was removed, and one was
    /// added.
    fn renamed_credential(&self) -> Option<(&'a str, &'a str)> {
        let (old, new) = (&self.old.api.credentials, &self.new.api.credentials);
        let names = |all: &'a [Credential]| -> HashSet<&'a str> {
            all.iter().map(|one| one.wire_name.as_str()).collect()
        };
        let (before, after) = (names(old), names(new));
        let mut removed = old
            .iter()
            .filter(|one| !after.contains(one.wire_name.as_str()));
        let mut added = new
            .iter()
            .filter(|one| !before.contains(one.wire_name.as_str()));
        match (removed.next(), added.next(), removed.next(), added.next()) {
            (Some(removed), Some(added), None, None) => {
                Some((&removed.wire_name, &added.wire_name))
            }
            _ => None,
        }
    }

    /// Reports a change that often affects all operations, once for all of them.
    fn of_operation(&mut self, rule: &'static super::Rule, site: &Site, sentence: GroupedChange) {
        let place = (Some(site.old), Some(site.new));
        self.report_grouped(rule, site.name.clone(), sentence, place, site.way);
    }
}

/// The rule of a change of security requirements, and its sentence.
pub(super) type SecurityChange = (&'static super::Rule, GroupedChange);

/// Returns the changes between the scopes of the same credentials, alternative by alternative.
fn scopes<'a>(old: &[Alternative<'a>], new: &[Alternative<'a>]) -> Vec<SecurityChange> {
    let mut changes: Vec<SecurityChange> = Vec::new();
    let lacking = |all: &[Alternative<'a>], from: &[Alternative<'a>]| {
        let pairs = all.iter().zip(from);
        let lacking = pairs.flat_map(|(all, from)| all.needs.difference(&from.needs));
        lacking.copied().collect::<BTreeSet<Need<'a>>>()
    };
    let (added, removed) = (lacking(new, old), lacking(old, new));
    let all = added.iter().chain(&removed);
    let credentials: BTreeSet<&str> = all.map(|need| need.credential).collect();
    let named = |needs: &BTreeSet<Need<'a>>| {
        let named = needs.iter().map(|need| {
            let scope = code(need.scope);
            if credentials.len() > 1 {
                format!("{scope} of {}", code(need.credential))
            } else {
                scope
            }
        });
        named.collect::<Vec<_>>().join(", ")
    };
    if !added.is_empty() {
        let added = named(&added);
        let sentence = GroupedChange {
            one: (String::new(), format!(" also requires the scope {added}")),
            many: (String::new(), format!(" also require the scope {added}")),
        };
        changes.push((&rules::SCOPES_ADDED, sentence));
    }
    if !removed.is_empty() {
        let removed = named(&removed);
        let sentence = GroupedChange {
            one: (
                String::new(),
                format!(" no longer requires the scope {removed}"),
            ),
            many: (
                String::new(),
                format!(" no longer require the scope {removed}"),
            ),
        };
        changes.push((&rules::SCOPES_REMOVED, sentence));
    }
    changes
}

/// A required credential and a scope that it must have. An empty scope means the credential alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Need<'a> {
    credential: &'a str,
    scope: &'a str,
}

/// Credentials and scopes that are required together, by the names of the document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Alternative<'a> {
    needs: BTreeSet<Need<'a>>,
}

impl<'a> Alternative<'a> {
    /// Reports whether the credentials and scopes of another alternative are sufficient for this one.
    fn is_met_by(&self, other: &Self) -> bool {
        self.needs.is_subset(&other.needs)
    }

    /// Returns the names of the credentials.
    fn credentials(&self) -> Vec<&'a str> {
        let mut names: Vec<&str> = self.needs.iter().map(|need| need.credential).collect();
        names.dedup();
        names
    }
}

/// Returns the security alternatives, sorted by credentials. An operation without security has one alternative with
/// no credentials.
fn alternatives<'a>(
    api: &'a Api,
    security: &'a [Vec<SecurityRequirement>],
    name: &dyn Fn(&'a Credential) -> &'a str,
) -> Vec<Alternative<'a>> {
    let mut all: Vec<Alternative<'a>> = security
        .iter()
        .map(|together| {
            let needs = together.iter().filter_map(|one| {
                let credential = name(api.credentials.get(one.credential)?);
                let scopes = one.scopes.iter().map(String::as_str);
                let scopes = std::iter::once("").chain(scopes);
                Some(scopes.map(move |scope| Need { credential, scope }))
            });
            Alternative {
                needs: needs.flatten().collect(),
            }
        })
        .collect();
    if all.is_empty() {
        all.push(Alternative {
            needs: BTreeSet::new(),
        });
    }
    all.sort_by(|one, other| (one.credentials(), one).cmp(&(other.credentials(), other)));
    all.dedup();
    all
}

/// The path segments that moved between the address of the API and the paths of all its operations.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Shift {
    /// Nothing moved.
    #[default]
    None,
    /// The first segments of the paths moved to the end of the address.
    ToAddress(String),
    /// The last segments of the address moved to the beginning of the paths.
    ToPaths(String),
}

impl Shift {
    /// Returns what moved between two APIs: nothing, unless every operation that both have keeps its full address.
    pub(super) fn between(old: &Api, new: &Api) -> Self {
        let (Some(old_server), Some(new_server)) = (old.servers.first(), new.servers.first())
        else {
            return Self::None;
        };
        let (old_address, new_address) = (address(old_server), address(new_server));
        let shift = if let Some(prefix) = new_address
            .strip_prefix(&old_address)
            .filter(|rest| is_path(rest))
        {
            Self::ToAddress(prefix.to_owned())
        } else if let Some(prefix) = old_address
            .strip_prefix(&new_address)
            .filter(|rest| is_path(rest))
        {
            Self::ToPaths(prefix.to_owned())
        } else {
            return Self::None;
        };
        let of_api = |api| operations(api).filter(|one: &&Operation| one.servers.is_empty());
        let there: HashSet<(&str, &str)> = of_api(new)
            .map(|one| (&*one.method, one.path.as_str()))
            .collect();
        let names: HashSet<&str> = of_api(new).map(|one| one.id.as_str()).collect();
        let mut moved = false;
        for one in of_api(old) {
            let path = shift.path(&one.path);
            if path.is_some_and(|path| there.contains(&(&*one.method, path.as_str()))) {
                moved = true;
            } else if names.contains(one.id.as_str()) {
                return Self::None;
            }
        }
        if moved { shift } else { Self::None }
    }

    /// Returns the new path for an old one, or `None` if it does not begin with the segments that moved.
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

    /// Returns the new address for an old one.
    fn address(&self, address: &str) -> String {
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

/// Returns the addresses of servers, as written and in normalized form.
fn known<'s>(
    servers: &'s [Server],
    addresses: &'s [String],
) -> (HashSet<&'s str>, HashSet<&'s str>) {
    let written = servers.iter().map(|server| server.url.as_str());
    (
        written.collect(),
        addresses.iter().map(String::as_str).collect(),
    )
}

fn is_path(rest: &str) -> bool {
    rest.len() > 1 && rest.starts_with('/')
}

/// Returns the default address of a server in normalized form.
fn address(server: &Server) -> String {
    normal(&default_url(server))
}

/// Normalizes an address: removes the final slash and the default port of the scheme, and lowercases scheme and host
/// (RFC 3986, section 6.2).
fn normal(url: &str) -> String {
    let url = url.trim_end_matches('/');
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (scheme, host) = (scheme.to_ascii_lowercase(), host.to_ascii_lowercase());
    let port = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => "",
    };
    let host = host.strip_suffix(port).unwrap_or(&host);
    format!("{scheme}://{host}{path}")
}

/// Returns the address of a server with the defaults of its variables.
fn default_url(server: &Server) -> String {
    let defaults = server.variables.iter();
    let defaults: HashMap<&str, &str> = defaults
        .filter_map(|variable| Some((variable.wire_name.as_str(), variable.default.as_deref()?)))
        .collect();
    server_address::with_defaults(&server.url, |name| defaults.get(name).copied(), usize::MAX)
}

fn alternatives_text(alternatives: &[Alternative<'_>], with_scopes: bool) -> String {
    let all = alternatives.iter().map(|together| {
        let credentials = together.credentials();
        if credentials.is_empty() {
            return "no credentials".to_owned();
        }
        let named = credentials.into_iter().map(|credential| {
            let needs = together.needs.iter();
            let needs =
                needs.filter(|need| need.credential == credential && !need.scope.is_empty());
            let scopes: Vec<String> = needs.map(|need| code(need.scope)).collect();
            if with_scopes && !scopes.is_empty() {
                format!("{} ({})", code(credential), scopes.join(", "))
            } else {
                code(credential)
            }
        });
        named.collect::<Vec<_>>().join(" with ")
    });
    all.collect::<Vec<_>>().join(" or ")
}

fn has(credentials: &[Credential], one: &Credential) -> bool {
    credentials
        .iter()
        .any(|other| other.wire_name == one.wire_name)
}

/// Describes how a credential is sent.
fn sent(kind: &CredentialKind) -> String {
    match kind {
        CredentialKind::Bearer => "as a bearer token".to_owned(),
        CredentialKind::Basic => "as a user name and a password".to_owned(),
        CredentialKind::Authorization { scheme } => format!("as `Authorization: {scheme}`"),
        CredentialKind::Header { name, prefix } if prefix.is_empty() => {
            format!("in the header `{name}`")
        }
        CredentialKind::Header { name, prefix } => {
            format!(
                "in the header `{name}` after the prefix {}",
                code(prefix.trim_end())
            )
        }
        CredentialKind::Query { name } => format!("in the query as `{name}`"),
        CredentialKind::Cookie { name } => format!("in the cookie `{name}`"),
        CredentialKind::Connection => "by the connection".to_owned(),
    }
}

/// Returns the variables of all servers, each name once.
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
