//! Tests of servers whose certificate is not trusted.

use std::io::{ErrorKind as IoErrorKind, Read as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use runtime::runtime::ErrorKind;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::support::{Client, KEY};

/// A certificate of 127.0.0.1, signed with its own key and valid until 2098.
const CERTIFICATE: &str = "MIIBhzCCASygAwIBAgIUVdXsAxi9BmWczBdjNCWElvAp1qYwCgYIKoZIzj0EAwIwDzENMAsGA1UEAwwEaGVyZTAgFw0yNjExMzAw\
    MDA2NDdaGA8yMDk4MDIwNTAwMDY0N1owDzENMAsGA1UEAwwEaGVyZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFuQ5A00WGUm\
    J4qQtkFUq5R/GKUsiuJGurF6yK12FbN246PX1S1i8BqUeXWFrPLKzvUsdOpQfX26BtH/iBWvPi+jZDBiMB0GA1UdDgQWBBTjExUz\
    mP9eGqxIsA/vqvUeX6GQdzAfBgNVHSMEGDAWgBTjExUzmP9eGqxIsA/vqvUeX6GQdzAPBgNVHRMBAf8EBTADAQH/MA8GA1UdEQQI\
    MAaHBH8AAAEwCgYIKoZIzj0EAwIDSQAwRgIhAPYY8aCZMg3cUi/4eD9AglKw12oNZBhuGyX4bjlIBXcvAiEAxEGRLWB3mB31eH80\
    r77k2IXWLNB6gIMfajQvUqAzEBA=";
/// The key of the certificate, which nothing else uses.
const PRIVATE_KEY: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgRUGD44DhKsxsKcIu66oPPv3GkNwnwzLjsgvWE/L6GB6hRANCAARb\
    kOQNNFhlJieKkLZBVKuUfxilLIriRrqxesitdhWzduOj19UtYvAalHl1hazyys71LHTqUH19ugbR/4gVrz4v";

/// Starts a TLS server on this machine. Returns its address and the number of connections to it.
fn server() -> (String, Arc<AtomicUsize>) {
    let decoded = |text: &str| STANDARD.decode(text).unwrap();
    let certificate = CertificateDer::from(decoded(CERTIFICATE));
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(decoded(PRIVATE_KEY)));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = connections.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            let connection = ServerConnection::new(config.clone()).unwrap();
            let mut stream = StreamOwned::new(connection, stream.unwrap());
            let refusal = stream.read(&mut [0; 1024]).unwrap_err();
            assert_ne!(refusal.kind(), IoErrorKind::WouldBlock);
        }
    });
    (address.to_string(), connections)
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_named_and_not_tried_again() {
    let (address, connections) = server();
    let client = Client::builder()
        .base_url(format!("https://{address}"))
        .credential(0, KEY.into())
        .retry_delays(Duration::from_millis(1), Duration::from_millis(1))
        .build()
        .unwrap();
    let error = client.member("x").await.unwrap_err();
    let shown = error.to_string();
    let expected =
        format!("retrieveMember: cannot connect to {address}: its certificate is not trusted: ");
    assert!(shown.starts_with(&expected), "{shown}");
    assert!(shown.len() > expected.len(), "{shown}");
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(!error.is_retryable());
    assert_eq!(
        (error.attempts(), connections.load(Ordering::SeqCst)),
        (1, 1)
    );
}
