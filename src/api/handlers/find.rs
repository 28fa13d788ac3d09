use axum::{Json, extract::State, http::HeaderMap};
use geo::BoundingRect;
use serde_json::{Value, json};

use crate::{
    api::{
        error::ApiError,
        language::Language,
        params::Params,
        state::{AppState, blocking},
    },
    atlas::Match,
};

const LONGEST: usize = 100;

/// Names, aliases, codes, pinyin and initials.
pub async fn find(
    State(state): State<AppState>,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Json<Value>, ApiError> {
    let view = state.view(&mut params)?;
    let q = params.text("q")?.ok_or_else(|| ApiError::parameter("q", "`q` is needed"))?;
    if q.chars().count() > LONGEST {
        return Err(ApiError::parameter("q", format!("it is longer than {LONGEST} characters")));
    }
    let limit = params.limit(10, 100)?;
    params.finish()?;
    let language = Language::of(&headers);
    blocking(move || {
        let results: Vec<Value> = view
            .find(&q, limit)
            .into_iter()
            .map(|found| {
                let layer = view.layer(&found.collection).expect("found in a visible layer");
                let rect = layer.table.geometry(found.row).and_then(|g| g.bounding_rect());
                json!({
                    "collection": found.collection.as_str(),
                    "id": found.id.as_str(),
                    "name": found.name,
                    "detail": language.pick(&layer.schema().titles),
                    "match": match found.matched {
                        Match::Name => "name",
                        Match::Alias => "alias",
                        Match::Code => "code",
                        Match::Pinyin => "pinyin",
                        Match::Initials => "initials",
                    },
                    "bbox": rect.map(|r| [r.min().x, r.min().y, r.max().x, r.max().y]),
                })
            })
            .collect();
        Ok(Json(json!({ "q": q, "results": results })))
    })
    .await
}
