//! Emits the client of an API, its builder, and the description of the API for the runtime.

pub(crate) mod errors;
pub(crate) mod example;
pub(crate) mod webhooks;

use foldhash::HashSet;
use indexmap::IndexSet;
use proc_macro2::TokenStream;
use quote::quote;

use crate::base::reserved::BUILDER_METHODS;
use crate::emit::analysis::context::Context;
use crate::emit::analysis::names::{self, ident};
use crate::emit::docs;
use crate::emit::operations::request::{requirements, servers};
use crate::emit::operations::resources::resource_docs;
use crate::emit::print::FileWriter;
use crate::ir::{Api, Credential, CredentialKind, Docs, SecurityRequirement, ServerVariable};

/// Emits the API's module.
pub(crate) fn module(context: &Context<'_>) -> Vec<TokenStream> {
    let webhooks = context.api.webhooks.is_some().then(|| {
        quote!(
            pub mod webhooks;
        )
    });
    let mut items = vec![quote! {
        #![allow(missing_docs, reason = "the document does not describe everything")]
        #![allow(deprecated, reason = "deprecated fields are still encoded and decoded")]
        #![allow(
            bindings_with_variant_name,
            reason = "a name in letters without case is the same for a field and a variant"
        )]
        #![allow(
            clippy::approx_constant,
            clippy::disallowed_names,
            clippy::doc_link_with_quotes,
            clippy::doc_markdown,
            clippy::enum_variant_names,
            clippy::large_enum_variant,
            clippy::many_single_char_names,
            clippy::module_inception,
            clippy::new_ret_no_self,
            clippy::pub_underscore_fields,
            clippy::should_implement_trait,
            clippy::similar_names,
            clippy::struct_excessive_bools,
            clippy::struct_field_names,
            clippy::too_many_arguments,
            clippy::too_many_lines,
            clippy::unreadable_literal,
            reason = "names, values and structure follow the document"
        )]
        #![allow(
            clippy::manual_range_patterns,
            clippy::match_overlapping_arm,
            clippy::match_same_arms,
            clippy::needless_pass_by_value,
            clippy::trivially_copy_pass_by_ref,
            reason = "generated calls and error tables have a fixed form"
        )]
    }];
    if context.api.types_only {
        items.push(quote!(
            pub mod types;
        ));
        return items;
    }
    items.extend([
        quote! {
            mod client;
            mod error;
            pub mod resources;
            pub mod types;
            #webhooks
        },
        quote! {
            pub use self::client::{Call, Client, ClientBuilder, Error, Page, PageCall};
            pub use self::error::ErrorBody;
        },
    ]);
    items
}

/// Emits the file of the client.
pub(crate) fn client(file: &FileWriter<'_>) -> Vec<TokenStream> {
    let context = file.context;
    let runtime = |name: &'static str| file.runtime(name);
    let (core, description, api_trait, method) = (
        runtime("ClientCore"),
        runtime("ApiDescription"),
        runtime("Api"),
        runtime("Method"),
    );
    let docs = file.comment(client_docs(context.api));
    let resources = context.api.resources.iter();
    let names = context
        .names
        .resource_methods
        .iter()
        .zip(&context.names.resource_types);
    let handles = resources.zip(names).map(|(resource, (method, handle))| {
        let docs = file.docs(&resource_docs(resource), &[], 4);
        let (method, handle) = (ident(method), ident(handle));
        quote! {
            #docs
            pub fn #method(&self) -> resources::#handle<'_> { resources::#handle(&self.core) }
        }
    });
    let from_env = file.comment(from_env_docs(context.api));
    let builder_docs = file.comment(builder_docs(context.api));
    let to_builder = file.comment(to_builder_docs(context.api));
    let request = request_docs(context);
    let resources_module = (!context.api.resources.is_empty()).then(|| quote!(, resources));
    let mut items = vec![
        quote! {
            use super::{error::ErrorBody #resources_module};
            use serde::de::DeserializeOwned;
            use std::borrow::Cow;
        },
        description_item(file),
        quote! {
            #docs
            #[derive(Debug, Clone)]
            pub struct Client { core: #core }
        },
        quote! {
            /// Builds a [`Client`].
            pub type ClientBuilder = crate::runtime::ClientBuilder<Client>;
            /// The error of a call.
            pub type Error = crate::runtime::Error<ErrorBody>;
            /// A call to the API, which is sent when it is awaited.
            pub type Call<T> = crate::runtime::Call<T, ErrorBody>;
            /// A call that returns one page of a list.
            pub type PageCall<T> = crate::runtime::PageCall<T, ErrorBody>;
            /// One page of a list.
            pub type Page<T> = crate::runtime::Page<T, ErrorBody>;
        },
        quote! {
            impl #api_trait for Client {
                type ErrorBody = ErrorBody;

                fn description() -> &'static #description { &DESCRIPTION }
                fn from_core(core: #core) -> Self { Self { core } }
                fn core(&self) -> &#core { &self.core }
            }
        },
        quote! {
            impl Client {
                #builder_docs
                pub fn builder() -> ClientBuilder { ClientBuilder::new() }

                #from_env
                pub fn from_env() -> Result<Self, Error> { Self::builder().build() }

                #to_builder
                pub fn to_builder(&self) -> ClientBuilder { ClientBuilder::from_client(self) }

                #request
                pub fn request<T: DeserializeOwned>(&self, method: #method, path: impl Into<Cow<'static, str>>) -> Call<T> {
                    self.core.request(method, path)
                }

                #(#handles)*
            }
        },
    ];
    items.extend(builder(file));
    items
}

/// Returns the docs of the client.
fn client_docs(api: &Api) -> Vec<String> {
    let title = if api.info.title.is_empty() {
        docs::code(&api.name)
    } else {
        api.info.title.clone()
    };
    let article = article(&title);
    let text = format!(
        "A client for {article}{title}.\n\nCloning is cheap: all clones share their connections. The client has a method for each resource, and a resource has a method for each operation, which returns a call. Awaiting the call sends it."
    );
    docs::markdown(&text, docs::width(0))
}

/// Returns the article before a title in a sentence: "the " for a title such as `Whop API`, unless it begins with an
/// article or a possessive.
fn article(title: &str) -> &'static str {
    let first = title.split_whitespace().next().unwrap_or_default();
    let first = first.to_lowercase();
    let is_determined = ["a", "an", "my", "our", "the", "your"].contains(&first.as_str())
        || first.ends_with("'s")
        || first.ends_with("’s");
    if title.trim_end().ends_with(" API") && !is_determined {
        "the "
    } else {
        ""
    }
}

/// Returns the environment variables of the credentials that most operations require: `A and B, or C`.
fn of_environment(api: &Api, name: impl Fn(&str) -> String) -> String {
    let mut alternatives: IndexSet<String> = IndexSet::new();
    for alternative in &api.common_security {
        let credentials = alternative
            .iter()
            .filter_map(|requirement| api.credentials.get(requirement.credential));
        let all = credentials.flat_map(|credential| &credential.environment);
        let all = all.map(|variable| name(variable)).collect::<Vec<_>>();
        let all = all.join(" and ");
        if !all.is_empty() {
            alternatives.insert(all);
        }
    }
    let is_simple = alternatives.iter().all(|all| !all.contains(" and "));
    let alternatives: Vec<String> = alternatives.into_iter().collect();
    alternatives.join(if is_simple { " or " } else { ", or " })
}

/// Returns the docs of `builder`, with the environment variables that it reads.
fn builder_docs(api: &Api) -> Vec<String> {
    let base = docs::code(&api.base_url_environment);
    let text = match of_environment(api, docs::code).as_str() {
        "" => format!(
            "Returns a client builder. `build` reads settings that are not set in code from the environment: the base URL from {base}, and the proxy."
        ),
        variables => format!(
            "Returns a client builder. `build` reads settings that are not set in code from the environment: credentials \
             from {variables}, the base URL from {base}, and the proxy. A base URL from the environment is never used \
             with a credential that is set in code: `build` fails unless the base URL is set in code too."
        ),
    };
    docs::markdown(&text, docs::width(4))
}

fn from_env_docs(api: &Api) -> Vec<String> {
    let base = docs::code(&api.base_url_environment);
    let variables = of_environment(api, docs::code);
    let keys = match variables.as_str() {
        "" => String::new(),
        one if !one.contains(' ') => format!(" with the key in the environment variable {one}"),
        several => format!(" with the keys in the environment variables {several}"),
    };
    let text = format!(
        "Creates a client{keys}. Its base URL is the value of {base} if that variable is set.\n\n# Errors\n\nFails if a key is missing or the client cannot be built."
    );
    docs::markdown(&text, docs::width(4))
}

/// Returns the docs of `request` as attributes, with an example. Its first line contains the name of the crate, which
/// only the compiler knows.
fn request_docs(context: &Context<'_>) -> TokenStream {
    let module = names::escape_ident(&context.api.name);
    let module = if context.public_module {
        format!("::{module}")
    } else {
        String::new()
    };
    let before = [
        "Returns a call to an endpoint without a method in the client. Credentials, timeouts, retries and errors work as in",
        "other calls. [`Call::path`](crate::runtime::Call::path) fills a placeholder in braces; its value cannot add path segments.",
        "",
        "```no_run",
    ]
    .map(|line| format!(" {line}"));
    let imports = format!("{module}::{{Client, Error}};");
    let after = [
        "use serde_json::{Value, json};",
        "# async fn example(client: Client) -> Result<(), Error> {",
        "let answer: Value = client",
        "    .request(http::Method::POST, \"/orders/{id}/notes\")",
        "    .path(\"id\", \"order_1\")",
        "    .query(\"notify\", &true)",
        "    .json(&json!({\"text\": \"Thanks!\"}))",
        "    .await?;",
        "# Ok(())",
        "# }",
        "```",
    ]
    .map(|line| format!(" {line}"));
    quote! {
        #(#[doc = #before])*
        #[doc = concat!("use ", env!("CARGO_CRATE_NAME"), #imports)]
        #[doc = concat!("use ", env!("CARGO_CRATE_NAME"), "::runtime::http;")]
        #(#[doc = #after])*
    }
}

fn to_builder_docs(api: &Api) -> Vec<String> {
    let setters = builder_names(api).0;
    let mut credentials = api.credentials.iter().zip(&setters);
    let setter = credentials
        .find(|(credential, _)| credential.kind != CredentialKind::Connection)
        .map(|(credential, setter)| match credential.kind {
            CredentialKind::Basic => format!("{}(user, password)", ident(setter)),
            _ => format!("{}(key)", ident(setter)),
        });
    let mut text = "Returns a builder with the settings of this client, to build a client with another credential, header or timeout. Both clients share their connections.".to_owned();
    if let Some(setter) = setter {
        text.push_str(&format!(
            " {} builds a client for another account: setting a credential discards all credentials of this client.",
            docs::code(&format!("client.to_builder().{setter}.build()?"))
        ));
    }
    docs::markdown(&text, docs::width(4))
}

/// Emits the description of the API for the runtime.
fn description_item(file: &FileWriter<'_>) -> TokenStream {
    let api = file.context.api;
    let (description, format) = (file.runtime("ApiDescription"), file.runtime("ErrorFormat"));
    let name = &api.name;
    let servers = servers(file, &api.servers);
    let environment = &api.base_url_environment;
    let setters = builder_names(api).0;
    let credentials = api.credentials.iter().zip(&setters).map(|(credential, setter)| {
        let (descriptions, kind) = (file.runtime("CredentialDescription"), credential_kind(file, &credential.kind));
        let (name, setter, environment) = (&credential.wire_name, names::strip_raw(setter), &credential.environment);
        quote!(#descriptions { name: #name, setter: #setter, kind: #kind, environment: &[#(#environment),*] })
    });
    let security = security(&api.common_security);
    let (code, message) = (&api.error_format.code, &api.error_format.message);
    let headers = api
        .headers
        .iter()
        .map(|(name, value)| quote!((#name, #value)));
    quote! {
        static DESCRIPTION: #description = #description {
            name: #name,
            servers: #servers,
            base_url_environment: #environment,
            credentials: &[#(#credentials),*],
            security: #security,
            error_format: #format { code: &[#(#code),*], message: &[#(#message),*] },
            headers: &[#(#headers),*],
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
        };
    }
}

fn credential_kind(file: &FileWriter<'_>, kind: &CredentialKind) -> TokenStream {
    let kinds = file.runtime("CredentialKind");
    match kind {
        CredentialKind::Bearer => quote!(#kinds::Bearer),
        CredentialKind::Basic => quote!(#kinds::Basic),
        CredentialKind::Authorization { scheme } => {
            quote!(#kinds::Authorization { scheme: #scheme })
        }
        CredentialKind::Header { name, prefix } => {
            quote!(#kinds::Header { name: #name, prefix: #prefix })
        }
        CredentialKind::Query { name } => quote!(#kinds::Query { name: #name }),
        CredentialKind::Cookie { name } => quote!(#kinds::Cookie { name: #name }),
        CredentialKind::Connection => quote!(#kinds::Connection),
    }
}

/// Returns alternatives of sets of credentials as static data.
fn security(security: &[Vec<SecurityRequirement>]) -> TokenStream {
    let alternatives = requirements(security).into_iter().map(|all| {
        let all = all.into_iter().map(proc_macro2::Literal::usize_unsuffixed);
        quote!(&[#(#all),*])
    });
    quote!(&[#(#alternatives),*])
}

/// Returns the variables of all servers, each once.
fn variables(api: &Api) -> Vec<&ServerVariable> {
    let operations = api
        .resources
        .iter()
        .flat_map(|resource| &resource.operations);
    let servers = api
        .servers
        .iter()
        .chain(operations.flat_map(|operation| &operation.servers));
    let mut known: HashSet<&str> = HashSet::default();
    servers
        .flat_map(|server| &server.variables)
        .filter(|variable| known.insert(&variable.wire_name))
        .collect()
}

/// Returns the names of the builder's methods: for the credentials, and for the variables of servers.
fn builder_names(api: &Api) -> (Vec<String>, Vec<String>) {
    let variables = variables(api);
    let credentials = api
        .credentials
        .iter()
        .map(|credential| credential.name.as_str());
    let names = credentials.chain(variables.iter().map(|variable| variable.name.as_str()));
    let mut names = names::distinct(names, BUILDER_METHODS);
    let variables = names.split_off(api.credentials.len());
    (names, variables)
}

/// Emits the builder's methods for credentials and variables of servers.
fn builder(file: &FileWriter<'_>) -> Option<TokenStream> {
    let api = file.context.api;
    let (credential_names, variable_names) = builder_names(api);
    let credentials = api.credentials.iter().zip(&credential_names).enumerate();
    let mut functions: Vec<TokenStream> = credentials
        .filter_map(|(index, (credential, name))| {
            credential_function(file, index, credential, name)
        })
        .collect();
    for (variable, name) in variables(api).into_iter().zip(&variable_names) {
        functions.push(variable_function(file, variable, name));
    }
    (!functions.is_empty()).then(|| quote!(impl ClientBuilder { #(#functions)* }))
}

/// Emits the method that sets a credential; none if nothing is sent.
fn credential_function(
    file: &FileWriter<'_>,
    index: usize,
    credential: &Credential,
    name: &str,
) -> Option<TokenStream> {
    let index = proc_macro2::Literal::usize_unsuffixed(index);
    let kind = match &credential.kind {
        CredentialKind::Connection => return None,
        CredentialKind::Bearer => {
            "Sets the token that is sent as `Authorization: Bearer`. A leading `Bearer` is accepted."
                .to_owned()
        }
        CredentialKind::Basic => {
            "Sets the user name and password that are sent as `Authorization: Basic`.".to_owned()
        }
        CredentialKind::Authorization { scheme } => {
            format!(
                "Sets the value that is sent as {}.",
                docs::code(&format!("Authorization: {scheme}"))
            )
        }
        CredentialKind::Header { name, prefix } if prefix.is_empty() => {
            format!("Sets the key that is sent in the header {}.", docs::code(name))
        }
        CredentialKind::Header { name, prefix } => format!(
            "Sets the key that is sent in the header {}, after the prefix {}.",
            docs::code(name),
            docs::code(prefix.trim_end())
        ),
        CredentialKind::Query { name } => {
            format!("Sets the key that is sent as the query parameter {}.", docs::code(name))
        }
        CredentialKind::Cookie { name } => {
            format!("Sets the key that is sent in the cookie {}.", docs::code(name))
        }
    };
    let docs = Docs {
        summary: Some(kind),
        description: credential.description.clone(),
        ..Docs::default()
    };
    let docs = file.docs(&docs, &[], 4);
    let name = ident(name);
    Some(if credential.kind == CredentialKind::Basic {
        quote! {
            #docs
            pub fn #name(self, user: impl Into<String>, password: impl Into<String>) -> Self {
                self.basic_credential(#index, user.into(), password.into())
            }
        }
    } else {
        quote! {
            #docs
            pub fn #name(self, #name: impl Into<String>) -> Self { self.credential(#index, #name.into()) }
        }
    })
}

fn variable_function(file: &FileWriter<'_>, variable: &ServerVariable, name: &str) -> TokenStream {
    let mut facts = match &variable.default {
        Some(default) => vec![format!("Default: {}.", docs::code(default))],
        None => vec!["Required: it has no default.".to_owned()],
    };
    if !variable.values.is_empty() {
        let values: Vec<String> = variable
            .values
            .iter()
            .map(|value| docs::code(value))
            .collect();
        facts.push(format!("One of {}.", values.join(", ")));
    }
    let summary = format!(
        "Sets the variable {} of the base URL.",
        docs::code(&format!("{{{}}}", variable.wire_name))
    );
    let docs = Docs {
        summary: Some(summary),
        description: variable.description.clone(),
        ..Docs::default()
    };
    facts.push(format!(
        "It applies even if {} is set.",
        docs::code(&file.context.api.base_url_environment)
    ));
    let docs = file.docs(&docs, &facts, 4);
    let (name, wire_name) = (ident(name), &variable.wire_name);
    quote! {
        #docs
        pub fn #name(self, #name: impl Into<String>) -> Self { self.server_variable(#wire_name, #name.into()) }
    }
}
