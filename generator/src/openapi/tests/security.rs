//! Security schemes and requirements.

use openapiv3::{APIKeyLocation, SecurityScheme};

use super::super::SecuritySchemeKind;
use super::Case;

#[test]
fn schemes_of_every_kind_are_read() {
    let case = Case::new(
        "components:\n  securitySchemes:\n    bearer: {type: http, scheme: bearer, bearerFormat: JWT, description: A token}\n    \
         key: {type: apiKey, in: header, name: X-Key}\n    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /t, scopes: {a: Read}}}}\n    \
         oidc: {type: openIdConnect, openIdConnectUrl: https://a.example}\n    tls: {type: mutualTLS, description: A certificate}\n    \
         again: {$ref: '#/components/securitySchemes/key'}\n    x-note: {}\n",
    );
    let schemes = case.reader().security_schemes();
    let names: Vec<_> = schemes.iter().map(|scheme| scheme.name).collect();
    assert_eq!(names, ["bearer", "key", "oauth", "oidc", "tls", "again"]);
    let SecuritySchemeKind::Sent(bearer) = &schemes[0].kind else {
        panic!("{:?}", schemes[0].kind)
    };
    assert!(
        matches!(&**bearer, SecurityScheme::HTTP { scheme, description: Some(text), .. } if scheme == "bearer" && text == "A token")
    );
    let SecuritySchemeKind::Sent(key) = &schemes[5].kind else {
        panic!("{:?}", schemes[5].kind)
    };
    assert!(
        matches!(&**key, SecurityScheme::APIKey { location: APIKeyLocation::Header, name, .. } if name == "X-Key")
    );
    assert_eq!(
        schemes[4].kind,
        SecuritySchemeKind::MutualTls {
            description: Some("A certificate".to_owned())
        }
    );
    assert_eq!(case.problems(), []);
}

#[test]
fn malformed_schemes_are_repaired() {
    let case = Case::new(
        "components:\n  securitySchemes:\n    basic: {type: basic}\n    bearer: {type: http}\n    key: {type: apikey, in: Header, name: X-Key}\n    \
         oauth: {type: oauth2}\n    scopes: {type: oauth2, flows: {implicit: {scopes: {}}}}\n    nothing: {}\n    odd: {type: odd}\n    nameless: {type: apiKey, in: query}\n",
    );
    let schemes = case.reader().security_schemes();
    let names: Vec<_> = schemes.iter().map(|scheme| scheme.name).collect();
    assert_eq!(names, ["basic", "bearer", "key", "oauth", "scopes"]);
    let sent = |index: usize| match &schemes[index].kind {
        SecuritySchemeKind::Sent(scheme) => scheme,
        SecuritySchemeKind::MutualTls { .. } => panic!("{index}"),
    };
    assert!(matches!(&**sent(0), SecurityScheme::HTTP { scheme, .. } if scheme == "basic"));
    assert!(matches!(&**sent(1), SecurityScheme::HTTP { scheme, .. } if scheme == "bearer"));
    assert!(matches!(
        &**sent(2),
        SecurityScheme::APIKey {
            location: APIKeyLocation::Header,
            ..
        }
    ));
    assert!(matches!(&**sent(3), SecurityScheme::OAuth2 { .. }));
    let codes: Vec<_> = case.problems().into_iter().map(|(code, _)| code).collect();
    assert_eq!(
        codes
            .iter()
            .filter(|code| **code == "security-scheme")
            .count(),
        7
    );
    assert_eq!(
        codes
            .iter()
            .filter(|code| **code == "malformed-member")
            .count(),
        3
    );
}

/// Returns the security requirements of the operation `/a`, and the diagnostics.
fn required(document: &str, operation: &str) -> (Vec<Vec<String>>, Vec<(&'static str, String)>) {
    let case = Case::new(&format!(
        "{document}\ncomponents: {{securitySchemes: {{key: {{type: http, scheme: bearer}}, other: {{type: http, scheme: basic}}}}}}\n\
         paths: {{/a: {{get: {{responses: {{}}, {operation}}}}}}}\n"
    ));
    let operations = case.reader().operations();
    let describe = |alternative: &Vec<super::super::operation::Requirement<'_>>| {
        alternative
            .iter()
            .map(|required| format!("{} {:?}", required.scheme, required.scopes))
            .collect()
    };
    let security = operations[0].security.iter().map(describe).collect();
    drop(operations);
    (security, case.problems())
}

#[test]
fn operation_security_overrides_the_document() {
    let document = "security: [{key: []}]";
    let key = vec!["key []".to_owned()];
    assert_eq!(required(document, "").0, std::slice::from_ref(&key));
    assert_eq!(
        required(document, "security: []").0,
        Vec::<Vec<String>>::new()
    );
    assert_eq!(required(document, "security: ~").0, [key]);
    assert_eq!(required("", "").0, Vec::<Vec<String>>::new());
    let both = vec!["key [\"a\", \"b\"]".to_owned(), "other []".to_owned()];
    assert_eq!(
        required(document, "security: [{key: [a, b], other: []}, {}]").0,
        [both, vec![]]
    );
}

#[test]
fn unknown_schemes_are_reported() {
    let (security, said) = required("", "security: [{kye: []}, {other: []}]");
    assert_eq!(security, [["other []".to_owned()]]);
    assert_eq!(said, [("unknown-security-scheme", "kye".to_owned())]);
    let (security, said) = required("", "security: {key: []}");
    assert_eq!(
        (security, said[0].0),
        (vec![vec!["key []".to_owned()]], "malformed-member")
    );
}

#[test]
fn scheme_names_in_place_of_objects_are_repaired() {
    let key = || vec![vec!["key []".to_owned()]];
    for security in ["security: [key]", "security: key"] {
        let (security, said) = required("", security);
        assert_eq!(
            (security, said),
            (key(), vec![("malformed-member", "key".to_owned())])
        );
    }
    let (security, said) = required("", "security: [key, {other: []}, kye, 1]");
    let either = [key(), vec![vec!["other []".to_owned()]]].concat();
    let codes: Vec<_> = said.iter().map(|(code, _)| *code).collect();
    assert_eq!(security, either);
    assert_eq!(
        codes,
        [
            "malformed-member",
            "unknown-security-scheme",
            "malformed-member"
        ]
    );
}

#[test]
fn invalid_api_key_header_names_are_reported() {
    let case = Case::new(
        "components:\n  securitySchemes:\n    a: {type: apiKey, in: Header, name: 'X-Key: '}\n    \
         b: {type: apiKey, in: header, name: X Key}\n    c: {type: apiKey, in: query, name: a b}\n",
    );
    let schemes = case.reader().security_schemes();
    let names: Vec<_> = schemes.iter().map(|scheme| scheme.name).collect();
    assert_eq!(names, ["a", "c"]);
    let text = format!("{:?}", schemes[0].kind);
    assert!(text.contains("\"X-Key\""), "{text}");
    drop(schemes);
    let codes: Vec<_> = case.problems().into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["security-scheme", "header-name", "header-name"]);
}

#[test]
fn unknown_scheme_suggests_the_closest_name() {
    let case = Case::new(
        "security: [{ApiKey: []}]\ncomponents: {securitySchemes: {api_key: {type: http, scheme: bearer}}}\npaths: {/a: {get: {}}}\n",
    );
    case.reader().operations();
    assert_eq!(
        case.said()[0].help.as_deref(),
        Some("did you mean `api_key`?")
    );
}

#[test]
fn scheme_with_an_extension_name_is_read() {
    let case = Case::new(
        "components:\n  securitySchemes:\n    X-Key: {type: apiKey, in: header, name: X-Key}\n    x-own: {a: 1}\n",
    );
    let schemes = case.reader().security_schemes();
    let names: Vec<_> = schemes.iter().map(|scheme| scheme.name).collect();
    assert_eq!(names, ["X-Key"]);
    assert_eq!(case.problems(), []);
}
