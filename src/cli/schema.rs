//! `portolan schema`: the JSON Schema of the design file. Knows nothing of what is in it.

use super::Answer;
use crate::design::file;

pub fn answer() -> Answer {
    Answer::text(format!("{:#}\n", file::schema()))
}
