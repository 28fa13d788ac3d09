//! Both stores held to one contract, and what only the shared one must do.

mod added;
mod contract;
mod copy;
mod crs;
mod discovery;
mod errors;
mod failover;
mod fixture;
mod foreign;
mod instances;
mod load;
mod order;
mod restore;
mod saved;
mod tls;
