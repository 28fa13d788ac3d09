//! The command line as a user types it.

mod broken_data;
mod init;
mod serve;
mod token;
