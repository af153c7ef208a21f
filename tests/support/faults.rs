//! A proxy before the API server that answers for it, or cuts the connection, when a test says so.
//! Knows nothing of what is asked, but for its method and path.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kube::client::Body;
use kube::{Client, Config};
use tokio::runtime::Runtime;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The server answers it.
    Pass,
    /// The proxy answers, with this status and this `Retry-After`.
    Answer(u16, Option<u32>),
    /// Nobody sees it.
    CutBefore,
    /// The server does it, and nobody hears.
    CutAfter,
    /// The answer begins, and never ends.
    Stall,
    /// A watch begins and says nothing; everything else the server answers.
    Hold,
}

pub struct Faults {
    /// Goes through the proxy.
    pub client: Client,
    /// How many requests came.
    pub count: Arc<AtomicUsize>,
    /// Where it listens.
    pub server: String,
}

impl Faults {
    /// The kubeconfig of somebody who comes through the proxy.
    pub fn kubeconfig(&self) -> String {
        format!(
            "apiVersion: v1
kind: Config
current-context: test
clusters: [{{name: test, cluster: {{server: '{}'}}}}]
users: [{{name: anybody, user: {{}}}}]
contexts: [{{name: test, context: {{cluster: test, user: anybody}}}}]
",
            self.server
        )
    }
}

/// A proxy before the server of a client. `fault` is told the number of the request, from 0, and its method and path.
pub fn before(client: &Client, fault: impl Fn(usize, &str, &str) -> Fault + Send + Sync + 'static) -> Faults {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let runtime = Arc::new(Runtime::new().expect("a runtime"));
    let (count, fault) = (Arc::new(AtomicUsize::new(0)), Arc::new(fault));
    let (server, counted, own) = (client.clone(), count.clone(), runtime.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (server, runtime, count, fault) = (server.clone(), own.clone(), counted.clone(), fault.clone());
            std::thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
                while serve(&mut reader, &stream, &server, &runtime, &|head: &Head| {
                    fault(count.fetch_add(1, Ordering::Relaxed), &head.method, &head.path)
                })
                .is_some()
                {}
            });
        }
    });
    let server = format!("http://{address}");
    let mut config = Config::new(server.parse().expect("an address"));
    config.default_retry = false;
    let client = runtime.block_on(async { Client::try_from(config) }).expect("a client");
    Faults { client, count, server }
}

struct Head {
    method: String,
    path: String,
    content: String,
    length: usize,
}

/// One request of a connection; `None` when it is over.
fn serve(
    reader: &mut impl BufRead,
    mut stream: &TcpStream,
    server: &Client,
    runtime: &Runtime,
    fault: &dyn Fn(&Head) -> Fault,
) -> Option<()> {
    let head = head(reader)?;
    let mut body = vec![0; head.length];
    reader.read_exact(&mut body).ok()?;
    let fault = match fault(&head) {
        Fault::Hold if head.path.contains("watch=true") => Fault::Stall,
        Fault::Hold => Fault::Pass,
        fault => fault,
    };
    let (status, after, answer) = match fault {
        Fault::CutBefore => return None,
        Fault::Stall => {
            stream.write_all(b"HTTP/1.1 200 x\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n").ok()?;
            // Until the other side has had enough.
            reader.read_exact(&mut [0]).ok()?;
            return None;
        }
        Fault::Answer(status, after) => (status, after, b"too much".to_vec()),
        Fault::Pass | Fault::CutAfter | Fault::Hold => {
            let request = http::Request::builder().method(head.method.as_str()).uri(&head.path).header("content-type", &head.content);
            let request = request.body(Body::from(body)).expect("a request");
            let (status, answer) = runtime.block_on(async {
                let (head, body) = server.send(request).await.ok()?.into_parts();
                Some((head.status.as_u16(), body.collect_bytes().await.ok()?.to_vec()))
            })?;
            (status, None, answer)
        }
    };
    if fault == Fault::CutAfter {
        return None;
    }
    let after = after.map(|seconds| format!("Retry-After: {seconds}\r\n")).unwrap_or_default();
    let mut text =
        format!("HTTP/1.1 {status} x\r\nContent-Type: application/json\r\n{after}Content-Length: {}\r\n\r\n", answer.len()).into_bytes();
    text.extend(answer);
    stream.write_all(&text).ok()
}

fn head(reader: &mut impl BufRead) -> Option<Head> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|&length| length > 0)?;
    let mut words = line.split(' ').map(str::to_owned);
    let mut head = Head { method: words.next()?, path: words.next()?, content: "application/json".to_owned(), length: 0 };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|&length| length > 0)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { return Some(head) };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => head.length = value.trim().parse().ok()?,
            "content-type" => head.content = value.trim().to_owned(),
            _ => {}
        }
    }
}
