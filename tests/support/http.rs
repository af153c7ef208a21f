//! The smallest HTTP client that can ask a server on loopback.
//! Knows nothing of TLS, of redirects, or of what is asked.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use super::patience::PATIENCE;

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

/// One request, one connection. HTTP/1.0, so that the server neither keeps the connection nor cuts its answer into chunks.
pub fn ask(method: &str, port: u16, path: &str, body: &str) -> io::Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.0\r\nHost: localhost:{port}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    read(&text).ok_or_else(|| io::Error::other(format!("not an HTTP answer: {text}")))
}

fn read(text: &str) -> Option<Answer> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, body: body.to_owned() })
}
