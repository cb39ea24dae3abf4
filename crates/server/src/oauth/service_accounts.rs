//! What Google's client libraries ask the IAM Credentials service about a
//! service account.

use axum::Json;
use serde_json::{Value, json};

/// Accounts are bound to no region. One answer for all of them: whether an
/// address is an account's is nobody's business without a credential.
pub async fn allowed_locations() -> Json<Value> {
    Json(json!({"locations": [], "encodedLocations": "0x0"}))
}
