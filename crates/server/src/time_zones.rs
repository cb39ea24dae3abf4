//! Time zones by their names in the IANA database, which is in the program.

use std::sync::LazyLock;

use domain::{Error, Result, Time};
use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Bytes of a name; the longest has 32.
const NAME_LIMIT: usize = 64;

/// Refuses what is no time zone's name; empty: unknown.
pub fn check(field: &str, name: &str) -> Result<()> {
    if name.is_empty() || find(name).is_some() {
        return Ok(());
    }
    let text = "A time zone must be one of the IANA database, such as Europe/Zurich.";
    Err(Error::invalid(field, text))
}

/// Milliseconds that clocks there are ahead of UTC at this time.
pub fn offset(name: &str, at: Time) -> i64 {
    let time = Timestamp::from_microsecond(at.0).ok();
    let offset = find(name)
        .zip(time)
        .map(|(zone, time)| zone.to_offset(time).seconds());
    i64::from(offset.unwrap_or_default()) * 1_000
}

fn find(name: &str) -> Option<TimeZone> {
    let short = Some(name).filter(|name| name.len() <= NAME_LIMIT);
    short.and_then(|name| ZONES.get(name).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets() {
        let check = |name: &str, at: &str, hours: f64| {
            let time: Timestamp = at.parse().unwrap();
            let offset = offset(name, Time(time.as_microsecond()));
            assert_eq!(offset as f64, hours * 3_600_000.0, "{name} {at}");
        };
        check("Etc/UTC", "2026-01-02T03:04:05Z", 0.0);
        check("America/Los_Angeles", "2026-01-02T03:04:05Z", -8.0);
        check("America/Los_Angeles", "2026-07-02T03:04:05Z", -7.0);
        check("Asia/Kolkata", "2026-07-02T03:04:05Z", 5.5);
        check("Nowhere", "2026-07-02T03:04:05Z", 0.0);
    }

    #[test]
    fn names() {
        for good in ["", "Europe/Zurich", "UTC", "Asia/Calcutta"] {
            assert_eq!(super::check("f", good), Ok(()), "{good}");
        }
        for bad in ["Mars/Base", "../../etc/passwd", "+02:00", &"x".repeat(65)] {
            assert!(super::check("f", bad).is_err(), "{bad}");
        }
    }
}
