//! A client for our own answers: logs in, asks, reads.

use anyhow::{Context as _, Result, ensure};
use std::net::SocketAddr;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// Logs in, changes the one-time password, and gives the session's cookie.
pub(super) async fn log_in(address: SocketAddr, region: &str, password: &str) -> Result<String> {
    let mut connection = Connection::open(address).await?;
    let body = serde_json::json!({ "region": region, "login": "bench", "password": password }).to_string();
    let (_, headers) = connection.ask("POST", "/api/v1/session", "", &body).await?;
    let cookie = headers.iter().find_map(|line| line.strip_prefix("set-cookie: ")).context("no cookie")?;
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    let body = serde_json::json!({ "old": password, "new": "Quiet-River-2023" }).to_string();
    connection.ask("POST", "/api/v1/session/password", &cookie, &body).await?;
    Ok(cookie)
}

/// A kept-alive connection, just enough of HTTP/1.1 for our own answers.
pub(super) struct Connection(BufReader<TcpStream>);

impl Connection {
    pub(super) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    pub(super) async fn get(&mut self, path: &str, cookie: &str) -> Result<usize> {
        Ok(self.read(path, cookie).await?.len())
    }

    pub(super) async fn read(&mut self, path: &str, cookie: &str) -> Result<Vec<u8>> {
        Ok(self.ask("GET", path, cookie, "").await?.0)
    }

    pub(super) async fn ask(&mut self, method: &str, path: &str, cookie: &str, body: &str) -> Result<(Vec<u8>, Vec<String>)> {
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\nsec-fetch-site: same-origin\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        self.0.write_all(request.as_bytes()).await?;
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            ensure!(self.0.read_line(&mut line).await? > 0, "the connection was closed");
            let line = line.trim_end().to_owned();
            if line.is_empty() {
                break;
            }
            headers.push(if headers.is_empty() {
                line
            } else {
                line.split_once(':').map(|(name, value)| format!("{}:{value}", name.to_lowercase())).unwrap_or(line)
            });
        }
        ensure!(headers.first().is_some_and(|status| status.contains(" 20")), "{method} {path}: {headers:?}");
        let size: usize = headers.iter().find_map(|line| line.strip_prefix("content-length: ")).map_or(Ok(0), str::parse)?;
        let mut answer = vec![0; size];
        self.0.read_exact(&mut answer).await?;
        Ok((answer, headers))
    }
}
