use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{body, format, layer};
use crate::{
    api::{
        error::ApiError,
        html,
        language::Language,
        links::{GEOJSON, HTML, Here, JSON, Link, segment},
        params::{Params, Path},
        state::AppState,
    },
    atlas::{Layer, View},
    domain::FeatureId,
    formats::geojson::write_feature,
    query::Filter,
    table::Row,
};

const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 10_000;

/// What features are offered as.
pub const OFFERED: [(&str, &str); 3] = [("geojson", GEOJSON), ("json", JSON), ("html", HTML)];
/// The same, each once.
pub const ALTERNATES: [(&str, &str); 2] = [("geojson", GEOJSON), ("html", HTML)];

/// Where the next page starts: after this `fid`. Stays right while others
/// write, because a `fid` is never used twice and pages follow its order.
fn token(fid: i64) -> String {
    URL_SAFE_NO_PAD.encode(fid.to_be_bytes())
}

fn read_token(text: &str) -> Result<i64, ApiError> {
    URL_SAFE_NO_PAD
        .decode(text)
        .ok()
        .and_then(|bytes| Some(i64::from_be_bytes(bytes.try_into().ok()?)))
        .ok_or_else(|| ApiError::parameter("token", "it is not a token of a `next` link"))
}

/// One page of a collection's features.
pub async fn items(
    State(state): State<AppState>,
    Path(id): Path<String>,
    here: Here,
    language: Language,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    let layer = layer(&view, &id)?;
    let format = format(&mut params, &headers, &OFFERED)?;
    let visible = view.visible(layer);
    let limit = params.limit(DEFAULT_LIMIT, MAX_LIMIT)?;
    let after = params.text("token")?.map(|text| read_token(&text)).transpose()?;
    let mut filter = params.conditions(layer.schema(), &visible)?;
    if let Some(unit) = params.within()? {
        filter = filter.and(Filter::Within(unit));
    }
    params.finish()?;

    let rows = view.select(layer, &filter)?;
    let matched = rows.len();
    let table = &layer.table;
    let start = after.map_or(0, |fid| rows.partition_point(|row| table.fid(*row) <= fid));
    let page = &rows[start..rows.len().min(start + limit)];
    let more = start + page.len() < matched;

    if format == "html" {
        let next = page.last().filter(|_| more).map(|last| token(table.fid(*last)));
        let context = html::Context { here: &here, language, view: &view };
        let shown = html::items::Shown { layer, rows: page, matched, next };
        return Ok(html::items::page(&context, &shown));
    }
    let mut links = here.representations(GEOJSON, &ALTERNATES);
    if let (true, Some(last)) = (more, page.last()) {
        links.push(here.with("next", GEOJSON, "token", &token(table.fid(*last))));
    }
    links.push(here.link("collection", JSON, &format!("/collections/{}", segment(&id))));
    Ok(body(GEOJSON, feature_collection(layer, page, &visible, matched, &links)))
}

/// A FeatureCollection with the members OGC API – Features adds.
pub fn feature_collection(
    layer: &Layer,
    rows: &[Row],
    visible: &[usize],
    matched: usize,
    links: &[Link],
) -> Vec<u8> {
    let mut out = Vec::with_capacity(256 + rows.len() * 512);
    out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"numberMatched\":");
    out.extend_from_slice(matched.to_string().as_bytes());
    out.extend_from_slice(b",\"numberReturned\":");
    out.extend_from_slice(rows.len().to_string().as_bytes());
    out.extend_from_slice(b",\"timeStamp\":\"");
    let now = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    out.extend_from_slice(now.as_bytes());
    out.extend_from_slice(b"\",\"links\":");
    serde_json::to_writer(&mut out, links).expect("writing to a Vec cannot fail");
    out.extend_from_slice(b",\"features\":[\n");
    for (position, row) in rows.iter().enumerate() {
        if position > 0 {
            out.extend_from_slice(b",\n");
        }
        write_feature(&mut out, layer.schema(), &layer.table.feature(*row), visible, None);
    }
    out.extend_from_slice(b"\n]}");
    out
}

/// A feature's entity tag: its version.
pub fn etag(view: &View, layer: &Layer, row: Row) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{}\"", view.snapshot().version(layer, row)))
        .expect("letters and digits are a header value")
}

/// Whether `If-None-Match` names the tag: in a list, weakly, or by `*` (RFC 9110, 13.1.2).
fn names_tag(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let tag = tag.as_bytes();
    headers.get_all(header::IF_NONE_MATCH).iter().any(|value| {
        value
            .as_bytes()
            .split(|byte| *byte == b',')
            .map(<[u8]>::trim_ascii)
            .any(|one| one == b"*" || one.strip_prefix(b"W/").unwrap_or(one) == tag)
    })
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
    let view = state.view(&mut params)?;
    let layer = layer(&view, &id)?;
    let format = format(&mut params, &headers, &OFFERED)?;
    params.finish()?;
    let row = FeatureId::new(&feature)
        .ok()
        .and_then(|id| if on_a_day { view.row(layer, &id) } else { layer.table.row_of(&id) })
        .ok_or_else(|| {
            ApiError::not_found(format!("collection `{id}` has no feature `{feature}`"))
        })?;
    if format == "html" {
        return Ok(html::item::page(
            &html::Context { here: &here, language, view: &view },
            layer,
            row,
        ));
    }
    let tag = etag(&view, layer, row);
    if names_tag(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let mut links = here.representations(GEOJSON, &ALTERNATES);
    links.push(here.link("collection", JSON, &format!("/collections/{}", segment(&id))));
    let extra = format!("\"links\":{}", serde_json::to_string(&links).map_err(ApiError::internal)?);
    let mut out = Vec::new();
    let visible = view.visible(layer);
    write_feature(&mut out, layer.schema(), &layer.table.feature(row), &visible, Some(&extra));
    let mut response = body(GEOJSON, out);
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}
