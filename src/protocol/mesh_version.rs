//! Kuma versions and what each writes and reads differently (`domain.md` §2.4).
//! Knows nothing of single protocols: that is the table's.

use std::fmt;
use std::str::FromStr;

/// The Kuma (or Kong Mesh) version a design is for. Kong Mesh X.Y embeds Kuma X.Y.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MeshVersion {
    /// 2.5, the release line of the page the project starts from.
    V2_5,
    /// 2.6: Dataplane labels over REST.
    V2_6,
    /// 2.7: `backendRef`.
    V2_7,
    /// 2.8: `inbound[].name`.
    V2_8,
    /// 2.9: MeshService as a feature.
    V2_9,
    /// 2.10: the Service webhook is gone.
    V2_10,
    /// 2.11.
    V2_11,
    /// 2.12.
    V2_12,
    /// 2.13: `kuma.io/workload` validated.
    V2_13,
    /// 2.14: `inbound[].protocol`.
    V2_14,
    /// 3.0: no inbound tags, no Kafka.
    V3_0,
    /// One file that is right on all of them (`domain.md` §2.5).
    Portable,
}

/// Which of the two places for a hint a Dataplane carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// The tag alone, up to 2.13.
    Tag,
    /// The tag and the `protocol` field, 2.14.
    TagAndField,
    /// The field alone, 3.0.
    Field,
    /// Everything, for every version.
    Portable,
}

impl MeshVersion {
    /// Every version, oldest first, `portable` last.
    pub const ALL: [MeshVersion; 12] = [
        MeshVersion::V2_5,
        MeshVersion::V2_6,
        MeshVersion::V2_7,
        MeshVersion::V2_8,
        MeshVersion::V2_9,
        MeshVersion::V2_10,
        MeshVersion::V2_11,
        MeshVersion::V2_12,
        MeshVersion::V2_13,
        MeshVersion::V2_14,
        MeshVersion::V3_0,
        MeshVersion::Portable,
    ];

    /// The newest release: what a new design is for.
    pub const NEWEST: MeshVersion = MeshVersion::V2_14;

    /// As the design file and the command line write it.
    pub fn keyword(self) -> &'static str {
        match self {
            MeshVersion::V2_5 => "2.5",
            MeshVersion::V2_6 => "2.6",
            MeshVersion::V2_7 => "2.7",
            MeshVersion::V2_8 => "2.8",
            MeshVersion::V2_9 => "2.9",
            MeshVersion::V2_10 => "2.10",
            MeshVersion::V2_11 => "2.11",
            MeshVersion::V2_12 => "2.12",
            MeshVersion::V2_13 => "2.13",
            MeshVersion::V2_14 => "2.14",
            MeshVersion::V3_0 => "3.0",
            MeshVersion::Portable => "portable",
        }
    }

    /// How a Dataplane of this version says its protocol.
    pub fn dialect(self) -> Dialect {
        match self {
            MeshVersion::V2_5
            | MeshVersion::V2_6
            | MeshVersion::V2_7
            | MeshVersion::V2_8
            | MeshVersion::V2_9
            | MeshVersion::V2_10
            | MeshVersion::V2_11
            | MeshVersion::V2_12
            | MeshVersion::V2_13 => Dialect::Tag,
            MeshVersion::V2_14 => Dialect::TagAndField,
            MeshVersion::V3_0 => Dialect::Field,
            MeshVersion::Portable => Dialect::Portable,
        }
    }

    /// The version that an upgrade leads to; none after the newest, nor for `portable`.
    pub fn next(self) -> Option<MeshVersion> {
        let at = MeshVersion::ALL.iter().position(|version| *version == self)?;
        MeshVersion::ALL.get(at + 1).copied().filter(|next| *next != MeshVersion::Portable)
    }

    /// Whether `kafka` is a hint it knows. `portable` has to be right on 3.0 too.
    pub fn knows_kafka(self) -> bool {
        self < MeshVersion::V3_0
    }

    /// Whether it reads `inbound[].name` (2.8+; older ones ignore it).
    pub fn knows_inbound_names(self) -> bool {
        self >= MeshVersion::V2_8
    }

    /// Whether the Mesh has `meshServices.mode` to choose (2.9 – 2.14).
    pub fn has_mesh_services_mode(self) -> bool {
        (MeshVersion::V2_9..=MeshVersion::V2_14).contains(&self)
    }
}

impl fmt::Display for MeshVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.keyword())
    }
}

impl FromStr for MeshVersion {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        MeshVersion::ALL.into_iter().find(|version| version.keyword() == word).ok_or(())
    }
}

/// `Mesh.spec.meshServices.mode`, 2.9 – 2.14: whether clients go through MeshServices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MeshServices {
    /// Kuma's own default.
    #[default]
    Disabled,
    /// Made and used beside the tags.
    Everywhere,
    /// Used where a Dataplane names them.
    ReachableBackends,
    /// The only way: what 3.0 does always.
    Exclusive,
}

impl MeshServices {
    /// Every mode, in Kuma's order.
    pub const ALL: [MeshServices; 4] =
        [MeshServices::Disabled, MeshServices::Everywhere, MeshServices::ReachableBackends, MeshServices::Exclusive];

    /// As the design file and the command line write it.
    pub fn keyword(self) -> &'static str {
        match self {
            MeshServices::Disabled => "disabled",
            MeshServices::Everywhere => "everywhere",
            MeshServices::ReachableBackends => "reachableBackends",
            MeshServices::Exclusive => "exclusive",
        }
    }

    /// The mode a design file's word names; Kuma's own capitals are read too.
    pub fn from_keyword(word: &str) -> Option<MeshServices> {
        MeshServices::ALL.into_iter().find(|mode| mode.keyword().eq_ignore_ascii_case(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upgrade_leads_to_the_next_version() {
        assert_eq!(MeshVersion::V2_9.next(), Some(MeshVersion::V2_10));
        assert_eq!(MeshVersion::V2_14.next(), Some(MeshVersion::V3_0));
        assert_eq!((MeshVersion::V3_0.next(), MeshVersion::Portable.next()), (None, None));
    }

    #[test]
    fn versions_are_read_as_they_are_written() {
        for version in MeshVersion::ALL {
            assert_eq!(version.keyword().parse(), Ok(version));
        }
        assert_eq!("2.4".parse::<MeshVersion>(), Err(()));
    }
}
