//! `confab.v1.TokenService/RevokeToken`

use domain::audit::Action;
use domain::{Error, Result};
use proto::confab as wire;
use store::{access_tokens, audit, meta};

use super::{built_in_client, entry};
use crate::api::Call;

pub async fn revoke_token(call: Call, request: wire::RevokeTokenRequest) -> Result<()> {
    built_in_client(&call)?;
    let id = request.name.strip_prefix("tokens/").unwrap_or_default();
    if id.is_empty() {
        let what = "A token has the format tokens/{token}.";
        return Err(Error::invalid("name", what));
    }
    let (user, id) = (call.caller.id, id.to_owned());
    let entry = entry(&call, Action::TOKEN_REVOKE, String::new());
    let write = call.server.store.write(move |tx| {
        Box::pin(async move {
            if !access_tokens::delete_own(tx, user, &id).await? {
                return Err(Error::not_found());
            }
            // It stops working on every node.
            meta::bump_auth(tx).await?;
            audit::record(tx, &entry).await
        })
    });
    write.await
}
