//! Moments: microseconds since 1970 inside, RFC 3339 and
//! `google.protobuf.Timestamp` outside.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A moment in microseconds since 1970-01-01T00:00:00Z.
///
/// Google's times carry microseconds; anything finer is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

impl Time {
    pub const SECOND: i64 = 1_000_000;
    pub const DAY: i64 = 86_400 * Self::SECOND;

    /// Reads RFC 3339 with any offset; `None` when it is not.
    pub fn parse(text: &str) -> Option<Self> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        let micros = moment.unix_timestamp_nanos().div_euclid(1_000);
        i64::try_from(micros).ok().map(Self)
    }

    /// `2026-01-02T03:04:05.678901Z`; 0, 3 or 6 digits as needed.
    pub fn to_rfc3339(self) -> String {
        let seconds = self.0.div_euclid(Self::SECOND);
        let micros = self.0.rem_euclid(Self::SECOND);
        let Ok(moment) = OffsetDateTime::from_unix_timestamp(seconds) else {
            return String::new();
        };
        let (date, time) = (moment.date(), moment.time());
        let fraction = match micros {
            0 => String::new(),
            m if m % 1_000 == 0 => format!(".{:03}", m / 1_000),
            m => format!(".{m:06}"),
        };
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{fraction}Z",
            date.year(),
            u8::from(date.month()),
            date.day(),
            time.hour(),
            time.minute(),
            time.second()
        )
    }

    pub fn from_wire(wire: &prost_types::Timestamp) -> Self {
        let micros = i64::from(wire.nanos).div_euclid(1_000);
        Self(
            wire.seconds
                .saturating_mul(Self::SECOND)
                .saturating_add(micros),
        )
    }

    pub fn to_wire(self) -> prost_types::Timestamp {
        prost_types::Timestamp {
            seconds: self.0.div_euclid(Self::SECOND),
            nanos: (self.0.rem_euclid(Self::SECOND) * 1_000) as i32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_offsets_and_prints_utc() {
        let time = Time::parse("2023-04-21T11:30:00-04:00").unwrap();
        assert_eq!(time.to_rfc3339(), "2023-04-21T15:30:00Z");
        let time = Time::parse("2026-01-02T03:04:05.678901999Z").unwrap();
        assert_eq!(time.to_rfc3339(), "2026-01-02T03:04:05.678901Z");
        assert_eq!(Time::from_wire(&time.to_wire()), time);
        assert_eq!(Time(-1).to_rfc3339(), "1969-12-31T23:59:59.999999Z");
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            "2023-04-21",
            "2023-13-01T00:00:00Z",
            "2023-04-21T11:30:00",
        ] {
            assert_eq!(Time::parse(text), None, "{text}");
        }
    }
}
