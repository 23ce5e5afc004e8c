//! The other side: a little HTTP server and a little mail server, on real sockets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    pub line: String,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

/// A webhook that answers as its script says, and with 200 after that.
pub struct Hook {
    pub url: String,
    pub got: Arc<Mutex<Vec<Request>>>,
}

/// How it answers.
#[derive(Clone, Copy)]
pub enum Say {
    Status(u16),
    /// A redirect to another path of its own.
    Elsewhere,
    /// 200 and then bytes without end.
    Endless,
    /// Nothing, ever.
    Nothing,
}

impl Hook {
    pub async fn new(script: &'static [Say]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/in?k=secret", listener.local_addr().unwrap());
        let got = Arc::new(Mutex::new(Vec::new()));
        let (kept, mut script) = (Arc::clone(&got), script.iter().copied());
        tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let say = script.next().unwrap_or(Say::Status(200));
                tokio::spawn(answer(socket, say, Arc::clone(&kept)));
            }
        });
        Self { url, got }
    }

    pub fn got(&self) -> Vec<Request> {
        self.got.lock().unwrap().clone()
    }
}

async fn answer(socket: TcpStream, say: Say, kept: Arc<Mutex<Vec<Request>>>) {
    let mut socket = BufReader::new(socket);
    let mut line = String::new();
    socket.read_line(&mut line).await.unwrap();
    let mut headers = BTreeMap::new();
    loop {
        let mut header = String::new();
        socket.read_line(&mut header).await.unwrap();
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let mut body = vec![0; headers["content-length"].parse().unwrap()];
    socket.read_exact(&mut body).await.unwrap();
    kept.lock().unwrap().push(Request { line: line.trim_end().to_owned(), headers, body });
    let head = match say {
        Say::Status(status) => format!("HTTP/1.1 {status} x\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok"),
        Say::Elsewhere => "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned(),
        Say::Endless => "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_owned(),
        Say::Nothing => return std::future::pending().await,
    };
    socket.write_all(head.as_bytes()).await.unwrap();
    if matches!(say, Say::Endless) {
        while socket.write_all(&[b'x'; 4096]).await.is_ok() {}
    }
    drop(socket.shutdown().await);
}

/// An e-mail as it came.
#[derive(Debug, Clone)]
pub struct Email {
    pub from: String,
    pub to: String,
    pub content: String,
}

impl Email {
    /// A header, unfolded and decoded.
    pub fn header(&self, name: &str) -> String {
        let head = self.content.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
        let value = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap_or_default().to_owned();
        let words = value.split(' ').map(|word| match word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?=")) {
            Some(coded) => (true, String::from_utf8(STANDARD.decode(coded).unwrap()).unwrap()),
            None => (false, word.to_owned()),
        });
        // Space between two coded words means nothing.
        let joined = words.fold((String::new(), true), |(text, coded), (now, word)| {
            let space = if coded && now || text.is_empty() { "" } else { " " };
            (format!("{text}{space}{word}"), now)
        });
        joined.0
    }

    /// The text.
    pub fn text(&self) -> String {
        let (_, body) = self.content.split_once("\r\n\r\n").unwrap();
        assert_eq!(self.header("Content-Transfer-Encoding"), "base64");
        String::from_utf8(STANDARD.decode(body.replace("\r\n", "")).unwrap()).unwrap()
    }
}

/// A mail server that takes everything, or refuses each recipient for as long as its script says.
pub struct MailServer {
    pub url: String,
    pub got: Arc<Mutex<Vec<Email>>>,
}

impl MailServer {
    pub async fn new(refusals: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://hzb:geheim@{}", listener.local_addr().unwrap());
        let got = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&got);
        tokio::spawn(async move {
            let mut n = 0;
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                n += 1;
                tokio::spawn(take(socket, n <= refusals, Arc::clone(&kept)));
            }
        });
        Self { url, got }
    }

    pub fn got(&self) -> Vec<Email> {
        self.got.lock().unwrap().clone()
    }
}

async fn take(socket: TcpStream, refuse: bool, kept: Arc<Mutex<Vec<Email>>>) {
    let mut socket = BufReader::new(socket);
    socket.write_all(b"220 test ESMTP\r\n").await.unwrap();
    let mut email = Email { from: String::new(), to: String::new(), content: String::new() };
    loop {
        let mut line = String::new();
        if socket.read_line(&mut line).await.unwrap() == 0 {
            return;
        }
        let line = line.trim_end();
        let said = match line.split([' ', ':']).next().unwrap().to_uppercase().as_str() {
            "EHLO" => "250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN\r\n",
            "AUTH" => {
                assert_eq!(STANDARD.decode(line.rsplit(' ').next().unwrap()).unwrap(), b"\0hzb\0geheim");
                "235 yes\r\n"
            }
            "MAIL" => {
                line.split(['<', '>']).nth(1).unwrap().clone_into(&mut email.from);
                "250 yes\r\n"
            }
            "RCPT" if refuse => "451 mailbox busy\r\n",
            "RCPT" => {
                line.split(['<', '>']).nth(1).unwrap().clone_into(&mut email.to);
                "250 yes\r\n"
            }
            "DATA" => {
                socket.write_all(b"354 go on\r\n").await.unwrap();
                while !email.content.ends_with("\r\n.\r\n") {
                    socket.read_line(&mut email.content).await.unwrap();
                }
                email.content.truncate(email.content.len() - 5);
                kept.lock().unwrap().push(email.clone());
                "250 taken\r\n"
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 yes\r\n",
        };
        socket.write_all(said.as_bytes()).await.unwrap();
    }
}
