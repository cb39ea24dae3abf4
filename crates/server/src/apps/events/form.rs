//! What people filled in, as events hold it: by the widget's name, an object
//! that says its kind.

use serde_json::{Map, Value, json};

/// From the values of a call: a list of texts or one text is `stringInputs`,
/// an object stays as it is.
pub fn inputs(given: Map<String, Value>) -> domain::Result<Map<String, Value>> {
    let mut inputs = Map::new();
    for (name, value) in given {
        let input = match value {
            Value::Object(input) => Value::Object(input),
            Value::Array(values) => {
                let texts: Option<Vec<String>> = values.into_iter().map(text).collect();
                let texts = texts.ok_or_else(|| wrong(&name))?;
                json!({"stringInputs": {"value": texts}})
            }
            value => {
                let text = text(value).ok_or_else(|| wrong(&name))?;
                json!({"stringInputs": {"value": [text]}})
            }
        };
        inputs.insert(name, input);
    }
    Ok(inputs)
}

/// With whole numbers as such: those of a call are all doubles, and Chat's own
/// format has none.
pub fn whole(value: &Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(double) if double.fract() == 0.0 && double.abs() < 1e15 => (double as i64).into(),
            _ => value.clone(),
        },
        Value::Array(values) => values.iter().map(whole).collect(),
        Value::Object(fields) => {
            let fields = fields.iter();
            Value::Object(
                fields
                    .map(|(name, value)| (name.clone(), whole(value)))
                    .collect(),
            )
        }
        _ => value.clone(),
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(match number.as_f64() {
            // Numbers of a Struct are doubles.
            Some(value) if value.fract() == 0.0 && value.abs() < 1e15 => format!("{value:.0}"),
            _ => number.to_string(),
        }),
        _ => None,
    }
}

fn wrong(name: &str) -> domain::Error {
    domain::Error::invalid(
        "form_inputs",
        format!("The value of {name} must be a list of texts, a text or an object."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_inputs() {
        let check = |value: Value, expected: Value| {
            let given = Map::from_iter([("w".to_owned(), value)]);
            assert_eq!(inputs(given).unwrap()["w"], expected);
        };
        let texts = |texts: &[&str]| json!({"stringInputs": {"value": texts}});
        check(json!(["a", "b"]), texts(&["a", "b"]));
        check(json!("a"), texts(&["a"]));
        check(json!(3.0), texts(&["3"]));
        check(json!([true, 1.5]), texts(&["true", "1.5"]));
        check(json!([]), texts(&[]));
        let date = json!({"dateInput": {"msSinceEpoch": "0"}});
        check(date.clone(), date);
        let time = json!({"timeInput": {"hours": 9.0, "minutes": 30.0}});
        let expected = json!({"timeInput": {"hours": 9, "minutes": 30}});
        assert_eq!(whole(&time).to_string(), expected.to_string());
        for wrong in [json!(null), json!([["a"]]), json!([{}])] {
            assert!(inputs(Map::from_iter([("w".to_owned(), wrong)])).is_err());
        }
    }
}
