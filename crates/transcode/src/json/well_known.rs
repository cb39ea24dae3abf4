//! The text forms of `google.protobuf.Timestamp`, `Duration` and `FieldMask`.

use crate::wire::{put_field, put_varint};

/// 0001-01-01T00:00:00Z and the end of 9999, in seconds since 1970.
const FIRST_SECOND: i64 = -62_135_596_800;
const LAST_SECOND: i64 = 253_402_300_799;
/// About 10,000 years.
const LONGEST_DURATION: i64 = 315_576_000_000;

/// Seconds and nanoseconds, as both messages hold them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instant {
    pub seconds: i64,
    pub nanos: i32,
}

impl Instant {
    /// The fields of `Timestamp` and `Duration`. Zeros are written too, so that
    /// a later value replaces an earlier one when both are merged.
    pub fn put(self, wire: &mut Vec<u8>) {
        wire.push(1 << 3);
        put_varint(wire, self.seconds as u64);
        wire.push(2 << 3);
        put_varint(wire, i64::from(self.nanos) as u64);
    }
}

/// Reads RFC 3339; the error is the end of Google's sentence.
pub(crate) fn parse_timestamp(text: &str) -> Result<Instant, String> {
    let invalid = || format!("Invalid time format: {}", shortened(text));
    let Some((clock, offset)) = split_offset(text) else {
        return Err(
            "Illegal timestamp format; timestamps must end with 'Z' or have a valid \
             timezone offset."
                .to_owned(),
        );
    };
    let (date, time) = clock.split_once('T').ok_or_else(invalid)?;
    let (time, fraction) = match time.split_once('.') {
        Some((time, fraction)) => (time, Some(fraction)),
        None => (time, None),
    };
    let nanos = fraction.map_or(Some(0), nanos).ok_or_else(invalid)?;
    let [year, month, day] = numbers(date, b'-', [4, 2, 2]).ok_or_else(invalid)?;
    let [hour, minute, second] = numbers(time, b':', [2, 2, 2]).ok_or_else(invalid)?;
    let valid = (1..=12).contains(&month)
        && (1..=days_in_month(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    if !valid {
        return Err(invalid());
    }
    let seconds =
        days_from_civil(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset;
    if (FIRST_SECOND..=LAST_SECOND).contains(&seconds) {
        Ok(Instant { seconds, nanos })
    } else {
        Err(invalid())
    }
}

/// Splits off `Z` or `+hh:mm`, given in seconds.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(clock) = text.strip_suffix('Z') {
        return Some((clock, 0));
    }
    let (clock, offset) = text.split_at_checked(text.len().checked_sub(6)?)?;
    let sign = match offset.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let [hours, minutes] = numbers(&offset[1..], b':', [2, 2])?;
    (hours < 24 && minutes < 60).then_some((clock, sign * (hours * 3_600 + minutes * 60)))
}

/// Numbers of fixed widths with a separator between them, and nothing else.
fn numbers<const N: usize>(text: &str, separator: u8, widths: [usize; N]) -> Option<[i64; N]> {
    let mut rest = text.as_bytes();
    let mut values = [0; N];
    for (index, width) in widths.into_iter().enumerate() {
        if index > 0 {
            rest = rest.strip_prefix(&[separator])?;
        }
        let (digits, after) = rest.split_at_checked(width)?;
        for digit in digits {
            values[index] =
                values[index] * 10 + i64::from(digit.is_ascii_digit().then(|| digit - b'0')?);
        }
        rest = after;
    }
    rest.is_empty().then_some(values)
}

/// One to nine digits after a decimal point.
fn nanos(fraction: &str) -> Option<i32> {
    if !(1..=9).contains(&fraction.len()) || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value: i32 = fraction.parse().ok()?;
    Some(value * 10i32.pow(9 - fraction.len() as u32))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01. Years are counted from March, so that the leap day is
/// a year's last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse: year, month, day.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Writes RFC 3339 in UTC with 0, 3, 6 or 9 digits; `None` when it is outside
/// the years 1 to 9999.
pub(crate) fn write_timestamp(time: Instant, out: &mut Vec<u8>) -> Option<()> {
    let valid = (FIRST_SECOND..=LAST_SECOND).contains(&time.seconds)
        && (0..1_000_000_000).contains(&time.nanos);
    if !valid {
        return None;
    }
    let (year, month, day) = civil_from_days(time.seconds.div_euclid(86_400));
    let second = time.seconds.rem_euclid(86_400);
    write_digits(out, year, 4);
    for (separator, value) in [
        (b'-', month),
        (b'-', day),
        (b'T', second / 3_600),
        (b':', second / 60 % 60),
        (b':', second % 60),
    ] {
        out.push(separator);
        write_digits(out, value, 2);
    }
    write_fraction(out, time.nanos);
    out.push(b'Z');
    Some(())
}

fn write_fraction(out: &mut Vec<u8>, nanos: i32) {
    if nanos == 0 {
        return;
    }
    out.push(b'.');
    if nanos % 1_000_000 == 0 {
        write_digits(out, i64::from(nanos / 1_000_000), 3);
    } else if nanos % 1_000 == 0 {
        write_digits(out, i64::from(nanos / 1_000), 6);
    } else {
        write_digits(out, i64::from(nanos), 9);
    }
}

fn write_digits(out: &mut Vec<u8>, value: i64, width: usize) {
    let start = out.len();
    out.resize(start + width, b'0');
    let mut rest = value;
    for place in out[start..].iter_mut().rev() {
        *place = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
}

/// Reads `1.5s`; the error is the end of Google's sentence.
pub(crate) fn parse_duration(text: &str) -> Result<Instant, String> {
    let number = text
        .strip_suffix('s')
        .ok_or_else(|| "Illegal duration format; duration must end with 's'".to_owned())?;
    let invalid = || format!("Invalid duration format: {}", shortened(text));
    let (negative, digits) = match number.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, number),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, nanos(fraction).ok_or_else(invalid)?),
        None => (digits, 0),
    };
    if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return Err(invalid());
    }
    let seconds: i64 = whole.parse().map_err(|_| invalid())?;
    if seconds > LONGEST_DURATION || (seconds == LONGEST_DURATION && fraction > 0) {
        return Err(invalid());
    }
    let sign = if negative { -1 } else { 1 };
    Ok(Instant {
        seconds: sign * seconds,
        nanos: sign as i32 * fraction,
    })
}

/// Writes `1.500s`; `None` when it is too long or its parts differ in sign.
pub(crate) fn write_duration(time: Instant, out: &mut Vec<u8>) -> Option<()> {
    let valid = time.seconds.unsigned_abs() <= LONGEST_DURATION as u64
        && time.nanos.unsigned_abs() < 1_000_000_000
        && (time.seconds >= 0 || time.nanos <= 0)
        && (time.seconds <= 0 || time.nanos >= 0);
    if !valid {
        return None;
    }
    if time.seconds < 0 || time.nanos < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(time.seconds.unsigned_abs().to_string().as_bytes());
    write_fraction(out, time.nanos.abs());
    out.push(b's');
    Some(())
}

/// Writes the fields of a `FieldMask` from its comma-separated text, whose paths
/// may be spelt in lowerCamel or with original names.
pub(crate) fn put_field_mask(text: &str, wire: &mut Vec<u8>) {
    for path in text
        .split(',')
        .map(str::trim)
        .filter(|path| !path.is_empty())
    {
        let mut original = String::with_capacity(path.len() + 4);
        for letter in path.chars() {
            if letter.is_ascii_uppercase() {
                original.push('_');
            }
            original.push(letter.to_ascii_lowercase());
        }
        put_field(wire, 1, original.as_bytes());
    }
}

/// A path of a `FieldMask` in lowerCamel.
pub(crate) fn camel_path(path: &str) -> String {
    let mut camel = String::with_capacity(path.len());
    let mut letters = path.chars().peekable();
    while let Some(letter) = letters.next() {
        match letters.peek() {
            Some(next) if letter == '_' && next.is_ascii_lowercase() => {
                camel.push(next.to_ascii_uppercase());
                letters.next();
            }
            _ => camel.push(letter),
        }
    }
    camel
}

/// The start of a text that is quoted in a message.
pub(crate) fn shortened(text: &str) -> &str {
    const MOST: usize = 256;
    if text.len() <= MOST {
        return text;
    }
    let mut end = MOST;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
