//! Numbers as JSON writes them, read exactly.

/// The integer that `text` (the grammar of a JSON number) stands for, if it is
/// one: `12`, `1.0`, `5e2` and `120e-1` are, `1.5` is not.
pub(crate) fn integer(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.len() <= 18 && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse::<i64>().ok().map(i128::from);
    }
    exact(text)
}

fn exact(text: &str) -> Option<i128> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, fraction),
        None => (mantissa, ""),
    };
    let fraction = fraction.trim_end_matches('0');
    let digits = format!("{}{fraction}", whole.trim_start_matches('0'));
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return Some(0);
    }
    // 64 bits never need more than 20 digits; i128 holds 38.
    let zeros =
        i64::from(exponent) - fraction.len() as i64 + (digits.len() - significant.len()) as i64;
    if significant.len() > 20 || !(0..=20).contains(&zeros) {
        return None;
    }
    // 20 digits and up to 18 zeros fit; what does not fit is out of range anyway.
    let value = significant
        .parse::<i128>()
        .ok()?
        .checked_mul(10i128.checked_pow(zeros as u32)?)?;
    Some(if negative { -value } else { value })
}

/// Whether `text` follows the grammar of a JSON number.
pub(crate) fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (
            mantissa,
            exponent.strip_prefix(['+', '-']).unwrap_or(exponent),
        ),
        None => (text, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole)
        && digits(fraction)
        && digits(exponent)
        && (whole.len() == 1 || !whole.starts_with('0'))
}

/// A double; numbers beyond its range are refused.
pub(crate) fn double(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// A float; numbers beyond its range are refused.
pub(crate) fn float(text: &str) -> Option<f32> {
    text.parse::<f32>().ok().filter(|value| value.is_finite())
}
