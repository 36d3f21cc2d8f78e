//! A local HTTP server that replaces the API, so that the examples run without credentials.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

use generated::runtime::http::{Request, Response};

/// Starts a server on a free port and returns its address. `answer` returns the response to each request.
/// Bodies are JSON.
pub(crate) fn serve(
    answer: impl FnMut(&Request<String>) -> Response<String> + Send + 'static,
) -> io::Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = format!("http://{}", listener.local_addr()?);
    let answer = Arc::new(Mutex::new(answer));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            // A client may open a connection before it needs one. An idle connection must not block the
            // others.
            std::thread::spawn(move || {
                let answered = match receive(&stream) {
                    Ok(Some(request)) => {
                        let mut answer = answer.lock().unwrap_or_else(PoisonError::into_inner);
                        send(&stream, &answer(&request))
                    }
                    // The client closed the connection without a request.
                    Ok(None) => Ok(()),
                    Err(error) => Err(error),
                };
                if let Err(error) = answered {
                    eprintln!("local server: {error}");
                }
            });
        }
    });
    Ok(address)
}

/// Reads a request; returns none if the client closes the connection first.
fn receive(stream: &TcpStream) -> io::Result<Option<Request<String>>> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
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
    request.body(body).map(Some).map_err(io::Error::other)
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
    let length = body.len();
    // Sent in one write: the client may close the connection as soon as it has the whole response.
    let text = format!(
        "{head}content-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    stream.write_all(text.as_bytes())
}
