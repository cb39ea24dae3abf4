//! The first thing that sees a request: a gRPC call, a REST call or a page,
//! and what all answers have in common.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::MatchedPath;
use domain::Error;
use futures_util::FutureExt;
use http::header::{CONNECTION, HeaderName, HeaderValue, RETRY_AFTER, STRICT_TRANSPORT_SECURITY};
use http::{Method, Request, Response, StatusCode, Version};
use http_body::Body as _;
use hyper::body::Incoming;
use tokio::sync::Semaphore;
use tower::ServiceExt;
use transcode::RouteError;

use super::listener::Encrypted;
use super::record::{self, RequestId};
use super::{answer, body, cors, grpc, pages, peer, proxy, rest, status};
use crate::state::Server;

/// Seconds after which a client may try again: by then most calls are over.
const SOON: HeaderValue = HeaderValue::from_static("1");
/// Bytes of a body that are read though its request is one too many.
const SMALL: u64 = 64 * 1024;
const A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");
/// Paths of `confab.v1.AdminService`.
const ADMIN: [&str; 2] = ["/confab/v1/admin/", "/confab.v1.AdminService/"];
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// All that requests may be for.
pub struct Front {
    pub server: Arc<Server>,
    /// Everything over plain HTTP that is no RPC.
    pub pages: Router,
    /// gRPC services that are not ours: reflection and health.
    pub grpc_services: Router,
    /// A permit for each request that may be under way: what all of them hold
    /// in memory stays bounded.
    pub permits: Semaphore,
}

impl Front {
    /// Answers one request. A panic below becomes an internal error, so that
    /// the other requests of the connection go on.
    pub async fn answer(&self, mut request: Request<Incoming>) -> Response<Body> {
        let id = self.server.request_ids.next();
        request.extensions_mut().insert(id);
        let cross_origin = cors::is_cross_origin(&request);
        let permit = self.permits.try_acquire();
        let mut response = match permit.is_ok() || request.uri().path() == pages::ALIVE {
            true => {
                let answering = AssertUnwindSafe(self.traced(id, request)).catch_unwind();
                answering.await.unwrap_or_else(|_| {
                    let error = Error::internal("a panic, logged above");
                    answer::into_body(rest::failure(&self.server, &error))
                })
            }
            false => self.overloaded(id, request).await,
        };
        drop(permit);
        let unavailable = response.status() == StatusCode::SERVICE_UNAVAILABLE;
        let headers = response.headers_mut();
        if unavailable {
            headers.entry(RETRY_AFTER).or_insert(SOON);
        }
        if let Some(value) = id.header() {
            headers.insert(REQUEST_ID, value);
        }
        if cross_origin {
            cors::expose(headers);
        }
        response
    }

    /// Administrators' calls are told where they come from; no others pay for it.
    async fn traced(&self, id: RequestId, request: Request<Incoming>) -> Response<Body> {
        if !ADMIN
            .iter()
            .any(|prefix| request.uri().path().starts_with(prefix))
        {
            return self.route(id, request).await;
        }
        let address = peer::address(request.headers(), request.extensions());
        Box::pin(peer::with_origin(address, self.route(id, request))).await
    }

    // What is not on REST's way is boxed: a future is moved several times, and
    // the largest branch would set the size of all.
    async fn route(&self, id: RequestId, mut request: Request<Incoming>) -> Response<Body> {
        if grpc::is_grpc(request.headers()) {
            return Box::pin(grpc::answer(self, id, request)).await;
        }
        if cors::is_preflight(&request) {
            return self.preflight(id);
        }
        if !proxy::localise(&mut request) {
            return answer::into_body(rest::failure(&self.server, &rest::not_found()));
        }
        if self.server.settings.bench && request.uri().path() == pages::CEILING {
            return pages::ceiling(request.uri().query());
        }
        let (parts, body) = request.into_parts();
        match rest::find(&self.server, &parts) {
            Err(RouteError::NotFound) => {}
            route => return rest::answer(&self.server, id, &parts, route, body).await,
        }
        Box::pin(self.page(id, Request::from_parts(parts, body))).await
    }

    async fn page(&self, id: RequestId, request: Request<Incoming>) -> Response<Body> {
        let started = Instant::now();
        let method = request.method().clone();
        let strict = self.is_strict(&request);
        let mut response = match self.pages.clone().oneshot(request.map(Body::new)).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let matched = response.extensions().get::<MatchedPath>();
        let path = matched.map_or("-", MatchedPath::as_str);
        record::other(&self.server, id, started, &method, path, response.status());
        if strict {
            let headers = response.headers_mut();
            headers.insert(STRICT_TRANSPORT_SECURITY, A_YEAR);
        }
        response
    }

    /// Whether browsers are to come by TLS from now on: not with `--tls-dev`,
    /// where that would hold for every other program on localhost.
    fn is_strict(&self, request: &Request<Incoming>) -> bool {
        let encrypted = request.extensions().get() == Some(&Encrypted(true));
        encrypted && self.server.settings.tls_cert.is_some()
    }

    /// The answer to a request that is one too many.
    async fn overloaded(&self, id: RequestId, request: Request<Incoming>) -> Response<Body> {
        let error = Error::unavailable("too many requests at once");
        let (method, status) = (request.method(), StatusCode::SERVICE_UNAVAILABLE);
        record::other(&self.server, id, Instant::now(), method, "-", status);
        if grpc::is_grpc(request.headers()) {
            return status::grpc_status(&error).into_http();
        }
        let mut response = answer::into_body(rest::failure(&self.server, &error));
        match request.body().size_hint().upper() {
            // The connection stays good for the next try.
            Some(length) if length <= SMALL => Box::pin(body::drain(request.into_body())).await,
            _ if request.version() <= Version::HTTP_11 => {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(CONNECTION, close);
            }
            _ => {}
        }
        response
    }

    fn preflight(&self, id: RequestId) -> Response<Body> {
        let status = StatusCode::NO_CONTENT;
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        cors::allow(response.headers_mut());
        record::other(
            &self.server,
            id,
            Instant::now(),
            &Method::OPTIONS,
            "-",
            status,
        );
        response
    }
}
