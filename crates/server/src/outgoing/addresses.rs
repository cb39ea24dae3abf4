//! Which addresses outgoing requests may reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far outgoing requests go, the value of `--outgoing`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Reach {
    /// Addresses of the public internet.
    Public,
    /// These, and this machine.
    Loopback,
    /// These, and private networks. Link-local addresses, where clouds keep
    /// their metadata services, stay closed.
    Private,
}

impl Reach {
    /// Whether a request may go to `ip`.
    pub fn allows(self, ip: IpAddr) -> bool {
        match kind(ip) {
            Kind::Public => true,
            Kind::Loopback => self >= Reach::Loopback,
            Kind::Private => self >= Reach::Private,
            Kind::Never => false,
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Public,
    Loopback,
    Private,
    Never,
}

fn kind(ip: IpAddr) -> Kind {
    match ip {
        IpAddr::V4(ip) => kind_v4(ip),
        IpAddr::V6(ip) => kind_v6(ip),
    }
}

/// By IANA's registry of special-purpose IPv4 addresses.
fn kind_v4(ip: Ipv4Addr) -> Kind {
    match ip.octets() {
        [127, ..] => Kind::Loopback,
        [10, ..] | [192, 168, ..] => Kind::Private,
        [172, second, ..] if second & 0xf0 == 16 => Kind::Private,
        // Shared by carriers and by overlay networks.
        [100, second, ..] if second & 0xc0 == 64 => Kind::Private,
        // This network, link-local, protocol assignments, documentation,
        // benchmarks, multicast, reserved.
        [0, ..] | [169, 254, ..] | [192, 0, 0 | 2, _] | [192, 88, 99, _] => Kind::Never,
        [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => Kind::Never,
        [224..=255, ..] => Kind::Never,
        _ => Kind::Public,
    }
}

/// By IANA's registry of special-purpose IPv6 addresses: only 2000::/3 is
/// handed out, and some of it leads to IPv4.
fn kind_v6(ip: Ipv6Addr) -> Kind {
    if ip.is_loopback() {
        return Kind::Loopback;
    }
    if let Some(inner) = inner_v4(ip) {
        return kind_v4(inner);
    }
    match ip.segments() {
        [first, ..] if first & 0xfe00 == 0xfc00 => Kind::Private,
        // Protocol assignments and documentation.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => Kind::Never,
        [0x3fff, second, ..] if second < 0x1000 => Kind::Never,
        [first, ..] if first & 0xe000 == 0x2000 => Kind::Public,
        _ => Kind::Never,
    }
}

/// The IPv4 address that a mapped, translated or 6to4 address leads to.
fn inner_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let two = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match ip.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(two(high, low))
        }
        [0x2002, high, low, ..] => Some(two(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        let check =
            |text: &str, expected| assert_eq!(kind(text.parse().unwrap()), expected, "{text}");
        for public in [
            "8.8.8.8",
            "100.63.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "2606:4700::1",
            "2002:808:808::1",
            "64:ff9b::808:808",
            "::ffff:8.8.8.8",
        ] {
            check(public, Kind::Public);
        }
        for loopback in [
            "127.0.0.1",
            "127.255.255.255",
            "::1",
            "::ffff:127.0.0.1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
        ] {
            check(loopback, Kind::Loopback);
        }
        for private in [
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "100.64.0.1",
            "fd00::1",
            "::ffff:10.0.0.1",
        ] {
            check(private, Kind::Private);
        }
        for never in [
            "0.0.0.0",
            "169.254.169.254",
            "192.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "::ffff:169.254.169.254",
            "64:ff9b:1::1",
        ] {
            check(never, Kind::Never);
        }
    }
}
