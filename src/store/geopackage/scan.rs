//! All rows of a table, many at a time.
//!
//! sqlx hands on each row by itself, with a copy of each value that another thread has to give back: for millions
//! of rows most of the time went into that. Here one thread goes through the rows and writes what it meets
//! into buffers, which come back to it.

use std::{
    io::Write, ops::ControlFlow, path::Path, sync::Arc, sync::mpsc as std_mpsc, time::Duration,
};

use rusqlite::{Connection, OpenFlags, Statement, ffi::ErrorCode, types::ValueRef};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
    task::spawn_blocking,
};

use crate::store::StoreError;

/// At most this many rows are handed on together, and about as many bytes.
const ROWS: usize = 1024;
const BYTES: usize = 1 << 18;

/// Batches that may wait for their reader.
const AHEAD: usize = 4;

fn failed(error: rusqlite::Error) -> StoreError {
    StoreError::from_rusqlite("reading the store", error)
}

/// A connection for going through many rows; it only reads.
#[derive(Debug)]
pub(super) struct Scan {
    /// `None` while a thread has it.
    session: Option<Session>,
}

/// What goes to a thread and comes back.
#[derive(Debug)]
struct Session {
    connection: Connection,
    /// Given back after the connection is closed.
    _place: OwnedSemaphorePermit,
}

impl Scan {
    /// - `places`: one is taken for as long as the connection is open, even when nobody waits any more
    ///   for what its thread does.
    pub async fn open(path: &Path, places: &Arc<Semaphore>) -> Result<Self, StoreError> {
        let path = path.to_owned();
        let place = places.clone().acquire_owned().await.map_err(|_| interrupted())?;
        let opened = on_thread(move || {
            // Used by one thread at a time, so that it needs no lock of its own.
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(path, flags)?;
            // Who waits for a lock here holds another: see `GeoPackage::one_state`.
            connection.busy_timeout(Duration::from_millis(100))?;
            Ok(Session { connection, _place: place })
        });
        Ok(Self { session: Some(opened.await?.map_err(failed)?) })
    }

    /// A number that is another one once somebody has committed something:
    /// <https://www.sqlite.org/pragma.html#pragma_data_version>. `None` while a writer is at it.
    pub async fn version(&mut self) -> Result<Option<i64>, StoreError> {
        self.run(|connection| unless_busy(version(connection))).await
    }

    /// Stays at the present state of the file from here on; its [`version`](Self::version).
    pub async fn begin(&mut self) -> Result<Option<i64>, StoreError> {
        let begin = |connection: &Connection| {
            connection.execute_batch("begin")?;
            // The state is the one that the first statement meets.
            connection.query_row("select count(*) from sqlite_master", [], |_| Ok(()))?;
            version(connection)
        };
        self.run(move |connection| unless_busy(begin(connection))).await
    }

    /// Lets go of the state that [`begin`](Self::begin) has met, if it has met one.
    pub async fn end(&mut self) -> Result<(), StoreError> {
        let end = |connection: &Connection| match connection.is_autocommit() {
            true => Ok(()),
            false => connection.execute_batch("rollback"),
        };
        self.run(end).await
    }

    /// Hands all rows of a statement to `take`, until it has seen enough.
    ///
    /// - `texts`: whether SQLite is to make text of a number that stands in that column; not of those beyond
    ///   its end.
    pub async fn rows<B>(
        &mut self,
        statement: String,
        texts: Vec<bool>,
        mut take: impl FnMut(Row<'_>) -> ControlFlow<B>,
    ) -> Result<ControlFlow<B>, StoreError> {
        let (full, mut batches) = mpsc::channel::<Batch>(AHEAD);
        let (emptied, empty) = std_mpsc::channel::<Batch>();
        let reading = self.run(move |connection| {
            let mut statement = connection.prepare(&statement)?;
            let renew = || empty.try_recv().unwrap_or_default();
            // When nobody takes them any more, the rest is not wanted.
            let send = |batch| full.blocking_send(batch).is_ok();
            read(connection, &mut statement, &texts, renew, send)
        });
        let taking = async move {
            while let Some(mut batch) = batches.recv().await {
                for row in batch.rows() {
                    if let ControlFlow::Break(enough) = take(row) {
                        return ControlFlow::Break(enough);
                    }
                }
                batch.clear();
                // At the end nobody wants it back.
                let _ = emptied.send(batch);
            }
            ControlFlow::Continue(())
        };
        let (read, taken) = futures_util::join!(reading, taking);
        read.map(|()| taken)
    }

    async fn run<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let session = self.session.take().ok_or_else(interrupted)?;
        let (session, done) = on_thread(move || {
            let done = work(&session.connection);
            (session, done)
        })
        .await?;
        self.session = Some(session);
        done.map_err(failed)
    }
}

async fn on_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StoreError> {
    match spawn_blocking(work).await {
        Ok(done) => Ok(done),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The program ends.
            Err(_) => Err(interrupted()),
        },
    }
}

fn interrupted() -> StoreError {
    let source = "the store is being closed".into();
    StoreError::Backend { operation: "reading the store", source }
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("pragma data_version", [], |row| row.get(0))
}

fn unless_busy<T>(result: rusqlite::Result<T>) -> rusqlite::Result<Option<T>> {
    match result {
        Err(error) if is_busy(&error) => Ok(None),
        other => other.map(Some),
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(code, Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Writes all rows into batches, for as long as `send` takes them.
fn read(
    connection: &Connection,
    statement: &mut Statement<'_>,
    texts: &[bool],
    renew: impl Fn() -> Batch,
    send: impl Fn(Batch) -> bool,
) -> rusqlite::Result<()> {
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut batch = renew();
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            let as_text = texts.get(column) == Some(&true);
            match row.get_ref(column)? {
                ValueRef::Integer(number) if as_text => {
                    batch.text(|bytes| write!(bytes, "{number}").expect("memory takes all"));
                }
                ValueRef::Real(number) if as_text => {
                    let text: String =
                        connection
                            .query_row("select cast(? as text)", [number], |row| row.get(0))?;
                    batch.text(|bytes| bytes.extend_from_slice(text.as_bytes()));
                }
                value => batch.push(value),
            }
        }
        batch.columns = columns;
        let full = batch.cells.len() >= ROWS * columns || batch.bytes.len() >= BYTES;
        if full && !send(std::mem::replace(&mut batch, renew())) {
            return Ok(());
        }
    }
    send(batch);
    Ok(())
}

/// Rows one after the other.
#[derive(Debug, Default)]
struct Batch {
    columns: usize,
    cells: Vec<Cell>,
    /// Texts and blobs.
    bytes: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(Piece),
    Blob(Piece),
}

/// SQLite's values end below 2 GB, all of a batch need not.
#[derive(Debug, Clone, Copy)]
struct Piece {
    length: u32,
    start: usize,
}

impl Batch {
    fn push(&mut self, value: ValueRef<'_>) {
        let cell = match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(number) => Cell::Integer(number),
            ValueRef::Real(number) => Cell::Real(number),
            ValueRef::Text(text) => Cell::Text(self.keep(|bytes| bytes.extend_from_slice(text))),
            ValueRef::Blob(blob) => Cell::Blob(self.keep(|bytes| bytes.extend_from_slice(blob))),
        };
        self.cells.push(cell);
    }

    fn text(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let text = Cell::Text(self.keep(write));
        self.cells.push(text);
    }

    fn keep(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> Piece {
        let start = self.bytes.len();
        write(&mut self.bytes);
        Piece { start, length: (self.bytes.len() - start) as u32 }
    }

    fn clear(&mut self) {
        self.cells.clear();
        self.bytes.clear();
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        // An empty batch knows of no columns.
        let cells = self.cells.chunks_exact(self.columns.max(1));
        cells.map(|cells| Row { cells, bytes: &self.bytes })
    }
}

/// One row of a [`Batch`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'b> {
    cells: &'b [Cell],
    bytes: &'b [u8],
}

impl<'b> Row<'b> {
    /// # Panics
    /// Beyond the statement's columns.
    pub fn get(self, column: usize) -> ValueRef<'b> {
        self.value(self.cells[column])
    }

    pub fn values(self) -> impl Iterator<Item = ValueRef<'b>> {
        self.cells.iter().map(move |cell| self.value(*cell))
    }

    fn value(self, cell: Cell) -> ValueRef<'b> {
        let piece = |piece: Piece| &self.bytes[piece.start..piece.start + piece.length as usize];
        match cell {
            Cell::Null => ValueRef::Null,
            Cell::Integer(number) => ValueRef::Integer(number),
            Cell::Real(number) => ValueRef::Real(number),
            Cell::Text(text) => ValueRef::Text(piece(text)),
            Cell::Blob(blob) => ValueRef::Blob(piece(blob)),
        }
    }
}
