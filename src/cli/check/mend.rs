//! `portolan check --fix`: safe fixes, written into a design's file.
//! Knows nothing of which fixes are safe.

use std::path::Path;

use super::super::{Failed, design};
use crate::check::{Finding, mend as mend_design};
use crate::design::{Design, file};
use crate::files::{self, Over};
use crate::protocol::MeshVersion;

/// Mends a design in its file, for another version than its own if one is given. What was mended, a line each, with the design and the
/// text as they are then. A file in which there is nothing to mend is not touched.
pub(super) fn mend(path: &Path, text: &str, version: Option<MeshVersion>) -> Result<(Vec<String>, Design, String), Failed> {
    if path == Path::new("-") {
        return Err(Failed::Said("--fix writes into a file, and standard input is none — name the design".to_owned()));
    }
    let read = |text: &str| file::read(text).map_err(|error| Failed::Design { file: design::name(path), error });
    let before = read(text)?;
    let mut after = before.clone();
    after.target.version = version.unwrap_or(before.target.version);
    let mended = mend_design(&mut after);
    after.target.version = before.target.version;
    let mut new = text.to_owned();
    if after != before {
        new = file::save(&after, Some(text));
        // Somebody may have written it since.
        let (now, stamp) = files::read(path)?;
        if now != text {
            return Err(files::Error::Changed(path.to_owned()).into());
        }
        files::write_over(path, &new, Over::Same(&stamp))?;
    }
    Ok((mended.iter().map(|finding| line(path, &before, finding)).collect(), read(&new)?, new))
}

/// Why a manifest that somebody named is not mended.
pub(super) fn no_design(path: &Path) -> Failed {
    Failed::Said(format!("--fix is for designs, and this is none — portolan import makes one of it: {}", design::name(path)))
}

fn line(path: &Path, design: &Design, finding: &Finding) -> String {
    let service = finding.place.service.and_then(|id| design.service(id));
    let port = service.zip(finding.place.port).and_then(|(service, id)| service.port(id));
    let place = service.map_or_else(|| "target".to_owned(), |service| service.full_name());
    let place = port.map_or_else(|| place.clone(), |port| format!("{place}:{}", port.port));
    let title = finding.fix.as_ref().map_or("", |fix| fix.title.as_str());
    format!("{}: fixed[{}] {place}: {title}", design::name(path), finding.code)
}
