//! Whether JSON fits a schema of an OpenAPI 3.0 document: as much of JSON Schema as ours use.

use serde_json::Value;

/// What a reference into the document stands for.
pub fn resolve<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    match value["$ref"].as_str() {
        Some(reference) => {
            let pointer = reference.strip_prefix('#').expect("references stay in the document");
            let found = document.pointer(pointer).unwrap_or_else(|| panic!("no {reference}"));
            resolve(document, found)
        }
        None => value,
    }
}

/// # Errors
/// Where and how the value does not fit.
pub fn fits(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let schema = resolve(document, schema);
    if value.is_null() && schema["nullable"] == true {
        return Ok(());
    }
    let shown = || value.to_string().chars().take(80).collect::<String>();
    let of_type = match schema["type"].as_str() {
        None => true,
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some(other) => return Err(format!("type {other} is none of OpenAPI 3.0")),
    };
    if !of_type {
        return Err(format!("{} is no {}", shown(), schema["type"]));
    }
    if let Some(choices) = schema["enum"].as_array()
        && !choices.contains(value)
    {
        return Err(format!("{} is none of {choices:?}", shown()));
    }
    if let (Some(least), Some(number)) = (schema["minimum"].as_f64(), value.as_f64())
        && number < least
    {
        return Err(format!("{number} is below {least}"));
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        fits(document, part, value)?;
    }
    for (word, most) in [("oneOf", 1), ("anyOf", usize::MAX)] {
        if let Some(parts) = schema[word].as_array() {
            let fitting = parts.iter().filter(|part| fits(document, part, value).is_ok()).count();
            if fitting == 0 || fitting > most {
                return Err(format!("{} fits {fitting} of {word}", shown()));
            }
        }
    }
    if let Some(members) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten() {
            let name = name.as_str().unwrap();
            if !members.contains_key(name) {
                return Err(format!("there is no {name} in {}", shown()));
            }
        }
        for (name, member) in members {
            let known = schema["properties"].get(name);
            let known = known.or_else(|| {
                schema.get("additionalProperties").filter(|further| further.is_object())
            });
            match known {
                Some(schema) => {
                    fits(document, schema, member).map_err(|reason| format!("{name}: {reason}"))?
                }
                None if schema["additionalProperties"] == false => {
                    return Err(format!("{name} is not declared"));
                }
                None => {}
            }
        }
    }
    if let Some(items) = value.as_array() {
        if schema["minItems"].as_u64().is_some_and(|least| (items.len() as u64) < least) {
            return Err(format!("{} has too few items", shown()));
        }
        if let Some(schema) = schema.get("items") {
            for (index, item) in items.iter().enumerate() {
                fits(document, schema, item).map_err(|reason| format!("[{index}]: {reason}"))?;
            }
        }
    }
    Ok(())
}

#[test]
fn what_does_not_fit_is_told() {
    use serde_json::json;
    let document = json!({ "components": { "schemas": { "Name": { "type": "string" } } } });
    let schema = json!({
        "type": "object",
        "required": ["name"],
        "additionalProperties": false,
        "properties": {
            "name": { "$ref": "#/components/schemas/Name" },
            "list": { "type": "array", "items": { "type": "integer", "nullable": true } },
        },
    });
    let check = |value: Value, fitting: bool| {
        assert_eq!(fits(&document, &schema, &value).is_ok(), fitting, "{value}");
    };
    check(json!({ "name": "x", "list": [1, null] }), true);
    check(json!({ "name": 1 }), false);
    check(json!({ "list": [] }), false);
    check(json!({ "name": "x", "list": ["1"] }), false);
    check(json!({ "name": "x", "more": 1 }), false);
}
