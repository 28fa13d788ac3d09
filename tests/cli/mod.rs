//! The command line as a user types it.

mod backup;
mod broken_data;
mod export;
mod init;
mod restore;
mod serve;
mod token;
