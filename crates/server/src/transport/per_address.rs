//! How many connections one address may hold, so that one machine cannot take
//! them all. A proxy on this machine speaks for many and is not counted.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;

use super::peer::network;

/// Open connections by address; of IPv6 by network.
#[derive(Debug)]
pub struct PerAddress {
    limit: usize,
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// One connection of an address, for as long as this lives.
#[derive(Debug)]
pub struct Place {
    all: Arc<PerAddress>,
    network: Option<IpAddr>,
}

impl PerAddress {
    pub fn new(limit: usize) -> Arc<Self> {
        let open = Mutex::default();
        Arc::new(Self { limit, open })
    }

    /// A place for one more connection, if there is one.
    pub fn take(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let address = address.to_canonical();
        let place = |network| Place {
            all: self.clone(),
            network,
        };
        if address.is_loopback() {
            return Some(place(None));
        }
        let network = network(address);
        let mut open = self.open.lock();
        let count = open.entry(network).or_default();
        if *count >= self.limit {
            return None;
        }
        *count += 1;
        Some(place(Some(network)))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(network) = self.network else { return };
        let mut open = self.all.open.lock();
        if let Some(count) = open.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                open.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_so_many() {
        let all = PerAddress::new(2);
        let take = |address: &str| all.take(address.parse().unwrap());
        let first = take("192.0.2.1").unwrap();
        let _second = take("::ffff:192.0.2.1").unwrap();
        assert!(take("192.0.2.1").is_none());
        // Others are not touched, and a place comes back.
        let _other = take("192.0.2.2").unwrap();
        drop(first);
        let _third = take("192.0.2.1").unwrap();
        assert!(take("192.0.2.1").is_none());
        // One network of IPv6 is one customer.
        let _one = take("2001:db8::1").unwrap();
        let _two = take("2001:db8::ffff:2").unwrap();
        assert!(take("2001:db8::3").is_none());
        assert!(take("2001:db8:0:1::3").is_some());
        // What is on this machine is not counted.
        let own: Vec<_> = (0..9).map(|_| take("127.0.0.1").unwrap()).collect();
        assert_eq!(own.len(), 9);
    }

    #[test]
    fn nothing_is_remembered_of_who_left() {
        let all = PerAddress::new(1);
        for last in 0..=255 {
            drop(all.take(IpAddr::from([192, 0, 2, last])).unwrap());
        }
        assert!(all.open.lock().is_empty());
    }
}
