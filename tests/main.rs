//! One test binary: the service as its users meet it.

#[path = "support/postgres.rs"]
mod postgres;
#[path = "store/postgis/mod.rs"]
mod store_postgis;
