//! The router, one file a resource.

mod changes;
mod collections;
mod counts;
mod coverage;
mod edit;
mod errors;
mod export;
mod find;
mod health;
mod html;
mod item;
mod items;
mod landing;
mod openapi;
mod paging;
mod place;
mod refused;
