//! Resource ids: 64-bit numbers inside, Google's spellings outside.
//!
//! Spaces, threads and messages are written as eleven characters of base64url
//! (eight bytes, no padding), users and groups as 21 digits that begin with 1.
//! A message's id carries its time in the upper bits, so that messages append
//! and pages of them are range scans.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::timestamp::Time;

/// Bits below the microseconds of a message's id; they tell apart messages of
/// different spaces and nothing else. The 53 bits above last until 2255.
const ENTROPY_BITS: u32 = 10;

/// How long a segment of either kind is.
pub(crate) const SHORT: usize = 11;
pub(crate) const DIGITS: usize = 21;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $length:ident, $write:ident, $read:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $name {
            /// The last part of the resource name.
            pub fn segment(self) -> String {
                let mut segment = String::with_capacity($length);
                self.push_to(&mut segment);
                segment
            }

            /// Appends [`Self::segment`].
            pub(crate) fn push_to(self, out: &mut String) {
                $write(self.0, out);
            }

            /// Reads what [`Self::segment`] writes; `None` for anything else.
            pub fn parse(segment: &str) -> Option<Self> {
                $read(segment).map(Self)
            }
        }
    };
}

id!(
    /// `spaces/{space}`.
    SpaceId, SHORT, push_short, read_short
);
id!(
    /// A person's or an app's `users/{user}`; also an OpenID `sub`.
    UserId, DIGITS, push_digits, read_digits
);
id!(
    /// `groups/{group}`.
    GroupId, DIGITS, push_digits, read_digits
);
id!(
    /// One half of a message's name. A thread has the id of its first message.
    MessageId, SHORT, push_short, read_short
);

id!(
    /// An uploaded file: what `attachmentDataRef.resourceName` holds, and the
    /// last part of an attachment's name.
    FileId, SHORT, push_short, read_short
);

id!(
    /// `customEmojis/{customEmoji}`.
    EmojiId, SHORT, push_short, read_short
);

impl EmojiId {
    /// `CustomEmoji.uid`, the key that filters and reactions use.
    pub fn uid(self) -> String {
        UserId(self.0).segment()
    }

    /// Reads what [`Self::uid`] writes; `None` for anything else.
    pub fn from_uid(uid: &str) -> Option<Self> {
        read_digits(uid).map(Self)
    }
}

impl MessageId {
    /// The id of a message created at `time`. Times are unique in a space, so
    /// ids are too, whatever the entropy.
    pub fn at(time: Time, entropy: u16) -> Self {
        let micros = time.0.clamp(0, i64::MAX >> ENTROPY_BITS);
        Self((micros << ENTROPY_BITS) | i64::from(entropy & ((1 << ENTROPY_BITS) - 1)))
    }

    /// When the message was created.
    pub fn time(self) -> Time {
        Time(self.0 >> ENTROPY_BITS)
    }

    /// The lowest id that a message of this time can have.
    pub fn floor(time: Time) -> Self {
        Self::at(time, 0)
    }

    /// The highest id that a message of this time can have.
    pub fn ceiling(time: Time) -> Self {
        Self::at(time, u16::MAX)
    }
}

/// base64url of the eight bytes: ten characters of six bits, and the last four
/// bits with two zeros behind them.
fn push_short(id: i64, out: &mut String) {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits = u128::from(id as u64) << 2;
    for place in (0..SHORT).rev() {
        let six = (bits >> (6 * place)) as usize & 63;
        out.push(char::from(ALPHABET[six]));
    }
}

fn read_short(segment: &str) -> Option<i64> {
    // A decoder that accepted stray bits would give one id two names.
    let mut bytes = [0; 8];
    let read = URL_SAFE_NO_PAD.decode_slice(segment, &mut bytes).ok()?;
    let id = i64::from_be_bytes(bytes);
    (read == 8 && id >= 0).then_some(id)
}

fn push_digits(id: i64, out: &mut String) {
    let mut digits = [b'0'; DIGITS];
    let mut rest = id.unsigned_abs();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    digits[0] = b'1';
    out.extend(digits.map(char::from));
}

fn read_digits(segment: &str) -> Option<i64> {
    let digits = segment.strip_prefix('1')?;
    let plain = digits.len() == 20 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_googles_shapes() {
        let space = SpaceId(0x0123_4567_89ab_cdef);
        assert_eq!(space.segment(), "ASNFZ4mrze8");
        assert_eq!(SpaceId::parse("ASNFZ4mrze8"), Some(space));
        for id in [0, 1, 63, 64, i64::MAX] {
            assert_eq!(
                SpaceId(id).segment(),
                URL_SAFE_NO_PAD.encode(id.to_be_bytes())
            );
        }
        assert_eq!(UserId(i64::MAX).segment(), format!("1{:020}", i64::MAX));
        let user = UserId(14_022_495_153_014_004);
        assert_eq!(user.segment(), "100014022495153014004");
        assert_eq!(UserId::parse("100014022495153014004"), Some(user));
    }

    #[test]
    fn other_spellings_are_no_ids() {
        for segment in [
            "",
            "ASNFZ4mrze9",
            "ASNFZ4mrze",
            "ASNFZ4mrze8=",
            "_________8",
            "a/b",
        ] {
            assert_eq!(SpaceId::parse(segment), None, "{segment}");
        }
        for segment in [
            "",
            "1",
            "200014022495153014004",
            "1+0014022495153014004",
            "me",
        ] {
            assert_eq!(UserId::parse(segment), None, "{segment}");
        }
    }

    #[test]
    fn message_ids_sort_by_time() {
        let time = Time(1_767_406_692_886_639);
        let id = MessageId::at(time, 0xffff);
        assert_eq!(id.time(), time);
        assert!(MessageId::floor(time) <= id && id <= MessageId::ceiling(time));
        assert!(MessageId::ceiling(time) < MessageId::floor(Time(time.0 + 1)));
    }
}
