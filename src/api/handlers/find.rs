use axum::{Json, extract::State};
use geo::BoundingRect;

use crate::api::{
    error::ApiError,
    language::Language,
    params::Params,
    state::{AppState, blocking},
    wire::find::{FindResult, Found},
};

const LONGEST: usize = 100;

/// Names, aliases, codes, pinyin and initials.
pub async fn find(
    State(state): State<AppState>,
    language: Language,
    mut params: Params,
) -> Result<Json<Found>, ApiError> {
    let view = state.view(&mut params)?;
    let q = params.text("q")?.ok_or_else(|| ApiError::parameter("q", "`q` is needed"))?;
    if q.chars().count() > LONGEST {
        return Err(ApiError::parameter("q", format!("it is longer than {LONGEST} characters")));
    }
    let limit = params.limit(10, 100)?;
    params.finish()?;
    blocking(move || {
        let results = view
            .find(&q, limit)
            .into_iter()
            .map(|found| {
                let layer = view.layer(&found.collection).expect("found in a visible layer");
                let rect = layer.table.geometry(found.row).and_then(|g| g.bounding_rect());
                FindResult {
                    collection: found.collection.to_string(),
                    id: found.id.to_string(),
                    name: found.name,
                    detail: language.pick(&layer.schema().titles).to_owned(),
                    r#match: found.matched.into(),
                    bbox: rect.map(|r| [r.min().x, r.min().y, r.max().x, r.max().y]),
                }
            })
            .collect();
        Ok(Json(Found { q, results }))
    })
    .await
}
