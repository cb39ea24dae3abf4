//! What `/metrics` tells. Calls are counted in plain atomics, one row per RPC
//! and transport made at start, so that counting takes no lock and no lookup.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use domain::Code;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

/// How a call reached the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Grpc,
    Rest,
    Batch,
}

impl Transport {
    const ALL: [Self; 3] = [Self::Grpc, Self::Rest, Self::Batch];

    pub fn name(self) -> &'static str {
        match self {
            Self::Grpc => "grpc",
            Self::Rest => "rest",
            Self::Batch => "batch",
        }
    }
}

/// All counters of a server.
pub struct Metrics {
    series: Arc<AllSeries>,
    registry: Registry,
}

/// Upper bounds of the latency histogram, in microseconds.
const BOUNDS: [u64; 14] = [
    50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 500_000, 2_500_000,
    10_000_000,
];
/// The codes of `google.rpc.Code`, OK to UNAUTHENTICATED.
const CODES: usize = 17;

#[derive(Default)]
struct Series {
    codes: [AtomicU64; CODES],
    /// One more than the bounds: the last counts what is slower than them all.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

struct AllSeries {
    rpcs: Vec<(String, [Series; 3])>,
    /// Requests that are no RPC, by class of HTTP status.
    others: [AtomicU64; 6],
    connections: AtomicI64,
    accepted: AtomicU64,
}

impl Metrics {
    /// `rpcs` are full names like `google.chat.v1.ChatService/GetSpace`, in the
    /// order that [`Metrics::call`] counts by.
    pub fn new<'a>(rpcs: impl IntoIterator<Item = &'a str>) -> Self {
        let series = Arc::new(AllSeries {
            rpcs: rpcs
                .into_iter()
                .map(|rpc| (rpc.to_owned(), Default::default()))
                .collect(),
            others: Default::default(),
            connections: AtomicI64::new(0),
            accepted: AtomicU64::new(0),
        });
        let mut registry = Registry::with_prefix("confab");
        registry.register_collector(Box::new(series.clone()));
        Self { series, registry }
    }

    /// Counts a finished call.
    pub fn call(&self, rpc: usize, transport: Transport, code: Code, elapsed: Duration) {
        let Some((_, transports)) = self.series.rpcs.get(rpc) else {
            return;
        };
        let series = &transports[transport as usize];
        if let Some(count) = series.codes.get(code as usize) {
            count.fetch_add(1, Relaxed);
        }
        let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS
            .iter()
            .position(|bound| micros <= *bound)
            .unwrap_or(BOUNDS.len());
        series.buckets[bucket].fetch_add(1, Relaxed);
        series.micros.fetch_add(micros, Relaxed);
    }

    /// Counts a request that was no RPC.
    pub fn other(&self, status: http::StatusCode) {
        let class = usize::from(status.as_u16() / 100).min(5);
        self.series.others[class].fetch_add(1, Relaxed);
    }

    /// Counts a connection for as long as the answer lives.
    pub fn connection(&self) -> OpenConnection {
        self.series.accepted.fetch_add(1, Relaxed);
        self.series.connections.fetch_add(1, Relaxed);
        OpenConnection(self.series.clone())
    }

    /// Everything in Prometheus's text format.
    pub fn text(&self) -> domain::Result<String> {
        let mut text = String::new();
        encode(&mut text, &self.registry).map_err(domain::Error::internal)?;
        Ok(text)
    }
}

/// An open connection, see [`Metrics::connection`].
pub struct OpenConnection(Arc<AllSeries>);

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Relaxed);
    }
}

impl AllSeries {
    /// Rows that counted something; an RPC that nobody called stays silent.
    fn used(&self) -> impl Iterator<Item = (&str, Transport, &Series)> {
        self.rpcs.iter().flat_map(|(rpc, transports)| {
            let used = |series: &Series| series.buckets.iter().any(|count| count.load(Relaxed) > 0);
            Transport::ALL
                .into_iter()
                .zip(transports)
                .filter(move |(_, series)| used(series))
                .map(move |(transport, series)| (rpc.as_str(), transport, series))
        })
    }

    fn encode_requests(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let help = "Calls by method, transport and status";
        let mut family = encoder.encode_descriptor("requests", help, None, MetricType::Counter)?;
        for (rpc, transport, series) in self.used() {
            for (code, count) in series.codes.iter().enumerate() {
                let count = count.load(Relaxed);
                if count == 0 {
                    continue;
                }
                let code = Code::try_from(code as i32).map_or("UNKNOWN", |c| c.as_str_name());
                let labels = [
                    ("rpc", rpc),
                    ("transport", transport.name()),
                    ("code", code),
                ];
                ConstCounter::new(count).encode(family.encode_family(&labels)?)?;
            }
        }
        Ok(())
    }

    fn encode_latency(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let help = "Time from the request's last byte to the answer's first";
        let unit = prometheus_client::registry::Unit::Seconds;
        let mut family = encoder.encode_descriptor(
            "request_duration",
            help,
            Some(&unit),
            MetricType::Histogram,
        )?;
        for (rpc, transport, series) in self.used() {
            let labels = [("rpc", rpc), ("transport", transport.name())];
            let bounds = BOUNDS
                .iter()
                .map(|micros| *micros as f64 / 1e6)
                .chain([f64::MAX]);
            let counts = series.buckets.iter().map(|count| count.load(Relaxed));
            let buckets: Vec<(f64, u64)> = bounds.zip(counts).collect();
            let count = buckets.iter().map(|(_, count)| count).sum();
            let sum = series.micros.load(Relaxed) as f64 / 1e6;
            family
                .encode_family(&labels)?
                .encode_histogram::<[(&str, &str); 0]>(sum, count, &buckets, None)?;
        }
        Ok(())
    }
}

impl Collector for AllSeries {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        self.encode_requests(&mut encoder)?;
        self.encode_latency(&mut encoder)?;

        let help = "Requests that are no call, by class of HTTP status";
        let mut family =
            encoder.encode_descriptor("other_requests", help, None, MetricType::Counter)?;
        for (class, count) in self.others.iter().enumerate() {
            let count = count.load(Relaxed);
            if count > 0 {
                let labels = [("status", format!("{class}xx"))];
                ConstCounter::new(count).encode(family.encode_family(&labels)?)?;
            }
        }

        let help = "Open connections";
        let gauge = ConstGauge::new(self.connections.load(Relaxed));
        let metric = encoder.encode_descriptor("connections", help, None, gauge.metric_type())?;
        gauge.encode(metric)?;
        let help = "Connections accepted since the start";
        let counter = ConstCounter::new(self.accepted.load(Relaxed));
        let metric =
            encoder.encode_descriptor("accepted_connections", help, None, counter.metric_type())?;
        counter.encode(metric)
    }
}

impl fmt::Debug for AllSeries {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "AllSeries({} methods)", self.rpcs.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_shows_what_happened() {
        let metrics = Metrics::new(["a.B/C", "a.B/D"]);
        metrics.call(0, Transport::Grpc, Code::Ok, Duration::from_micros(60));
        metrics.call(0, Transport::Grpc, Code::NotFound, Duration::from_secs(60));
        metrics.call(9, Transport::Grpc, Code::Ok, Duration::ZERO);
        metrics.other(http::StatusCode::NOT_FOUND);
        let open = metrics.connection();
        let text = metrics.text().unwrap();
        let labels = r#"rpc="a.B/C",transport="grpc""#;
        for line in [
            &format!("confab_requests_total{{{labels},code=\"OK\"}} 1"),
            &format!("confab_requests_total{{{labels},code=\"NOT_FOUND\"}} 1"),
            &format!("confab_request_duration_seconds_bucket{{le=\"0.00005\",{labels}}} 0"),
            &format!("confab_request_duration_seconds_bucket{{le=\"0.0001\",{labels}}} 1"),
            &format!("confab_request_duration_seconds_bucket{{le=\"+Inf\",{labels}}} 2"),
            &format!("confab_request_duration_seconds_count{{{labels}}} 2"),
            "confab_other_requests_total{status=\"4xx\"} 1",
            "confab_connections 1",
            "confab_accepted_connections_total 1",
        ] {
            assert!(
                text.lines().any(|found| found == line),
                "{line} not in\n{text}"
            );
        }
        assert!(!text.contains("a.B/D"));
        drop(open);
        assert!(metrics.text().unwrap().contains("confab_connections 0\n"));
    }
}
