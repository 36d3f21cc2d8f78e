//! Compares the bindings with code written by hand with `reqwest` and `serde`: a complete call over a local
//! connection, and decoding the largest response of the Whop API.
//!
//! `cargo bench -p tests`

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark fails by panicking"
)]
#![allow(
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    reason = "members are those of the API"
)]

mod payment;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use generated::whop::Client;
use generated::whop::types::{AuthorizedUser, Payment};
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

/// The response to every request.
const USER: &str = r#"{"id":"ausr_1","role":"admin","user":{"id":"user_1","name":"Jane","username":"jane","email":"jane@example.com"},"company":{"id":"biz_1","title":"Pickaxe","route":"pickaxe"}}"#;

/// The type of the bindings, written by hand.
#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
struct User {
    id: String,
    role: String,
    user: Person,
    company: Company,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
struct Person {
    id: String,
    name: Option<String>,
    username: String,
    email: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
struct Company {
    id: String,
    title: String,
    route: Option<String>,
}

/// Responds to every request on every connection with the user; keeps connections open.
async fn serve(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream));
    }
}

async fn answer(mut stream: TcpStream) {
    stream.set_nodelay(true).unwrap();
    let length = USER.len();
    let response = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{USER}"
    );
    let mut received = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut buffer).await {
        received.extend(buffer.iter().take(count));
        if received.ends_with(b"\r\n\r\n") {
            received.clear();
            stream.write_all(response.as_bytes()).await.unwrap();
        }
    }
}

fn calls(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    runtime.spawn(serve(listener));

    let client = Client::builder()
        .without_environment()
        .api_key("key")
        .base_url(&address)
        .build()
        .unwrap();
    let plain = reqwest::Client::new();
    let address = format!("{address}/authorized_users");

    let mut group = criterion.benchmark_group("call");
    group.bench_function("bindings", |bencher| {
        bencher.to_async(&runtime).iter(|| async {
            let user = client.authorized_users().retrieve("ausr_1").await.unwrap();
            black_box(user)
        });
    });
    let by_hand = async || {
        let response = plain
            .get(format!("{address}/{}", "ausr_1"))
            .bearer_auth("key")
            .header("api-version-date", "2026-07-20")
            .send()
            .await
            .unwrap();
        let body = response.error_for_status().unwrap().bytes().await.unwrap();
        let user: User = serde_json::from_slice(&body).unwrap();
        black_box(user)
    };
    group.bench_function("by hand", |bencher| {
        bencher.to_async(&runtime).iter(&by_hand);
    });
    // The bindings also limit every call to a minute.
    group.bench_function("by hand, with a time-out", |bencher| {
        let minute = Duration::from_secs(60);
        let call = async || tokio::time::timeout(minute, by_hand()).await.unwrap();
        bencher.to_async(&runtime).iter(call);
    });
    group.finish();
}

fn decoding(criterion: &mut Criterion) {
    for (name, text) in [("small", USER), ("large", payment::TEXT)] {
        let mut group = criterion.benchmark_group(format!("decode {name}"));
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function("bindings", |bencher| {
            bencher.iter(|| {
                let text = black_box(text);
                if name == "small" {
                    black_box(serde_json::from_str::<AuthorizedUser>(text).unwrap());
                } else {
                    black_box(serde_json::from_str::<Payment>(text).unwrap());
                }
            });
        });
        group.bench_function("by hand", |bencher| {
            bencher.iter(|| {
                let text = black_box(text);
                if name == "small" {
                    black_box(serde_json::from_str::<User>(text).unwrap());
                } else {
                    black_box(serde_json::from_str::<payment::Payment>(text).unwrap());
                }
            });
        });
        group.finish();
    }
}

criterion_group!(benches, calls, decoding);
criterion_main!(benches);
