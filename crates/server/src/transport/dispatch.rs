//! The one way in for every call, whatever carried it: ask the gate who calls,
//! then run the method. Transports only turn their bytes into the request's
//! wire form, and the answer's back.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::ids::UserId;
use domain::{Code, Error, Result};

use crate::api::Call;
use crate::gate::{AuthKind, Caller, ScopeSet};
use crate::state::Server;

/// How often a call runs that loses to others (deadlock, serialization failure:
/// PostgreSQL only).
const ATTEMPTS: u32 = 4;
/// However patient the client, a call that is not a stream ends by then.
pub const LONGEST: Duration = Duration::from_secs(120);

/// Settles who calls, before anything that costs more.
pub async fn authenticate(server: &Server, rpc: usize, credential: Option<&str>) -> Result<Caller> {
    if credential.is_none() && server.rpcs.method(rpc).is_some_and(|method| method.public) {
        return Ok(NOBODY);
    }
    server
        .gate
        .authenticate(server.rpcs.name(rpc), credential, server.now())
        .await
}

/// Runs an RPC, from wire bytes to wire bytes.
pub async fn call(
    server: &Arc<Server>,
    rpc: usize,
    caller: Caller,
    request: Bytes,
) -> Result<Vec<u8>> {
    let Some(method) = server.rpcs.method(rpc) else {
        return Err(Error::unimplemented(server.rpcs.name(rpc)));
    };
    let call = Call {
        server: server.clone(),
        caller,
        now: server.now(),
    };
    if let Some(quotas) = &server.quotas {
        quotas.charge(method.rpc, &call.caller, &request, call.now)?;
    }
    let mut attempts = 1;
    loop {
        let outcome = (method.run)(method, call.clone(), request.clone()).await;
        match outcome {
            // The database undid the whole call in favour of another one.
            Err(error) if error.code == Code::Aborted && attempts < ATTEMPTS => attempts += 1,
            outcome => return outcome,
        }
    }
}

/// Who calls a public method without a credential. It owns nothing and no
/// scope opens anything to it.
const NOBODY: Caller = Caller {
    kind: AuthKind::User,
    id: UserId(0),
    user: None,
    app: None,
    project: 0,
    admin: false,
    scopes: ScopeSet::EMPTY,
    unapproved: ScopeSet::EMPTY,
};
