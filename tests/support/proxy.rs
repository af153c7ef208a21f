//! The smallest proxy: CONNECT of HTTP and SOCKS 5, each to a port of this computer, whatever the name that is asked for.
//! Knows nothing of what passes through, but notes where it was meant to go.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaks {
    Http,
    Socks5,
}

pub struct Proxy {
    pub port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Runs until the process ends.
    pub fn start(speaks: Speaks) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = asked.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let noted = noted.clone();
                thread::spawn(move || serve(stream, speaks, &noted));
            }
        });
        Proxy { port, asked }
    }

    /// Where connections were asked for: `name:port`, and with HTTP what came with it as a password.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("nobody panics with it").clone()
    }
}

fn serve(mut stream: TcpStream, speaks: Speaks, noted: &Mutex<Vec<String>>) -> io::Result<()> {
    let target = match speaks {
        Speaks::Http => connect(&mut stream)?,
        Speaks::Socks5 => socks(&mut stream)?,
    };
    let port: u16 = target.split(' ').next().and_then(|target| target.rsplit(':').next()).and_then(|port| port.parse().ok()).unwrap_or(0);
    noted.lock().expect("nobody panics with it").push(target);
    let mut server = TcpStream::connect(("127.0.0.1", port))?;
    stream.write_all(match speaks {
        Speaks::Http => b"HTTP/1.1 200 OK\r\n\r\n",
        Speaks::Socks5 => &[5, 0, 0, 1, 127, 0, 0, 1, 0, 0],
    })?;
    let (mut up, mut down) = (stream.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        let _ = io::copy(&mut down, &mut up);
        let _ = up.shutdown(Shutdown::Write);
    });
    io::copy(&mut stream, &mut server)?;
    server.shutdown(Shutdown::Write)
}

fn connect(stream: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let target = head.split(' ').nth(1).unwrap_or_default();
    let password = head.lines().find_map(|line| line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("proxy-authorization")));
    Ok(format!("{target}{}", password.map_or("", |(_, password)| password)))
}

fn socks(stream: &mut TcpStream) -> io::Result<String> {
    let mut two = [0; 2];
    stream.read_exact(&mut two)?;
    let mut methods = vec![0; two[1].into()];
    stream.read_exact(&mut methods)?;
    stream.write_all(&[5, 0])?;
    let mut request = [0; 4];
    stream.read_exact(&mut request)?;
    let length = match request[3] {
        1 => 4,
        3 => {
            let mut length = [0];
            stream.read_exact(&mut length)?;
            length[0].into()
        }
        _ => 16,
    };
    let mut name = vec![0; length];
    stream.read_exact(&mut name)?;
    stream.read_exact(&mut two)?;
    let name = if request[3] == 3 {
        String::from_utf8_lossy(&name).into_owned()
    } else {
        name.iter().map(u8::to_string).collect::<Vec<_>>().join(".")
    };
    Ok(format!("{name}:{}", u16::from_be_bytes(two)))
}
