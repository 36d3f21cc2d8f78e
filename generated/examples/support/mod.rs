//! A small server on this machine that stands in for the API, so that an example runs without a key.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use generated::runtime::http::{Request, Response};

/// Starts a server on a free port that answers every request with what a function makes of it, and gives its address.
/// Bodies are JSON.
pub(crate) fn serve(
    mut answer: impl FnMut(&Request<String>) -> Response<String> + Send + 'static,
) -> io::Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answered = receive(&stream).and_then(|request| send(&stream, &answer(&request)));
            if let Err(error) = answered {
                eprintln!("local server: {error}");
            }
        }
    });
    Ok(address)
}

fn receive(stream: &TcpStream) -> io::Result<Request<String>> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let mut request = Request::builder()
        .method(words.next().unwrap_or_default())
        .uri(words.next().unwrap_or_default());
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap_or(0);
            }
            request = request.header(name, value.trim());
        }
    }
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body)?;
    let body = String::from_utf8_lossy(&body).into_owned();
    request.body(body).map_err(io::Error::other)
}

fn send(mut stream: &TcpStream, response: &Response<String>) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {}\r\n", response.status());
    for (name, value) in response.headers() {
        head.push_str(&format!(
            "{name}: {}\r\n",
            value.to_str().unwrap_or_default()
        ));
    }
    let body = response.body();
    write!(
        stream,
        "{head}content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
