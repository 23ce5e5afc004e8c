//! Which addresses a webhook may have: by default only public ones, so that nobody makes the server ask its own net (SSRF).

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Why a name leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nowhere {
    /// One of its addresses is not public.
    Private,
    /// It is not known, or nobody could be asked.
    Unknown,
}

impl std::fmt::Display for Nowhere {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Private => "the address lies in a private net",
            Self::Unknown => "the host is not known",
        })
    }
}

impl std::error::Error for Nowhere {}

/// Finds names as the system does; unless told otherwise it refuses those of which any address is not public. The connection is made
/// to the addresses looked at here: a name cannot change in between.
#[derive(Clone, Copy)]
pub struct Names {
    /// Whether private addresses will do.
    pub private: bool,
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let private = self.private;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|_| Nowhere::Unknown)?;
            let found: Vec<SocketAddr> = found.collect();
            if !private && found.iter().any(|address| !public(address.ip())) {
                return Err(Nowhere::Private.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether it is an address of the public internet.
pub fn public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => public_v4(address),
        IpAddr::V6(address) => public_v6(address),
    }
}

fn public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    // Besides what std knows: "this net", shared (CGNAT), protocol assignments, benchmarking, multicast and reserved.
    let special = a == 0 || (a, b & 0xc0) == (100, 64) || (a, b, c) == (192, 0, 0) || (a, b & 0xfe) == (198, 18) || a >= 224;
    !(special || address.is_private() || address.is_loopback() || address.is_link_local() || address.is_documentation())
}

fn public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let four = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match parts {
        // IPv4 inside IPv6: mapped and compatible (with :: and ::1), translated (NAT64), 6to4.
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => public_v4(four(high, low)),
        [0x2002, high, low, ..] => public_v4(four(high, low)),
        // Documentation and Teredo; of the rest only 2000::/3 is given out.
        [0x2001, 0xdb8 | 0, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::public;

    #[test]
    fn only_the_public_internet_is_public() {
        let kept_out = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "fec0::1",
            "2001:db8::1",
            "2001::1",
        ];
        let let_in = ["1.1.1.1", "114.114.114.114", "172.32.0.1", "100.128.0.1", "2400:3200::1", "2606:4700:4700::1111", "::ffff:1.1.1.1"];
        assert_eq!(kept_out.map(|text| (text, public(text.parse().unwrap()))), kept_out.map(|text| (text, false)));
        assert_eq!(let_in.map(|text| (text, public(text.parse().unwrap()))), let_in.map(|text| (text, true)));
    }
}
