//! The gRPC services that are not ours: server reflection, as grpcurl and other
//! explorers ask for it, and health, as load balancers do.

use axum::Router;
use tonic_health::pb::health_server::HealthServer;
use tonic_health::server::{HealthReporter, HealthService};
use tonic_reflection::server::{Builder, Error};

use super::grpc;

/// Both versions of reflection, and health with the states of `reporter`.
pub fn router(reporter: HealthReporter) -> Result<Router, Error> {
    let builder = || {
        Builder::configure()
            .register_encoded_file_descriptor_set(proto::DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    let health = HealthServer::new(HealthService::from_health_reporter(reporter));
    let router = Router::new()
        .route_service("/grpc.health.v1.Health/{method}", health)
        .route_service(
            "/grpc.reflection.v1.ServerReflection/{method}",
            builder().build_v1()?,
        )
        .route_service(
            "/grpc.reflection.v1alpha.ServerReflection/{method}",
            builder().build_v1alpha()?,
        )
        .fallback(grpc::unknown_method);
    Ok(router)
}
