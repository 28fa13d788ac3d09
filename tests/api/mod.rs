//! The router, one file a resource.

mod changes;
mod collections;
mod counts;
mod coverage;
mod crs;
mod edit;
mod errors;
mod export;
mod find;
mod health;
mod item;
mod items;
mod landing;
mod paging;
mod place;
mod refused;
