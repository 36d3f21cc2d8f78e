//! Lowers servers and credentials.

use std::borrow::Cow;
use std::collections::HashMap;

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, SecurityScheme};

use crate::config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, codes};
use crate::ir::{Credential, CredentialKind, Server, ServerVariable};
use crate::load::Origin;
use crate::lower::Options;
use crate::lower::naming::scope::{NameScope, distinct};
use crate::lower::naming::words;
use crate::openapi::Reader;
use crate::openapi::security::{SecurityScheme as Described, SecuritySchemeKind};
use crate::openapi::servers as view;

/// Names of methods that every builder of a client has.
const BUILDER: &[&str] = &[
    "new",
    "build",
    "base_url",
    "server",
    "timeout",
    "total_timeout",
    "connect_timeout",
    "retries",
    "max_retries",
    "header",
    "headers",
    "user_agent",
    "proxy",
    "http_client",
    "reqwest_client",
    "anonymous",
    "credential",
    "basic_credential",
    "server_variable",
    "clone",
    "retry",
    "backoff",
];

/// Returns the credentials that the document declares, the index of each by the name of its scheme, and their
/// origins.
pub(crate) fn credentials<'a>(
    reader: &Reader<'a>,
    options: &Options<'_>,
    diagnostics: &Diagnostics,
) -> (Vec<Credential>, IndexMap<&'a str, usize>, Vec<Origin>) {
    let mut names = NameScope::with_reserved(BUILDER.iter().copied());
    let mut credentials = Vec::new();
    let mut places = IndexMap::new();
    let mut origins = Vec::new();
    let schemes = reader.security_schemes();
    check(&schemes, options, diagnostics);
    check_setters(&schemes, options, diagnostics);
    for scheme in &schemes {
        let (mut kind, description) = match &scheme.kind {
            SecuritySchemeKind::MutualTls { description } => {
                (CredentialKind::Connection, description.clone())
            }
            SecuritySchemeKind::Sent(sent) => kind(sent),
        };
        let chosen = configured(options, scheme, &schemes);
        if let Some(chosen) = chosen.and_then(|chosen| chosen.prefix.as_ref()) {
            match &mut kind {
                CredentialKind::Header { prefix, .. } => prefix.clone_from(chosen),
                _ => diagnostics.push(
                    Diagnostic::error(
                        codes::UNUSABLE_PREFIX,
                        scheme.node.location(),
                        format!(
                            "`{}` is not a key in a header; only such a key has a `prefix`",
                            scheme.name
                        ),
                    )
                    .related(prefix_option(options, scheme.name), "the option")
                    .help("remove the option"),
                ),
            }
        }
        let count = chosen.map_or(0, |chosen| chosen.environment.len());
        if let Some(error) = too_many_variables(scheme, &kind, count, options) {
            diagnostics.push(error);
        }
        let name = chosen
            .and_then(|chosen| chosen.setter.clone())
            .unwrap_or_else(|| words::field_name(scheme.name));
        let name = names.claim(&name);
        let environment = match chosen.map(|chosen| chosen.environment.clone()) {
            Some(environment) if !environment.is_empty() => environment,
            _ => environment(&options.name, &name, &kind),
        };
        origins.push(scheme.node.origin());
        places.insert(scheme.name, credentials.len());
        credentials.push(Credential {
            name,
            wire_name: scheme.name.to_owned(),
            kind,
            environment,
            description,
        });
    }
    (credentials, places, origins)
}

/// Reports credentials of the configuration for schemes that the document does not have. Such an option would
/// have no effect, and the API would reject the calls that need it.
fn check(schemes: &[Described<'_>], options: &Options<'_>, diagnostics: &Diagnostics) {
    const CODE: &Code = codes::CREDENTIAL_WITHOUT_SCHEME;
    let known: Vec<&str> = schemes.iter().map(|scheme| scheme.name).collect();
    for name in options.config.credential_schemes() {
        if known.contains(&name) {
            continue;
        }
        let message = format!(
            "`credentials` of the configuration names `{name}`, but the document has no such security scheme"
        );
        let place = Location::option_key(&["credentials", name]);
        let error = Diagnostic::error(CODE, place, message);
        diagnostics.push(match diagnostics.nearest(name, known.iter().copied()) {
            Some(close) => error.help(format!("did you mean `{close}`?")),
            None if known.is_empty() => error.help("remove the option"),
            None => error.help(format!("its security schemes are: {}", known.join(", "))),
        });
    }
    if options.config.has_unnamed_credential() && known.len() != 1 {
        let (has, help) = if known.is_empty() {
            ("none".to_owned(), "remove the option".to_owned())
        } else {
            let names = known.join(", ");
            (
                known.len().to_string(),
                format!("name them under `credentials`: {names}"),
            )
        };
        let message = format!(
            "`credential` of the configuration is for the only security scheme, and the document has {has}"
        );
        let place = Location::option_key(&["credential"]);
        diagnostics.push(Diagnostic::error(CODE, place, message).help(help));
    }
}

/// Returns the options of the configuration for the credential of one of the schemes.
fn configured<'o>(
    options: &'o Options<'_>,
    scheme: &Described<'_>,
    schemes: &[Described<'_>],
) -> Option<&'o config::Credential> {
    match schemes {
        [_] => options.config.only_credential(scheme.name),
        _ => options.config.credential(scheme.name),
    }
}

/// Reports each configured setter that has the name of another method of the builder.
fn check_setters(schemes: &[Described<'_>], options: &Options<'_>, diagnostics: &Diagnostics) {
    let chosen = |scheme: &Described<'_>| {
        let credential = configured(options, scheme, schemes);
        credential.and_then(|credential| credential.setter.clone())
    };
    // The schemes by the names of their setters: those with default names first.
    let mut holders: HashMap<String, &str> = HashMap::new();
    for scheme in schemes.iter().filter(|scheme| chosen(scheme).is_none()) {
        holders.insert(words::field_name(scheme.name), scheme.name);
    }
    for scheme in schemes {
        let Some(setter) = chosen(scheme) else {
            continue;
        };
        let taken = if BUILDER.contains(&setter.as_str()) {
            "which is a method of every builder".to_owned()
        } else if let Some(other) = holders.get(&setter) {
            format!("which is also the setter of `{other}`")
        } else {
            holders.insert(setter, scheme.name);
            continue;
        };
        let name = scheme.name;
        let message =
            format!("the option `setter` of the security scheme `{name}` is `{setter}`, {taken}");
        let place = Location::option(&options.config.credential_option(name, "setter"));
        let error = Diagnostic::error(codes::RENAME_COLLISION, place, message);
        diagnostics.push(error.help("choose another name"));
    }
}

/// Returns the error for more environment variables than a credential has values.
fn too_many_variables(
    scheme: &Described<'_>,
    kind: &CredentialKind,
    count: usize,
    options: &Options<'_>,
) -> Option<Diagnostic> {
    let (most, has) = match kind {
        CredentialKind::Basic => (2, "a user name and a password"),
        CredentialKind::Connection => (0, "no value to send"),
        _ => (1, "one value"),
    };
    let help = match kind {
        CredentialKind::Connection => "remove the option",
        _ => "name one variable",
    };
    let message = format!(
        "`environment` of the security scheme `{}` names too many variables ({count}): the credential has {has}",
        scheme.name
    );
    let path = options.config.credential_option(scheme.name, "environment");
    let error = Diagnostic::error(
        codes::CREDENTIAL_VARIABLES,
        Location::option_key(&path),
        message,
    );
    let error = error.related(scheme.node.location(), "the security scheme");
    (count > most).then(|| error.help(help))
}

/// Returns the location of the option for a credential's prefix.
fn prefix_option(options: &Options<'_>, scheme: &str) -> Location {
    Location::option_key(&options.config.credential_option(scheme, "prefix"))
}

fn kind(scheme: &SecurityScheme) -> (CredentialKind, Option<String>) {
    match scheme {
        SecurityScheme::APIKey {
            location,
            name,
            description,
            ..
        } => {
            let name = name.clone();
            let kind = match location {
                APIKeyLocation::Header => CredentialKind::Header {
                    name,
                    prefix: String::new(),
                },
                APIKeyLocation::Query => CredentialKind::Query { name },
                APIKeyLocation::Cookie => CredentialKind::Cookie { name },
            };
            (kind, description.clone())
        }
        SecurityScheme::HTTP {
            scheme,
            description,
            ..
        } => {
            let kind = match scheme.to_ascii_lowercase().as_str() {
                "bearer" => CredentialKind::Bearer,
                "basic" => CredentialKind::Basic,
                _ => CredentialKind::Authorization {
                    scheme: scheme.clone(),
                },
            };
            (kind, description.clone())
        }
        SecurityScheme::OAuth2 { description, .. }
        | SecurityScheme::OpenIDConnect { description, .. } => {
            (CredentialKind::Bearer, description.clone())
        }
    }
}

/// Returns the default environment variables of a credential: `WHOP_BEARER_AUTH`.
fn environment(api: &str, name: &str, kind: &CredentialKind) -> Vec<String> {
    let stem = format!("{}_{}", api.to_uppercase(), name.to_uppercase());
    match kind {
        CredentialKind::Basic => vec![format!("{stem}_USER_NAME"), format!("{stem}_PASSWORD")],
        CredentialKind::Connection => Vec::new(),
        _ => vec![stem],
    }
}

/// Lowers servers, with the names of their variables in the builder.
pub(crate) fn servers(servers: Vec<view::Server<'_>>) -> Vec<Server> {
    servers
        .into_iter()
        .map(|server| {
            let mut scope = NameScope::with_reserved(BUILDER.iter().copied());
            let wanted = server.variables.iter();
            let wanted: Vec<(&str, Cow<'_, str>)> = wanted
                .map(|variable| (variable.name, words::field_name(variable.name).into()))
                .collect();
            let names = distinct(&mut scope, &wanted).into_iter();
            let variables = server.variables.iter().zip(names);
            let variables = variables.map(|(variable, name)| ServerVariable {
                name: name.into_owned(),
                wire_name: variable.name.to_owned(),
                default: variable.default.map(str::to_owned),
                values: variable
                    .values
                    .iter()
                    .map(|value| (*value).to_owned())
                    .collect(),
                description: variable.description.map(str::to_owned),
            });
            Server {
                variables: variables.collect(),
                url: server.url,
                description: server.description.map(str::to_owned),
            }
        })
        .collect()
}
