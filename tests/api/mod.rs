//! The router, one file a resource.

mod caching;
mod changes;
mod collections;
mod cors;
mod counts;
mod coverage;
mod edit;
mod errors;
mod export;
mod find;
mod health;
mod history;
mod item;
mod items;
mod landing;
mod methods;
mod paging;
mod patch;
mod place;
mod proxy;
mod refused;
mod schemas;
mod search;
mod selection;
mod sorting;
mod transactions;
