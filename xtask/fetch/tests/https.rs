//! Fetching over TLS with the actual program: only certificates of a trusted authority are accepted.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Encodes an element of DER (ITU-T X.690, section 8.1).
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len().to_be_bytes();
    let length = &length[content.len().leading_zeros() as usize / 8..];
    let mut element = vec![tag];
    if content.len() < 128 {
        element.push(u8::try_from(content.len()).unwrap());
    } else {
        element.push(0x80 | u8::try_from(length.len()).unwrap());
        element.extend(length);
    }
    element.extend(content);
    element
}

/// Returns a self-signed certificate for 127.0.0.1 (RFC 5280, section 4.1), and its key.
fn certificate() -> (Vec<u8>, Vec<u8>) {
    const SEQUENCE: u8 = 0x30;
    let random = SystemRandom::new();
    let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
    let private = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    let key = EcdsaKeyPair::from_pkcs8(algorithm, private.as_ref(), &random).unwrap();
    let ecdsa_with_sha256 = der(0x06, &[&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]]);
    let signature_algorithm = der(SEQUENCE, &[&ecdsa_with_sha256]);
    let common_name = der(
        SEQUENCE,
        &[&der(0x06, &[&[0x55, 0x04, 0x03]]), &der(0x0c, &[b"here"])],
    );
    let name = der(SEQUENCE, &[&der(0x31, &[&common_name])]);
    let validity = der(
        SEQUENCE,
        &[
            &der(0x17, &[b"200101000000Z"]),
            &der(0x18, &[b"20990101000000Z"]),
        ],
    );
    let ec_public_key = der(0x06, &[&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]]);
    let prime256v1 = der(0x06, &[&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]]);
    let public = der(
        SEQUENCE,
        &[
            &der(SEQUENCE, &[&ec_public_key, &prime256v1]),
            &der(0x03, &[&[0], key.public_key().as_ref()]),
        ],
    );
    let address = der(SEQUENCE, &[&der(0x87, &[&[127, 0, 0, 1]])]);
    let subject_alt_name = der(
        SEQUENCE,
        &[&der(0x06, &[&[0x55, 0x1d, 0x11]]), &der(0x04, &[&address])],
    );
    let signed = der(
        SEQUENCE,
        &[
            &der(0xa0, &[&der(0x02, &[&[2]])]),
            &der(0x02, &[&[1]]),
            &signature_algorithm,
            &name,
            &validity,
            &name,
            &public,
            &der(0xa3, &[&der(SEQUENCE, &[&subject_alt_name])]),
        ],
    );
    let signature = key.sign(&random, &signed).unwrap();
    let certificate = der(
        SEQUENCE,
        &[
            &signed,
            &signature_algorithm,
            &der(0x03, &[&[0], signature.as_ref()]),
        ],
    );
    (certificate, private.as_ref().to_vec())
}

/// Encodes a certificate as text (RFC 7468).
fn pem(certificate: &[u8]) -> String {
    let text = STANDARD.encode(certificate);
    format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
}

/// Starts a TLS server on this machine that returns a document for every request. Returns its address.
fn server(certificate: Vec<u8>, key: Vec<u8>) -> String {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate)], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = BufReader::new(StreamOwned::new(connection, stream.unwrap()));
            let mut line = String::new();
            // A client that does not trust the server closes the connection.
            while stream.read_line(&mut line).is_ok_and(|read| read > 2) {
                line.clear();
            }
            let answer = "HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: close\r\n\r\nopenapi";
            let _ = stream.get_mut().write_all(answer.as_bytes());
            stream.get_mut().conn.send_close_notify();
            let _ = stream.get_mut().flush();
        }
    });
    format!("https://{address}/openapi.yml")
}

fn fetch(address: &str, authorities: Option<&Path>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fetch"));
    command.arg(address).env_remove("SSL_CERT_FILE");
    if let Some(path) = authorities {
        command.env("SSL_CERT_FILE", path);
    }
    command.output().unwrap()
}

fn refusal(output: &Output) -> &str {
    assert!(!output.status.success());
    assert!(output.stdout.is_empty());
    std::str::from_utf8(&output.stderr).unwrap()
}

#[test]
fn document_is_accepted_only_from_a_trusted_host() {
    let folder = tempfile::tempdir().unwrap();
    let (own, key) = certificate();
    let trusted = folder.path().join("trusted.pem");
    fs::write(&trusted, pem(&own)).unwrap();
    let address = server(own, key);
    let output = fetch(&address, Some(&trusted));
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(output.stdout, b"openapi");

    // Neither a public CA nor another one signed the certificate.
    let message = fetch(&address, None);
    let message = refusal(&message);
    assert!(
        message.contains("cannot get https://127.0.0.1:"),
        "{message}"
    );
    assert!(
        message.contains("names its certificate in SSL_CERT_FILE"),
        "{message}"
    );
    let other = folder.path().join("other.pem");
    fs::write(&other, pem(&certificate().0)).unwrap();
    refusal(&fetch(&address, Some(&other)));
    // The certificate is not valid for another host.
    let elsewhere = address.replace("127.0.0.1", "localhost");
    refusal(&fetch(&elsewhere, Some(&trusted)));
}

#[test]
fn unusable_certificate_file_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.pem");
    let output = fetch("https://127.0.0.1:1", Some(&path));
    assert!(refusal(&output).contains("cannot use SSL_CERT_FILE"));
    fs::write(&path, "nothing\n").unwrap();
    let output = fetch("https://127.0.0.1:1", Some(&path));
    assert!(refusal(&output).contains("it has no certificate"));
}
