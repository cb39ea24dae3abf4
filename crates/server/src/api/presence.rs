//! `confab.v1.PresenceService/ReportActivity`

use domain::Result;
use proto::confab::ReportActivityRequest;

use super::Call;

pub async fn report_activity(call: Call, _: ReportActivityRequest) -> Result<()> {
    call.server.presence.act(call.caller.id, call.now);
    Ok(())
}
