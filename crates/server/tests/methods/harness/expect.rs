//! What a row expects of an answer.

use serde_json::Value;

use super::Refusal;

/// Checks that everything expected is there: objects may hold more, `null`
/// stands for an absent field, `"*"` for any value. Lists are compared whole.
#[track_caller]
pub fn assert_matches(answer: &Value, expected: &Value) {
    if let Err(fault) = matches(answer, expected, "$") {
        panic!("{fault}\nanswer: {answer:#}");
    }
}

fn matches(answer: &Value, expected: &Value, path: &str) -> Result<(), String> {
    match (answer, expected) {
        (_, Value::String(any)) if any == "*" && !answer.is_null() => Ok(()),
        (Value::Object(answer), Value::Object(expected)) => {
            for (key, wanted) in expected {
                let there = answer.get(key).unwrap_or(&Value::Null);
                matches(there, wanted, &format!("{path}.{key}"))?;
            }
            Ok(())
        }
        (Value::Array(answer), Value::Array(expected)) if answer.len() == expected.len() => {
            for (at, (there, wanted)) in answer.iter().zip(expected).enumerate() {
                matches(there, wanted, &format!("{path}[{at}]"))?;
            }
            Ok(())
        }
        _ if answer == expected => Ok(()),
        _ => Err(format!("{path}: expected {expected}, got {answer}")),
    }
}

/// Checks status and a part of the message; INVALID_ARGUMENT must carry a
/// BadRequest.
#[track_caller]
pub fn assert_refused(outcome: Result<Value, Refusal>, status: &str, part: &str) {
    let refusal = match outcome {
        Ok(answer) => panic!("expected {status} ({part}), got {answer:#}"),
        Err(refusal) => refusal,
    };
    assert_eq!(refusal.status, status, "{}", refusal.message);
    assert!(
        refusal.message.contains(part),
        "{part:?} is not in {:?}",
        refusal.message
    );
    if status == "INVALID_ARGUMENT" {
        let bad_request = "type.googleapis.com/google.rpc.BadRequest";
        assert!(
            refusal
                .details
                .iter()
                .any(|detail| detail["@type"] == bad_request),
            "no BadRequest in {:?}",
            refusal.details
        );
    }
}
