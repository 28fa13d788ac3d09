//! A load generator for HTTP/1.1, small enough to leave the cores to the servers that are compared:
//! `cargo bench --bench load -- HOST:PORT LIST [CONNECTIONS [SECONDS]]`.
//!
//! `LIST` has one target (`/api/tiles/…`) a line. Each connection is kept and asks for one line after
//! the other, every connection from another place in the list, the next when the answer is whole.

use std::{
    collections::BTreeMap,
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{net::TcpStream, task::JoinSet};

/// An answer: its status, and the length of its body.
type Answer = (u16, usize);

struct Connection {
    stream: TcpStream,
    /// What was read and not yet used.
    read: Vec<u8>,
}

impl Connection {
    async fn open(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(1 << 16) })
    }

    async fn ask(&mut self, request: &[u8]) -> io::Result<Answer> {
        let mut sent = 0;
        while sent < request.len() {
            match self.stream.try_write(&request[sent..]) {
                Ok(more) => sent += more,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.stream.writable().await?;
                }
                Err(error) => return Err(error),
            }
        }
        let head = loop {
            if let Some(end) = find(&self.read, b"\r\n\r\n") {
                break end + 4;
            }
            self.more().await?;
        };
        let text = String::from_utf8_lossy(&self.read[..head]).to_ascii_lowercase();
        let wrong = || io::Error::new(io::ErrorKind::InvalidData, "this is not HTTP/1.1");
        let status = text.get(9..12).and_then(|digits| digits.parse().ok()).ok_or_else(wrong)?;
        let value = |name: &str| {
            text.lines().find_map(|line| Some(line.strip_prefix(name)?.trim().to_owned()))
        };
        self.read.drain(..head);
        let length = match value("content-length:") {
            Some(length) => length.parse().map_err(|_| wrong())?,
            None if value("transfer-encoding:").is_some() => return self.chunks(status).await,
            None => 0,
        };
        self.take(length).await?;
        Ok((status, length))
    }

    /// Reads a body that comes in chunks.
    async fn chunks(&mut self, status: u16) -> io::Result<Answer> {
        let mut length = 0;
        loop {
            let end = loop {
                if let Some(end) = find(&self.read, b"\r\n") {
                    break end;
                }
                self.more().await?;
            };
            let size = std::str::from_utf8(&self.read[..end]).ok();
            let size = size.and_then(|size| usize::from_str_radix(size.trim(), 16).ok());
            let size = size.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
            self.take(end + 2 + size + 2).await?;
            if size == 0 {
                return Ok((status, length));
            }
            length += size;
        }
    }

    async fn take(&mut self, length: usize) -> io::Result<()> {
        while self.read.len() < length {
            self.more().await?;
        }
        self.read.drain(..length);
        Ok(())
    }

    async fn more(&mut self) -> io::Result<()> {
        loop {
            self.read.reserve(1 << 16);
            match self.stream.try_read_buf(&mut self.read) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.stream.readable().await?;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

/// What one connection saw: the time of each answer, and how many of each status with their bytes.
#[derive(Default)]
struct Seen {
    times: Vec<Duration>,
    statuses: BTreeMap<u16, (usize, usize)>,
}

async fn ask_until(
    address: Arc<str>,
    requests: Arc<[Vec<u8>]>,
    start: usize,
    end: Instant,
) -> io::Result<Seen> {
    let mut connection = Connection::open(&address).await?;
    let mut seen = Seen::default();
    for request in requests.iter().cycle().skip(start) {
        let began = Instant::now();
        if began >= end {
            break;
        }
        let (status, length) = connection.ask(request).await?;
        seen.times.push(began.elapsed());
        let (count, bytes) = seen.statuses.entry(status).or_default();
        *count += 1;
        *bytes += length;
    }
    Ok(seen)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let given: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let [address, list, numbers @ ..] = &given[..] else {
        println!("load HOST:PORT LIST [CONNECTIONS [SECONDS]]: see benches/tiles.sh");
        return Ok(());
    };
    let number = |index: usize, usual: u64| {
        numbers.get(index).map_or(usual, |text| text.parse().expect("a whole number"))
    };
    let (connections, seconds) = (number(0, 32) as usize, number(1, 10));
    let request = |target: &str| format!("GET {target} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let requests: Arc<[Vec<u8>]> =
        std::fs::read_to_string(list)?.lines().map(|target| request(target).into_bytes()).collect();
    let began = Instant::now();
    let end = began + Duration::from_secs(seconds);
    let mut running = JoinSet::new();
    for number in 0..connections {
        let start = number * requests.len() / connections;
        running.spawn(ask_until(address.as_str().into(), requests.clone(), start, end));
    }
    let mut all = Seen::default();
    while let Some(seen) = running.join_next().await {
        let seen = seen.map_err(io::Error::other)??;
        all.times.extend(seen.times);
        for (status, (count, bytes)) in seen.statuses {
            let sum = all.statuses.entry(status).or_default();
            *sum = (sum.0 + count, sum.1 + bytes);
        }
    }
    let took = began.elapsed().as_secs_f64();
    all.times.sort_unstable();
    let at = |share: usize| {
        let index = (all.times.len() * share / 1000).min(all.times.len().saturating_sub(1));
        all.times.get(index).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
    };
    let bytes: usize = all.statuses.values().map(|(_, bytes)| bytes).sum();
    let statuses: Vec<String> =
        all.statuses.iter().map(|(status, (count, _))| format!("{status}: {count}")).collect();
    println!(
        "{:.0}/s p50 {:.2} ms p99 {:.2} ms worst {:.1} ms, {} bytes each ({})",
        all.times.len() as f64 / took,
        at(500),
        at(990),
        at(1000),
        bytes / all.times.len().max(1),
        statuses.join(", ")
    );
    Ok(())
}
