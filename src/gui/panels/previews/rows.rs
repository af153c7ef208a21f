//! Which row of a pane is which line of which service: counted a few milliseconds a frame, made as text only in view.
//! Knows nothing of pixels.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::part::{self, Extent, Look, Made, Part, Sees, Shown};
use crate::design::{PortId, Service, ServiceId, Target, World};
use crate::manifest::{Comments, DiffKind};

/// How long counting may take in one frame.
const BUDGET: Duration = Duration::from_millis(4);

/// One row, as it is painted.
pub struct Row {
    /// The characters.
    pub text: String,
    /// Whose line it is.
    pub service: ServiceId,
    /// The port it belongs to.
    pub port: Option<PortId>,
    /// What became of it.
    pub kind: DiffKind,
    /// Its number; none for what is gone, nor where those above are still being counted.
    pub number: Option<usize>,
}

/// The rows of a pane.
#[derive(Default)]
pub struct Rows {
    key: Option<Key>,
    revision: u64,
    counted: Vec<Counted>,
    /// The first row of each part, and behind the last one the number of rows.
    starts: Vec<usize>,
    /// Places of parts that are to be counted, from the first to the last.
    todo: VecDeque<usize>,
    /// Comparisons that are in view.
    compared: HashMap<ServiceId, (Made, Part)>,
    widest: usize,
}

/// What all rows depend on.
#[derive(PartialEq)]
struct Key {
    shown: Shown,
    sees: Sees,
    comments: Comments,
    target: Target,
    /// Which save is compared with, if one is.
    saved: Option<u64>,
}

/// The part of one service.
struct Counted {
    id: ServiceId,
    /// `None` while it is a guess.
    made: Option<Made>,
    extent: Extent,
}

impl Rows {
    /// Brings the rows up to date, as far as the time goes. Says whether there is more to count.
    pub fn follow(&mut self, look: &Look<'_>) -> bool {
        let same_design = self.revision == look.session.revision();
        let same_key = self.key.as_ref().is_some_and(|key| key.is_of(look));
        if !(same_design && same_key) {
            if !same_key {
                self.forget(look);
            }
            let touched =
                look.session.touched_since(self.revision).filter(|_| same_key && look.shown == Shown::All && look.sees == Sees::Now);
            self.revision = look.session.revision();
            match touched {
                Some(touch) if self.counted.len() == look.session.design().services.len() => self.todo.extend(touch.around),
                Some(_) | None => self.find_stale(look),
            }
        } else if self.todo.is_empty() {
            return false;
        }
        self.count(look);
        self.add_up();
        !self.todo.is_empty()
    }

    /// Everything has to be counted again; what was counted stays as a guess where it is a good one.
    fn forget(&mut self, look: &Look<'_>) {
        let guesses = self.key.as_ref().is_some_and(|key| key.shown == look.shown && key.sees == look.sees);
        if guesses {
            self.counted.iter_mut().for_each(|counted| counted.made = None);
        } else {
            self.counted.clear();
        }
        self.compared.clear();
        let target = look.session.design().target.clone();
        self.key = Some(Key { shown: look.shown, sees: look.sees, comments: look.comments, target, saved: saved_as_of(look) });
    }

    /// Finds what has to be counted again. The services that stand where they stood are not even looked up.
    fn find_stale(&mut self, look: &Look<'_>) {
        let design = look.session.design();
        let one = |id| look.session.service(id).into_iter();
        let now: Vec<(ServiceId, Option<&Arc<Service>>)> = match look.shown {
            Shown::One(id) => one(id).map(|service| (id, Some(service))).collect(),
            Shown::All => {
                let gone = match look.sees {
                    Sees::Now => &[],
                    Sees::Changes => look.session.saved().services.as_slice(),
                };
                let gone = gone.iter().filter(|service| look.session.service(service.id).is_none()).map(|service| (service.id, None));
                design.services.iter().map(|service| (service.id, Some(service))).chain(gone).collect()
            }
        };
        if !now.iter().map(|(id, _)| *id).eq(self.counted.iter().map(|counted| counted.id)) {
            let mut old: HashMap<ServiceId, Counted> = self.counted.drain(..).map(|counted| (counted.id, counted)).collect();
            let new = |id: &ServiceId| Counted { id: *id, made: None, extent: guess(look, *id) };
            self.counted = now.iter().map(|(id, _)| old.remove(id).unwrap_or_else(|| new(id))).collect();
        }
        let good = |counted: &Counted, now| counted.made.as_ref().is_some_and(|made| made.is_of(look, counted.id, now));
        let stale = self.counted.iter().zip(&now).enumerate().filter(|(_, (counted, (_, now)))| !good(counted, *now));
        self.todo = stale.map(|(place, _)| place).collect();
    }

    fn count(&mut self, look: &Look<'_>) {
        let begun = Instant::now();
        while let Some((place, id)) = self.todo.pop_front().and_then(|place| Some((place, self.counted.get(place)?.id))) {
            let extent = match look.shown {
                Shown::One(id) => self.part(look, id).extent(),
                Shown::All => part::extent(look, id),
            };
            self.set(look, place, extent);
            if begun.elapsed() > BUDGET {
                break;
            }
        }
    }

    fn set(&mut self, look: &Look<'_>, place: usize, extent: Extent) {
        if let Some(counted) = self.counted.get_mut(place) {
            *counted = Counted { id: counted.id, made: Some(Made::of(look, counted.id)), extent };
        }
    }

    /// Finds the first row of each part: its lines, and `---` above them unless they are the first.
    fn add_up(&mut self) {
        self.starts.clear();
        self.widest = 0;
        let mut rows = 0;
        for Counted { extent, .. } in &self.counted {
            self.starts.push(rows);
            if extent.lines > 0 {
                rows += extent.lines + usize::from(rows > 0);
            }
            self.widest = self.widest.max(extent.widest);
        }
        self.starts.push(rows);
    }

    fn part(&mut self, look: &Look<'_>, id: ServiceId) -> Part {
        if look.sees == Sees::Now {
            return part::part(look, id);
        }
        if let Some((made, found)) = self.compared.get(&id)
            && made.is_of(look, id, look.session.service(id))
        {
            return found.clone();
        }
        let part = part::part(look, id);
        self.compared.insert(id, (Made::of(look, id), part.clone()));
        part
    }

    /// How many rows there are, as far as that is known.
    pub fn len(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Whether nothing is left to count.
    pub fn is_counted(&self) -> bool {
        self.todo.is_empty()
    }

    /// The widest row, in characters.
    pub fn widest(&self) -> usize {
        self.widest
    }

    /// The rows of a range. A part in view that turns out to be larger or smaller than was guessed is put right at once.
    pub fn rows(&mut self, look: &Look<'_>, range: Range<usize>) -> Vec<Row> {
        loop {
            match self.try_rows(look, &range) {
                Ok(rows) => return rows,
                Err((place, extent)) => {
                    self.set(look, place, extent);
                    self.add_up();
                }
            }
        }
    }

    /// The rows of a range, or the place of a part that is not as large as was thought.
    fn try_rows(&mut self, look: &Look<'_>, range: &Range<usize>) -> Result<Vec<Row>, (usize, Extent)> {
        let mut rows = Vec::with_capacity(range.len());
        let uncounted = self.todo.front().copied().unwrap_or(usize::MAX);
        let from = self.place_at(range.start).unwrap_or(0);
        for place in from..self.counted.len() {
            let (Some(start), Some(next)) = (self.starts.get(place).copied(), self.starts.get(place + 1).copied()) else { break };
            if start >= range.end {
                break;
            }
            let Some((id, lines)) = self.counted.get(place).map(|counted| (counted.id, counted.extent.lines)).filter(|_| next > start)
            else {
                continue;
            };
            let part = self.part(look, id);
            if part.len() != lines {
                return Err((place, part.extent()));
            }
            let number = |row: usize| (place <= uncounted).then_some(row + 1);
            let first = start + usize::from(start > 0);
            if first > start && range.contains(&start) {
                let text = part::separator().text;
                let number = if look.sees == Sees::Now { number(start) } else { None };
                rows.push(Row { text, service: id, port: None, kind: DiffKind::Same, number });
            }
            for row in first.max(range.start)..(first + part.len()).min(range.end) {
                let Some(line) = part.line(row - first) else { continue };
                let number = if look.sees == Sees::Now { number(row) } else { line.number };
                let port = (line.mark != 0).then_some(PortId(line.mark));
                rows.push(Row { text: line.text.to_owned(), service: id, port, kind: line.kind, number });
            }
        }
        if self.compared.len() > rows.len() + 1 {
            self.compared.clear();
        }
        Ok(rows)
    }

    /// The text of a range, each line ended.
    pub fn text(&mut self, look: &Look<'_>, range: Range<usize>) -> String {
        self.rows(look, range).iter().flat_map(|row| [row.text.as_str(), "\n"]).collect()
    }

    fn place_at(&self, row: usize) -> Option<usize> {
        self.starts.partition_point(|start| *start <= row).checked_sub(1)
    }

    /// Which service a row belongs to, and how far below its first row it stands.
    pub fn place_of(&self, row: usize) -> Option<(ServiceId, usize)> {
        let place = self.place_at(row)?;
        Some((self.counted.get(place)?.id, row - self.starts.get(place)?))
    }

    /// The first row of a service.
    pub fn row_of(&self, look: &Look<'_>, id: ServiceId) -> Option<usize> {
        let place = match look.shown {
            Shown::One(_) => 0,
            Shown::All => look.session.position(id)?,
        };
        self.counted.get(place).filter(|counted| counted.id == id).and_then(|_| self.starts.get(place).copied())
    }

    /// The rows of a port, from its first to its last.
    pub fn rows_of(&mut self, look: &Look<'_>, id: ServiceId, port: PortId) -> Option<Range<usize>> {
        let start = self.row_of(look, id)?;
        let part = self.part(look, id);
        let first = start + usize::from(start > 0);
        let mut lit = (0..part.len()).filter(|at| part.line(*at).is_some_and(|line| line.mark == port.0));
        let from = lit.next()?;
        Some(first + from..first + lit.next_back().unwrap_or(from) + 1)
    }
}

impl Key {
    fn is_of(&self, look: &Look<'_>) -> bool {
        (self.shown, self.sees, self.comments, self.saved) == (look.shown, look.sees, look.comments, saved_as_of(look))
            && self.target == look.session.design().target
    }
}

/// Which save is compared with, if one is.
fn saved_as_of(look: &Look<'_>) -> Option<u64> {
    match look.sees {
        Sees::Now => None,
        Sees::Changes => Some(look.session.saved_revision()),
    }
}

/// About how large a part will be, before it is counted.
fn guess(look: &Look<'_>, id: ServiceId) -> Extent {
    let Some(service) = look.session.service(id).filter(|service| service.is_on(look.world)) else { return Extent::default() };
    let lines = match (look.sees, look.world) {
        (Sees::Changes, _) => 0,
        (Sees::Now, World::Kubernetes) => 10 + 4 * service.ports.len(),
        (Sees::Now, World::Universal) => (8 + 6 * service.ports.len()) * service.instances.len().max(1),
    };
    Extent { lines, widest: 0 }
}
