//! Reading what the `served-*` probes print: the Envoy listeners that a control plane hands to a proxy.
//! Knows nothing of how they ask.

use std::net::IpAddr;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    pub direction: Direction,
    pub address: IpAddr,
    pub port: u16,
    pub speaks: Speaks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Inbound,
    Outbound,
}

/// What a listener does with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaks {
    Http,
    Tcp,
    Kafka,
    /// A listener without filters: it closes every connection.
    Nothing,
}

/// One line of a probe: the Dataplane it is about, and its listeners or why there are none.
pub fn read_served(line: &str) -> (String, Result<Vec<Listener>, String>) {
    let (dataplane, rest) = line.split_once(' ').unwrap_or_else(|| panic!("a line of the probe: {line}"));
    let listeners = match rest.strip_prefix("NO LISTENERS") {
        Some(why) => Err(why.trim_start_matches([':', ' ']).to_owned()),
        // The probe itself did not get through.
        None if rest.starts_with("rpc error:") => Err(rest.to_owned()),
        None => Ok(rest.split(' ').map(|part| listener(part).unwrap_or_else(|| panic!("a listener: {part}"))).collect()),
    };
    (dataplane.to_owned(), listeners)
}

/// `inbound|ADDRESS|PORT|NAME[FILTERS]`
fn listener(part: &str) -> Option<Listener> {
    let mut fields = part.splitn(4, '|');
    let direction = match fields.next()? {
        "inbound" => Direction::Inbound,
        "outbound" => Direction::Outbound,
        _ => return None,
    };
    let (address, port) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    let (_, filters) = fields.next()?.strip_suffix(']')?.rsplit_once('[')?;
    let speaks = match filters {
        "http_connection_manager" => Speaks::Http,
        "tcp_proxy" => Speaks::Tcp,
        "kafka_broker,tcp_proxy" => Speaks::Kafka,
        "" => Speaks::Nothing,
        _ => return None,
    };
    Some(Listener { direction, address, port, speaks })
}
