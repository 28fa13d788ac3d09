use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::body;
use crate::{
    analysis::counts::{Counts, Question},
    api::{
        error::ApiError,
        links::MVT,
        params::{Params, Path},
        state::{AppState, blocking},
        wire::counts::{cells, columns},
    },
    atlas::View,
    domain::{CollectionId, Interval, UnitRef},
    query::Filter,
    tiles::{MatrixSet, Tile, TileError},
    tileset::{
        Answer, Budget, Content, Part, Stand, Tiled, UnitCounts, build, can_class, class_of,
        in_turn, shown,
    },
};

/// An address with its version never changes; others are asked for anew.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// More layers than this are no tile.
const MOST_LAYERS: usize = 32;

/// A tile of one collection (OGC API – Tiles): row before column.
pub async fn ogc(
    State(state): State<AppState>,
    Path((id, set, zoom, row, column)): Path<(String, String, String, String, String)>,
    params: Params,
) -> Result<Response, ApiError> {
    let set = matrix_set(&set)?;
    let names = ["tileMatrix", "tileCol", "tileRow"];
    let tile = Tile::parse(set, [&zoom, &column, &row], names).map_err(wrong)?;
    answer(state, &[id], tile, params).await
}

/// A tile of one or several collections by zoom, column and row.
pub async fn xyz(
    State(state): State<AppState>,
    Path((layers, zoom, column, row)): Path<(String, String, String, String)>,
    params: Params,
) -> Result<Response, ApiError> {
    let row = [".mvt", ".pbf"].iter().find_map(|end| row.strip_suffix(end)).unwrap_or(&row);
    let tile = Tile::parse(MatrixSet::WebMercatorQuad, [&zoom, &column, row], ["z", "x", "y"])
        .map_err(wrong)?;
    answer(state, &names(&layers)?, tile, params).await
}

pub fn matrix_set(id: &str) -> Result<MatrixSet, ApiError> {
    id.parse().map_err(|error: TileError| ApiError::not_found(error))
}

fn wrong(error: TileError) -> ApiError {
    let name = match &error {
        TileError::MatrixSet(_) => return ApiError::not_found(error),
        TileError::Number { name, .. }
        | TileError::Zoom { name, .. }
        | TileError::Outside { name, .. } => *name,
    };
    ApiError::parameter(name, error)
}

/// Ids of the layers of a tile.
pub fn names(layers: &str) -> Result<Vec<String>, ApiError> {
    let names: Vec<String> = layers.split(',').map(str::to_owned).collect();
    let twice = |(index, name): &(usize, &String)| names[..*index].contains(name);
    if let Some((_, name)) = names.iter().enumerate().find(twice) {
        return Err(ApiError::parameter("layers", format!("`{name}` stands in it twice")));
    }
    if names.len() > MOST_LAYERS {
        return Err(ApiError::parameter("layers", format!("it names more than {MOST_LAYERS}")));
    }
    Ok(names)
}

/// The layers of a tile; each must have geometries.
pub fn tiled(stand: &Stand, ids: &[String]) -> Result<Vec<Arc<Tiled>>, ApiError> {
    let unknown = |id: &str| ApiError::not_found(format!("there is no collection `{id}`"));
    let known = |id: &String| {
        let collection: CollectionId = id.parse().map_err(|_| unknown(id))?;
        let tiled = stand.layer(&collection).ok_or_else(|| unknown(id))?;
        if tiled.layer.schema().geometry.is_none() {
            let detail = format!("collection `{id}` has no geometries and so no tiles");
            return Err(ApiError::not_found(detail));
        }
        Ok(tiled.clone())
    };
    ids.iter().map(known).collect()
}

/// Stands for what tiles show, in addresses that never change what they mean.
///
/// - `on_all`: whether they depend on more than the layers, as on the units of `within`.
fn version(stand: &Stand, layers: &[Arc<Tiled>], on_all: bool) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hash = DefaultHasher::new();
    env!("CARGO_PKG_VERSION").hash(&mut hash);
    layers.iter().for_each(|tiled| tiled.revision.hash(&mut hash));
    if on_all {
        stand.snapshot.state().hash(&mut hash);
    }
    format!("{:016x}", hash.finish())
}

/// What a request asks of tiles, whichever tile it is.
struct Asked {
    content: Content,
    /// The request but for the tile, the same for the same wish.
    text: Arc<str>,
    /// Whether it depends on more than the layers it shows.
    on_all: bool,
    counts: Option<Question>,
    /// Of the present state.
    version: String,
    for_ever: bool,
}

/// Reads the parameters that tiles take.
fn asked(stand: &Stand, ids: &[String], mut params: Params) -> Result<Asked, ApiError> {
    let layers = tiled(stand, ids)?;
    let text = wish(ids, params.query());
    let on_a_day = params.has("at");
    let view = AppState::view_of(&stand.snapshot, &mut params)?;
    let known = params.text("v")?;
    let budget = budget(&mut params)?;
    let within = params.within()?;
    let on_all = within.is_some();
    let (counts, condition) = match params.parse::<CollectionId>("counts")? {
        Some(counted) => {
            let question = question(&view, &layers, counted, within, &mut params)?;
            let inside = question.within.clone().map(Filter::Within);
            (Some(question), inside)
        }
        None => {
            if !params.list("sum")?.is_empty() {
                return Err(ApiError::parameter("sum", "it goes with `counts` only"));
            }
            (None, condition(&view, &layers, within, &mut params)?)
        }
    };
    let mut parts = Vec::new();
    let group = params.text("group")?;
    for tiled in &layers {
        let visible = view.visible(&tiled.layer);
        let wanted = params.has("properties");
        let properties = match &layers[..] {
            [only] => params.properties(only.layer.schema(), visible.clone())?,
            _ => visible.clone(),
        };
        let properties = if wanted { properties } else { shown(tiled.layer.schema(), &visible) };
        let usual = class_of(&tiled.layer, &visible);
        let class = match &group {
            Some(name) => Some(class(tiled, &visible, name)?),
            None => usual,
        };
        // Another day needs a look at every feature.
        let everything = on_a_day.then(|| Filter::And(Vec::new()));
        parts.push(Part {
            tiled: tiled.clone(),
            properties,
            class,
            usual_class: class == usual,
            filter: condition.clone().or(everything),
            counts: None,
        });
    }
    params.finish()?;
    let on_all = on_all || counts.is_some();
    let version = version(stand, &layers, on_all);
    let for_ever = known.is_some_and(|known| known == version);
    Ok(Asked { content: Content { view, parts, budget }, text, on_all, counts, version, for_ever })
}

/// Checks the parameters of tiles, for those who name tiles to others; gives the view and the
/// version of the tiles.
pub fn read(stand: &Stand, ids: &[String], params: Params) -> Result<(View, String), ApiError> {
    let asked = asked(stand, ids, params)?;
    Ok((asked.content.view, asked.version))
}

/// How points are counted where the client has a wish.
fn budget(params: &mut Params) -> Result<Budget, ApiError> {
    let mut budget = Budget::default();
    if let Some(points) = params.parse::<usize>("points")? {
        let most = budget.points;
        budget.points = Some(points).filter(|points| *points <= most).ok_or_else(|| {
            ApiError::parameter("points", format!("{points} is not from 0 to {most}"))
        })?;
    }
    if let Some(cells) = params.parse::<u32>("cells")? {
        let known = |cells: &u32| cells.is_power_of_two() && *cells <= budget.cells;
        budget.cells = Some(cells).filter(known).ok_or_else(|| {
            ApiError::parameter("cells", format!("{cells} is not one of 1, 2, 4, 8, 16, 32"))
        })?;
    }
    Ok(budget)
}

/// The request's wish in one spelling.
fn wish(ids: &[String], query: &str) -> Arc<str> {
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .filter(|(name, _)| name != "v" && name != "lang")
        .collect();
    pairs.sort();
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{}?{query}", ids.join(",")).into()
}

/// Which features are shown.
fn condition(
    view: &View,
    layers: &[Arc<Tiled>],
    within: Option<UnitRef>,
    params: &mut Params,
) -> Result<Option<Filter>, ApiError> {
    let mut filters: Vec<Filter> = within.map(Filter::Within).into_iter().collect();
    match layers {
        [only] => {
            let layer = &only.layer;
            let Filter::And(conditions) =
                params.conditions(layer.schema(), &view.visible(layer))?
            else {
                unreachable!("conditions are a conjunction")
            };
            filters.extend(conditions);
        }
        several => {
            filters.extend(params.parse::<Interval>("datetime")?.map(Filter::During));
            filters.extend(params.filter(several[0].layer.schema())?);
        }
    }
    Ok((!filters.is_empty()).then_some(Filter::And(filters)))
}

/// What is counted for the units of the one layer, with the parameters of `/api/counts`.
fn question(
    view: &View,
    layers: &[Arc<Tiled>],
    counted: CollectionId,
    within: Option<UnitRef>,
    params: &mut Params,
) -> Result<Question, ApiError> {
    let refuse = |detail: String| Err(ApiError::parameter("counts", detail));
    let [units] = layers else { return refuse("only one layer can be counted for".to_owned()) };
    let by = units.layer.schema().id.clone();
    if !view.levels().any(|level| *level == by) {
        return refuse(format!("`{by}` is not a unit level"));
    }
    let Ok(layer) = view.layer(&counted) else {
        return refuse(format!("there is no collection `{counted}`"));
    };
    Ok(Question {
        group: params.list("group")?,
        sum: params.list("sum")?,
        filter: params.conditions(layer.schema(), &view.visible(layer))?,
        collection: counted,
        by,
        within,
    })
}

/// The property that points are counted by.
fn class(tiled: &Tiled, visible: &[usize], name: &str) -> Result<usize, ApiError> {
    let properties = &tiled.layer.schema().properties;
    let coded = |index: &&usize| can_class(&properties[**index]);
    let found = visible.iter().filter(coded).find(|index| *properties[**index].name == *name);
    found.copied().ok_or_else(|| {
        let names: Vec<&str> =
            visible.iter().filter(coded).map(|index| &*properties[*index].name).collect();
        let detail = format!("`{name}` is not one of {}", names.join(", "));
        ApiError::parameter("group", detail)
    })
}

/// The bytes of a tile that is kept, lent to the answer.
struct Kept(Arc<Answer>);

impl AsRef<[u8]> for Kept {
    fn as_ref(&self) -> &[u8] {
        &self.0.bytes
    }
}

async fn answer(
    state: AppState,
    ids: &[String],
    tile: Tile,
    params: Params,
) -> Result<Response, ApiError> {
    let stand = state.tiles.stand(&state.atlas).await;
    let Asked { mut content, text, on_all, counts, for_ever, .. } = asked(&stand, ids, params)?;
    if let Some(question) = counts {
        let (view, totals) = (content.view.clone(), state.totals.clone());
        let make = blocking(move || {
            let named = |counts: &Counts| {
                let units = counts.units.iter().map(|(row, line)| (*row, cells(line, counts)));
                (columns(counts, &question), units.collect())
            };
            Ok(Arc::new(UnitCounts::new(&view, &question, &totals, named)?))
        });
        content.parts[0].counts = Some(state.tiles.counts(&text, stand.clock, make).await?);
    }
    let content = Arc::new(content);
    let ready = content.ready_stamps(&tile);
    let is_quick = ready.is_some() && content.is_quick();
    let stamps = match ready {
        _ if on_all => vec![stand.clock],
        Some(stamps) => stamps,
        None => {
            let content = content.clone();
            blocking(move || Ok(content.stamps(&tile))).await?
        }
    };
    let make = async {
        let work = move || Ok(build(&content, &tile)?);
        match is_quick {
            true => in_turn(work).await.unwrap_or_else(|panic| Err(ApiError::internal(panic))),
            false => blocking(work).await,
        }
    };
    let answer = state.tiles.answer(&text, tile, stamps, make).await?;
    let mut response = if answer.bytes.is_empty() {
        StatusCode::NO_CONTENT.into_response()
    } else {
        let tag = HeaderValue::from_str(&format!("\"t{:016x}\"", answer.tag));
        let mut response = body(MVT, Bytes::from_owner(Kept(answer)));
        response.headers_mut().insert(header::ETAG, tag.expect("digits are a header value"));
        response
    };
    if for_ever {
        response.headers_mut().insert(header::CACHE_CONTROL, FOR_EVER);
    }
    Ok(response)
}
