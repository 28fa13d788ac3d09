use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use sha2::{Digest, Sha256};

use super::{
    body,
    features::{Parts, feature_collection, write},
    format, layer,
};
use crate::{
    api::{
        crs::declare,
        error::ApiError,
        html,
        language::Language,
        links::{GEOJSON, HTML, Here, JSON, linked, segment},
        params::{Params, Path},
        state::{AppState, blocking},
        token::{List, Page},
    },
    atlas::{Layer, View},
    domain::FeatureId,
    query::{Order, Position},
    table::Row,
};

const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 10_000;

/// What features are offered as.
pub const OFFERED: [(&str, &str); 3] = [("geojson", GEOJSON), ("json", JSON), ("html", HTML)];
/// The same, each once.
pub const ALTERNATES: [(&str, &str); 2] = [("geojson", GEOJSON), ("html", HTML)];

/// One page of a collection's features.
///
/// A page starts behind the last feature of the page before, wherever that stands by now: pages
/// neither lose nor repeat what others do not move.
pub async fn items(
    State(state): State<AppState>,
    Path(id): Path<String>,
    here: Here,
    language: Language,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let list = List::new(&id, &params);
    let view = state.view(&mut params)?;
    let layer = layer(&view, &id)?.clone();
    let format = format(&mut params, &headers, &OFFERED)?;
    let visible = view.visible(&layer);
    let crs = params.crs("crs", layer.schema())?;
    let limit = params.limit(DEFAULT_LIMIT, MAX_LIMIT)?;
    let order = params.sortby(layer.schema(), &visible)?;
    let page = match params.text("token")? {
        Some(token) => Some(list.read(&token, &order, layer.schema())?),
        None => None,
    };
    let within = params.within()?;
    let skip = params.flag("skipGeometry")?;
    let properties = params.properties(layer.schema(), visible.clone())?;
    let mut filter = params.conditions(layer.schema(), &visible)?;
    if let Some(unit) = within {
        filter = filter.and(crate::query::Filter::Within(unit));
    }
    params.finish()?;
    blocking(move || {
        let rows = view.select(&layer, &filter)?;
        let found = Found::new(&layer, &order, &rows, page.as_ref(), limit);
        let token = |page: Page| list.token(&page);
        let parts = Parts::new(layer.schema(), properties, crs).with_geometry(!skip);
        if format == "html" {
            let context = html::Context { here: &here, language, view: &view };
            let shown = html::items::Shown {
                layer: &layer,
                rows: &found.page,
                parts: &parts,
                matched: rows.len(),
                next: found.next.map(|last| token(Page::After(last))),
                prev: found.prev.map(|first| token(Page::Before(first))),
            };
            return Ok(html::items::page(&context, &shown));
        }
        let mut links = here.representations(GEOJSON, &ALTERNATES);
        if let Some(last) = found.next {
            links.push(here.with("next", GEOJSON, "token", &token(Page::After(last))));
        }
        if let Some(first) = found.prev {
            links.push(here.with("prev", GEOJSON, "token", &token(Page::Before(first))));
        }
        links.push(here.link("collection", JSON, &format!("/collections/{}", segment(&id))));
        let bytes = feature_collection(&layer, &found.page, &parts, rows.len(), &links)?;
        Ok(declare(linked(body(GEOJSON, bytes), &links), &parts.shown.crs))
    })
    .await
}

/// A page, and the places where those beside it begin.
struct Found {
    page: Vec<Row>,
    next: Option<Position>,
    prev: Option<Position>,
}

impl Found {
    fn new(layer: &Layer, order: &Order, rows: &[Row], page: Option<&Page>, limit: usize) -> Self {
        let table = &layer.table;
        let position = |row: Option<&Row>| row.map(|row| order.position(table, *row));
        let (page, follows, precedes) = match page {
            Some(Page::Before(start)) => {
                let (page, more) = order.before(table, rows, start, limit);
                // Something follows unless all from there on has gone since.
                let last = position(page.last());
                let follows =
                    !order.after(table, rows, last.as_ref().or(Some(start)), 1).0.is_empty();
                (page, follows, more)
            }
            after => {
                let start = match after {
                    Some(Page::After(start)) => Some(start),
                    _ => None,
                };
                let (page, more) = order.after(table, rows, start, limit);
                let precedes = start.is_some()
                    && page.first().is_some_and(|row| !order.is_first(table, rows, *row));
                (page, more, precedes)
            }
        };
        Self {
            next: if follows { position(page.last()) } else { None },
            prev: if precedes { position(page.first()) } else { None },
            page,
        }
    }
}

/// A feature's entity tag: its version, and which representation it is of where that is not the
/// usual one.
pub fn etag(view: &View, layer: &Layer, row: Row, variant: &str) -> HeaderValue {
    let version = view.snapshot().version(layer, row);
    let tag = if variant.is_empty() {
        format!("\"{version}\"")
    } else {
        let hash = Sha256::digest(variant);
        format!("\"{version}.{:02x}{:02x}{:02x}{:02x}\"", hash[0], hash[1], hash[2], hash[3])
    };
    HeaderValue::from_str(&tag).expect("letters and digits are a header value")
}

/// What distinguishes this representation of a feature from the usual one.
fn variant(params: &Params) -> String {
    let mut pairs: Vec<String> = form_urlencoded::parse(params.query().as_bytes())
        .filter(|(name, value)| {
            // `at` decides whether there is an answer, not what it says.
            name != "at" && (name != "f" || !OFFERED.iter().any(|(known, _)| known == value))
        })
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.sort();
    pairs.join("&")
}

/// One feature: whatever its time, unless `at` asks for a day it may not exist on.
pub async fn item(
    State(state): State<AppState>,
    Path((id, feature)): Path<(String, String)>,
    here: Here,
    language: Language,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let on_a_day = params.has("at");
    let variant = variant(&params);
    let view = state.view(&mut params)?;
    let layer = layer(&view, &id)?;
    let format = format(&mut params, &headers, &OFFERED)?;
    let crs = params.crs("crs", layer.schema())?;
    let geometry = !params.flag("skipGeometry")?;
    let properties = params.properties(layer.schema(), view.visible(layer))?;
    params.finish()?;
    let row = FeatureId::new(&feature)
        .ok()
        .and_then(|id| if on_a_day { view.row(layer, &id) } else { layer.table.row_of(&id) })
        .ok_or_else(|| {
            ApiError::not_found(format!("collection `{id}` has no feature `{feature}`"))
        })?;
    let parts = Parts::new(layer.schema(), properties, crs).with_geometry(geometry);
    if format == "html" {
        let context = html::Context { here: &here, language, view: &view };
        return Ok(html::item::page(&context, layer, row, &parts));
    }
    let mut links = here.representations(GEOJSON, &ALTERNATES);
    links.push(here.link("collection", JSON, &format!("/collections/{}", segment(&id))));
    let extra = format!("\"links\":{}", serde_json::to_string(&links).map_err(ApiError::internal)?);
    let mut out = Vec::new();
    write(&mut out, layer, row, &parts, Some(&extra))?;
    let mut response = declare(linked(body(GEOJSON, out), &links), &parts.shown.crs);
    response.headers_mut().insert(header::ETAG, etag(&view, layer, row, &variant));
    Ok(response)
}
