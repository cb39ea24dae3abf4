//! `confab.v1.ServerService`: what runs here.

use domain::Result;
use proto::confab::{GetServerInfoRequest, ServerInfo};

use super::Call;

pub async fn get_server_info(call: Call, _request: GetServerInfoRequest) -> Result<ServerInfo> {
    Ok(ServerInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        profile: call.server.profile.name.to_owned(),
        customer: call.server.customer.clone(),
    })
}
