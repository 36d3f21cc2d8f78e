//! Base URLs: parsing them, filling in server variables, and joining them with the path of a call.

use url::Url;

use super::description::ServerDescription;

/// The base URL of an API. It is parsed once; the paths of calls are appended to it.
#[derive(Debug, Clone)]
pub(crate) struct BaseUrl {
    url: Url,
}

impl BaseUrl {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err("the address is empty".to_owned());
        }
        let url = Url::parse(text.trim())
            .map_err(|error| format!("`{text}` is not an address: {error}"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("the address `{text}` is not http or https"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                "the address has a user name or a password: give them as credentials".to_owned(),
            );
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(format!(
                "the address `{text}` has a query or a fragment, which a base cannot have"
            ));
        }
        Ok(Self { url })
    }

    /// Resolves a relative reference against this URL (RFC 3986, section 5).
    pub(crate) fn relative(&self, address: &str) -> Result<Self, String> {
        let joined = Url::parse(&format!("{}/", self.as_str())).and_then(|base| base.join(address));
        let joined = joined.map_err(|error| format!("`{address}` is not an address: {error}"))?;
        Self::parse(joined.as_str())
    }

    /// Returns the URL without a slash at the end.
    pub(crate) fn as_str(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// Returns the URL of a path below this one. The path begins with a slash; path and query are already encoded.
    pub(crate) fn join(&self, path: &str, query: &str) -> Url {
        let mut url = self.url.clone();
        match url.path().trim_end_matches('/') {
            "" => url.set_path(path),
            before => url.set_path(&[before, path].concat()),
        }
        if !query.is_empty() {
            url.set_query(Some(query));
        }
        url
    }
}

/// Returns whether a URL is absolute, and not relative to another.
pub(crate) fn is_absolute(address: &str) -> bool {
    address.contains("://")
}

/// Returns the URL of a server, with the values of its variables.
pub(crate) fn resolve(
    server: &ServerDescription,
    variables: &[(&'static str, String)],
) -> Result<String, String> {
    let mut address = String::with_capacity(server.url.len());
    let mut rest = server.url;
    while let Some((literal, tail)) = rest.split_once('{') {
        let Some((name, after)) = tail.split_once('}') else {
            break;
        };
        address.push_str(literal);
        let declared = server
            .variables
            .iter()
            .find(|variable| variable.name == name);
        let chosen = variables
            .iter()
            .rev()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str());
        let value = chosen
            .or(declared.and_then(|variable| variable.default))
            .ok_or_else(|| {
                format!(
                    "the variable `{name}` of the address `{}` has no value: set it on the builder",
                    server.url
                )
            })?;
        if let Some(declared) = declared
            && !declared.values.is_empty()
            && !declared.values.contains(&value)
        {
            return Err(format!(
                "`{name}` is `{value}`, but may only be {}",
                declared.values.join(", ")
            ));
        }
        // A value within the host name must not end it, which would send the credentials to another host.
        let in_host = address
            .split_once("://")
            .is_some_and(|(_, host)| !host.contains('/'));
        if in_host && value.is_empty() {
            return Err(format!("`{name}` is empty"));
        }
        if in_host
            && !value
                .chars()
                .all(|character| character.is_alphanumeric() || ".-:[]".contains(character))
        {
            return Err(format!(
                "`{name}` has a character that would change the address"
            ));
        }
        address.push_str(value);
        rest = after;
    }
    address.push_str(rest);
    Ok(address)
}
