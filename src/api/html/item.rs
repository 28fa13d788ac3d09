use axum::response::Response;
use geo::CoordsIter;
use geo_types::Geometry;
use maud::{Markup, html};

use super::{
    Context,
    layout::Page,
    map::{Drawn, map},
    value::{number, title, value},
};
use crate::{
    api::{
        handlers::features::Parts,
        links::{GEOJSON, segment},
    },
    atlas::Layer,
    domain::CollectionId,
    table::{NO_UNIT, Row},
};

/// One feature: where it is, what it has, and the units it belongs to.
pub fn page(context: &Context<'_>, layer: &Layer, row: Row, parts: &Parts) -> Response {
    let Context { here, language, .. } = *context;
    let schema = layer.schema();
    let (id, name) = (layer.table.id(row), layer.table.title(row));
    let collection = language.pick(&schema.titles);
    let path = format!("/collections/{}", segment(schema.id.as_str()));
    let geometry = layer.table.geometry(row).filter(|_| parts.geometry);
    let drawn: Vec<Drawn<'_>> = geometry
        .clone()
        .map(|geometry| Drawn { geometry, title: name, address: None, shade: None })
        .into_iter()
        .collect();
    let origin = schema.index_of("provenance").map(|index| {
        value(context, &schema.properties[index], &layer.table.column(index).get(row as usize))
    });
    let body = html! {
        section.hero {
            p.eyebrow { a href=(here.page(&path)) { (collection) } " · " code { (id) } }
            h1 { (name) }
            @if let Some(origin) = &origin { p { span.badge { (origin) } } }
        }
        (map(context, &drawn, None, false))
        div.two {
            section {
                h2 { (language.say("属性", "Properties")) }
                table.pairs { tbody {
                    @for index in parts.properties.iter().copied() {
                        @let property = &schema.properties[index];
                        tr {
                            th scope="row" { (title(context, property)) code { (property.name) } }
                            td { (value(context, property, &layer.table.column(index).get(row as usize))) }
                        }
                    }
                } }
            }
            aside {
                (units(context, layer, row))
                p.actions { a.button href=(here.page(&format!("{path}/items/{}/history", segment(id.as_str())))) {
                    (language.say("变更历史", "History"))
                } }
                @if let Some(geometry) = &geometry { (shape(context, geometry)) }
            }
        }
    };
    Page {
        title: name.to_owned(),
        crumbs: vec![
            (language.say("数据", "Data").to_owned(), here.page("/collections")),
            (collection.to_owned(), here.page(&path)),
            (language.say("要素", "Features").to_owned(), here.page(&format!("{path}/items"))),
        ],
        alternates: vec![here.with("alternate", GEOJSON, "f", "geojson")],
        body,
    }
    .respond(context)
}

/// The units the feature belongs to, the largest first.
fn units(context: &Context<'_>, layer: &Layer, row: Row) -> Markup {
    let Context { here, language, view } = *context;
    if !layer.table.has_geometry(row) {
        return html! {};
    }
    let found = |level: &CollectionId| {
        let units = view.layer(level).ok()?;
        let unit = view.membership(layer, level).ok()?.unit(row);
        if *level == layer.schema().id || unit == NO_UNIT {
            return None;
        }
        let id = units.table.id(unit);
        let path =
            format!("/collections/{}/items/{}", segment(level.as_str()), segment(id.as_str()));
        Some((
            language.pick(&units.schema().titles).to_owned(),
            units.table.title(unit).to_owned(),
            here.page(&path),
        ))
    };
    let units: Vec<_> = view.levels().filter_map(found).collect();
    html! {
        @if !units.is_empty() {
            h2 { (language.say("所属单元", "Belongs to")) }
            table.pairs { tbody {
                @for (level, name, address) in &units {
                    tr { th scope="row" { (level) } td { a href=(address) { (name) } } }
                }
            } }
        }
    }
}

fn shape(context: &Context<'_>, geometry: &Geometry<f64>) -> Markup {
    let language = context.language;
    let name = match geometry {
        Geometry::Point(_) => language.say("点", "Point"),
        Geometry::MultiPoint(_) => language.say("多点", "MultiPoint"),
        Geometry::LineString(_) | Geometry::Line(_) => language.say("线", "LineString"),
        Geometry::MultiLineString(_) => language.say("多线", "MultiLineString"),
        Geometry::MultiPolygon(_) => language.say("多面", "MultiPolygon"),
        Geometry::GeometryCollection(_) => language.say("几何集合", "GeometryCollection"),
        _ => language.say("面", "Polygon"),
    };
    html! {
        h2 { (language.say("几何", "Geometry")) }
        table.pairs { tbody {
            tr { th scope="row" { (language.say("类型", "Type")) } td { (name) } }
            @if let Geometry::Point(point) = geometry {
                tr {
                    th scope="row" { (language.say("经度，纬度", "Longitude, latitude")) }
                    td { (format!("{:.6}, {:.6}", point.x(), point.y())) }
                }
            } @else {
                tr { th scope="row" { (language.say("顶点", "Positions")) } td { (number(geometry.coords_count())) } }
            }
        } }
    }
}
