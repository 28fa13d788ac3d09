//! Values as people read them.

use maud::{Markup, html};

use super::Context;
use crate::{
    api::links::segment,
    domain::{Code, Property, Role, UnitRef, Value},
};

/// `1204` as `1,204`.
pub fn number(number: impl ToString) -> String {
    let text = number.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", &*text), |digits| ("−", digits));
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(w, r)| (w, Some(r)));
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return text;
    }
    let mut grouped = String::from(sign);
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(rest) = rest {
        grouped.push('.');
        grouped.push_str(rest);
    }
    grouped
}

/// A unit of measure as it is written behind a number; a count has none.
pub fn unit(property: &Property) -> Option<&str> {
    match property.unit.as_deref() {
        None | Some("" | "1") => None,
        Some("m2") => Some("m²"),
        Some("min") => Some("min"),
        Some(other) if other.starts_with('{') => None,
        Some(other) => Some(other),
    }
}

fn item(context: &Context<'_>, collection: &str, id: &str) -> String {
    context.here.page(&format!("/collections/{}/items/{}", segment(collection), segment(id)))
}

/// A property's value: codes by their title, references and units as links.
pub fn value(context: &Context<'_>, property: &Property, value: &Value) -> Markup {
    let language = context.language;
    match value {
        Value::Null => html! { span.none { "–" } },
        Value::Boolean(true) => html! { (language.say("是", "yes")) },
        Value::Boolean(false) => html! { (language.say("否", "no")) },
        // A bare number like this may be a year.
        Value::Integer(whole @ 1000..3000)
            if property.unit.is_none() && property.role.is_none() =>
        {
            measured(whole.to_string(), property)
        }
        Value::Integer(whole) => measured(number(whole), property),
        Value::Real(real) => measured(number(real), property),
        Value::Text(text) => one(context, property, text),
        Value::TextList(list) => html! {
            @if list.is_empty() { span.none { "–" } }
            @for (position, text) in list.iter().enumerate() {
                @if position > 0 { (language.say("、", ", ")) }
                (one(context, property, text))
            }
        },
        Value::Date(_) | Value::DateTime(_) => html! { time { (value) } },
    }
}

fn measured(text: String, property: &Property) -> Markup {
    html! { (text) @if let Some(unit) = unit(property) { " " span.unit { (unit) } } }
}

fn one(context: &Context<'_>, property: &Property, text: &str) -> Markup {
    if let Some(code) = code(property, text) {
        return html! { span title=(text) { (context.language.pick(&code.titles)) } };
    }
    if let Some(collection) = &property.refers {
        return html! { a href=(item(context, collection.as_str(), text)) { (text) } };
    }
    if property.role == Some(Role::Unit)
        && let Ok(unit) = text.parse::<UnitRef>()
    {
        let address = item(context, unit.collection.as_str(), unit.id.as_str());
        return html! { a href=(address) { (text) } };
    }
    html! { (text) }
}

fn code<'p>(property: &'p Property, text: &str) -> Option<&'p Code> {
    property.codes.as_ref()?.iter().find(|code| &*code.code == text)
}

/// The property's title, or its name.
pub fn title<'p>(context: &Context<'_>, property: &'p Property) -> &'p str {
    match context.language.pick(&property.titles) {
        "" => &property.name,
        title => title,
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn thousands_are_parted() {
        for (given, shown) in [
            ("0", "0"),
            ("999", "999"),
            ("1204", "1,204"),
            ("-1234567.125", "−1,234,567.125"),
            ("1e21", "1e21"),
        ] {
            assert_eq!(number(given), shown);
        }
    }
}
