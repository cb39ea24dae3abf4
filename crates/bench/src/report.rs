//! What was measured, as a table for people and as JSON for programs.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;
use serde_json::json;

use crate::Result;
use crate::stats::Percentiles;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    pub name: String,
    /// Right answers; those of the warm-up do not count.
    pub requests: usize,
    pub errors: u64,
    pub seconds: f64,
    /// The median of the rounds.
    pub requests_per_second: f64,
    #[serde(rename = "latencyMicros")]
    pub latency: Percentiles,
    /// The server's, while this row was measured.
    pub cpu_seconds: f64,
    pub cpu_micros_per_request: f64,
    /// The load generator's: what it could not have gone beyond.
    #[serde(rename = "generatorCpuMicrosPerRequest")]
    pub own_cpu_micros_per_request: f64,
    /// The server's, in bytes, since it started.
    #[serde(rename = "peakMemoryBytes")]
    pub peak_memory: u64,
    /// Requests per second divided by those of the ceiling in the same run; on
    /// PostgreSQL that is the same writes by a bare loop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio_to_ceiling: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_micros_above_ceiling: Option<f64>,
    /// Of growth: the rate divided by that at fewer messages, round by round in
    /// the same run.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub ratio_to_smaller: BTreeMap<u64, f64>,
}

pub fn json(rows: &[Row]) -> Result<String> {
    Ok(serde_json::to_string_pretty(
        &json!({ "benchmarks": rows }),
    )?)
}

const HEADINGS: [&str; 14] = [
    "benchmark",
    "req/s",
    "p50 ms",
    "p90 ms",
    "p99 ms",
    "max ms",
    "errors",
    "CPU s",
    "CPU µs/req",
    "above",
    "generator",
    "peak MiB",
    "of ceiling",
    "of smaller",
];

pub fn table(rows: &[Row]) -> String {
    let mut lines = vec![HEADINGS.map(str::to_owned)];
    lines.extend(rows.iter().map(cells));
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max();
    let widths: Vec<usize> = (0..HEADINGS.len()).map(|c| width(c).unwrap_or(0)).collect();
    let mut text = String::new();
    for line in &lines {
        let _ = write!(text, "{:<1$}", line[0], widths[0]);
        for (cell, width) in line.iter().zip(&widths).skip(1) {
            let _ = write!(text, "  {cell:>width$}");
        }
        text.push('\n');
    }
    text
}

fn cells(row: &Row) -> [String; 14] {
    let milliseconds = |micros: u32| format!("{:.2}", f64::from(micros) / 1000.0);
    let maybe = |value: Option<f64>, digits: usize| match value {
        Some(value) => format!("{value:.digits$}"),
        None => "-".to_owned(),
    };
    [
        row.name.clone(),
        format!("{:.0}", row.requests_per_second),
        milliseconds(row.latency.p50),
        milliseconds(row.latency.p90),
        milliseconds(row.latency.p99),
        milliseconds(row.latency.max),
        row.errors.to_string(),
        format!("{:.2}", row.cpu_seconds),
        format!("{:.1}", row.cpu_micros_per_request),
        maybe(row.cpu_micros_above_ceiling, 1),
        format!("{:.1}", row.own_cpu_micros_per_request),
        format!("{:.1}", row.peak_memory as f64 / 1_048_576.0),
        maybe(row.ratio_to_ceiling, 3),
        smaller(&row.ratio_to_smaller),
    ]
}

/// The ratios, smallest size first.
fn smaller(ratios: &BTreeMap<u64, f64>) -> String {
    let ratios: Vec<_> = ratios.values().map(|ratio| format!("{ratio:.2}")).collect();
    match ratios.is_empty() {
        true => "-".to_owned(),
        false => ratios.join(" "),
    }
}
