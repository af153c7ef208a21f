//! When a certificate runs out: the one thing a server does not tell when it refuses one.
//! Knows nothing else of certificates, and trusts none.

use std::fmt;
use std::time::SystemTime;

use k8s_openapi::jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// The last moment of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ends(Timestamp);

impl Ends {
    pub(super) fn has_passed(self) -> bool {
        SystemTime::from(self.0) < SystemTime::now()
    }
}

/// As a date: nobody asks for the second.
impl fmt::Display for Ends {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0.strftime("%Y-%m-%d"))
    }
}

/// When the first certificate of a PEM text runs out, as far as that can be read.
pub(super) fn ends(pem: &[u8]) -> Option<Ends> {
    let certificate = CertificateDer::from_pem_slice(pem).ok()?;
    // Certificate, and in it what is signed.
    let (_, inside, _) = value(&certificate)?;
    let (_, mut rest, _) = value(inside)?;
    // A version may come first; then the serial number, the algorithm and the issuer.
    let (tag, _, _) = value(rest)?;
    for _ in 0..if tag == VERSION { 4 } else { 3 } {
        (_, _, rest) = value(rest)?;
    }
    let (_, validity, _) = value(rest)?;
    let (_, _, not_after) = value(validity)?;
    let (tag, text, _) = value(not_after)?;
    moment(tag, std::str::from_utf8(text).ok()?).map(Ends)
}

const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;

/// One value of DER: its tag, what is in it, and what comes after it.
fn value(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..0x80 => (usize::from(first), rest),
        _ => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f)).filter(|(digits, _)| digits.len() <= 4)?;
            (digits.iter().fold(0, |length, &digit| length << 8 | usize::from(digit)), rest)
        }
    };
    let (inside, after) = rest.split_at_checked(length)?;
    Some((tag, inside, after))
}

/// `260102030405Z`, or with four digits of the year.
fn moment(tag: u8, text: &str) -> Option<Timestamp> {
    let text = match tag {
        // Two digits: from 1950 to 2049.
        UTC_TIME if text < "50" => format!("20{text}"),
        UTC_TIME => format!("19{text}"),
        _ => text.to_owned(),
    };
    let moment = DateTime::strptime("%Y%m%d%H%M%SZ", text).ok()?;
    moment.to_zoned(TimeZone::UTC).ok().map(|moment| moment.timestamp())
}
