//! Where cards go by themselves: callers left of what they call, namespaces together, nothing over anything else.
//! A pure function of the design. Knows nothing of the screen.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use egui::{Pos2, Rect, Vec2, pos2};

use super::grid::Grid;
use super::shape;
use crate::design::{BoardPosition, Design, Edit, Service, ServiceId};
use crate::session::Session;

/// Between columns: room for the calls.
const ASIDE: f32 = 76.0;
/// Between cards of one column, and between the columns of one layer.
const BELOW: f32 = 40.0;
/// How much wider than high the whole should be.
const SHAPE: f32 = 1.65;
/// A layer no higher than this stays one column.
const COLUMN: f32 = 1000.0;
/// A board of no more columns than this is never folded.
const COLUMNS: usize = 8;

/// The place of every service, as if none had one.
pub fn arrange(design: &Design) -> Vec<(ServiceId, BoardPosition)> {
    let at = |(service, at): (&Arc<Service>, Pos2)| (service.id, BoardPosition { x: at.x, y: at.y });
    design.services.iter().zip(places(design)).map(at).collect()
}

/// The edit that puts every card where [`arrange`] says. It carries the whole design under one name,
/// because ten thousand puts would each look for their service.
pub fn edit(session: &Session) -> Edit {
    let mut design = session.design().clone();
    for (service, (_, board)) in design.services.iter_mut().zip(arrange(session.design())) {
        if service.board != Some(board) {
            Arc::make_mut(service).board = Some(board);
        }
    }
    Edit::Many("arrange board".to_owned(), vec![Edit::Replace(Box::new(design))])
}

/// The card of every service, in the user's order: where it was put, else where [`arrange`] says, moved down where that is taken.
pub fn cards(design: &Design) -> Vec<Rect> {
    let put = |service: &Service| service.board.map(|at| pos2(at.x, at.y)).filter(|at| at.is_finite());
    let card = |service: &Service, at| Rect::from_min_size(at, shape::card_size(service.ports.len()));
    let arranged = if design.services.iter().all(|service| put(service).is_some()) { Vec::new() } else { places(design) };
    let mut taken = Grid::default();
    for (number, service) in design.services.iter().enumerate() {
        if let Some(at) = put(service) {
            taken.insert(number, card(service, at).expand(BELOW / 2.0 - 1.0));
        }
    }
    let place = |(number, service): (usize, &Arc<Service>)| {
        let Some(mut at) = put(service).or_else(|| arranged.get(number).copied()) else { return card(service, Pos2::ZERO) };
        if put(service).is_none() {
            while let Some(lowest) = taken.lowest(card(service, at).expand(BELOW / 2.0 - 1.0)) {
                at.y = lowest.max(at.y) + BELOW / 2.0;
            }
            taken.insert(number, card(service, at).expand(BELOW / 2.0 - 1.0));
        }
        card(service, at)
    };
    design.services.iter().enumerate().map(place).collect()
}

/// A group of cards that stands by itself: its size, and each card within it.
struct Block {
    size: Vec2,
    cards: Vec<(usize, Pos2)>,
}

fn places(design: &Design) -> Vec<Pos2> {
    let calls = calls(design);
    let layers = layers(&calls);
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut rank = |namespace| {
        let next = seen.len();
        *seen.entry(namespace).or_insert(next)
    };
    let ranks: Vec<usize> = design.services.iter().map(|service| rank(service.namespace.as_str())).collect();
    let sizes: Vec<Vec2> = design.services.iter().map(|service| shape::card_size(service.ports.len())).collect();
    let groups = groups(&calls, &ranks);
    let blocks: Vec<Block> = groups.iter().map(|group| block(group, &calls, &layers, &ranks, &sizes)).collect();
    let mut places = vec![Pos2::ZERO; design.services.len()];
    for (block, at) in blocks.iter().zip(shelves(&blocks)) {
        for (number, within) in &block.cards {
            places[*number] = at + within.to_vec2();
        }
    }
    places
}

/// Whom each service calls, by their numbers, each once; itself aside.
fn calls(design: &Design) -> Vec<Vec<usize>> {
    let names = design.by_name();
    let numbers: HashMap<ServiceId, usize> = design.services.iter().enumerate().map(|(number, service)| (service.id, number)).collect();
    let of = |(caller, service): (usize, &Arc<Service>)| {
        let called = |words: &str| numbers.get(&names.resolve(words, &service.namespace)?).copied();
        let mut called: Vec<usize> =
            service.calls.iter().filter_map(|call| called(&call.service)).filter(|called| *called != caller).collect();
        called.sort_unstable();
        called.dedup();
        called
    };
    design.services.iter().enumerate().map(of).collect()
}

/// How many calls there are at most from somebody nobody calls. A ring begins at its first service in the user's order.
fn layers(calls: &[Vec<usize>]) -> Vec<usize> {
    let mut layers = vec![0; calls.len()];
    let mut waits = vec![0_usize; calls.len()];
    calls.iter().flatten().for_each(|called| waits[*called] += 1);
    let mut done = vec![false; calls.len()];
    let mut ready: VecDeque<usize> = (0..calls.len()).filter(|number| waits[*number] == 0).collect();
    for first in 0..calls.len() {
        while let Some(caller) = ready.pop_front() {
            if std::mem::replace(&mut done[caller], true) {
                continue;
            }
            for called in calls[caller].iter().copied().filter(|called| !done[*called]).collect::<Vec<_>>() {
                layers[called] = layers[called].max(layers[caller] + 1);
                waits[called] -= 1;
                if waits[called] == 0 {
                    ready.push_back(called);
                }
            }
        }
        if !done[first] {
            ready.push_back(first);
        }
    }
    layers
}

/// Services that calls connect, each group in the user's order; then, by namespace, those that nothing connects.
fn groups(calls: &[Vec<usize>], ranks: &[usize]) -> Vec<Vec<usize>> {
    let mut head: Vec<usize> = (0..calls.len()).collect();
    fn root(head: &mut [usize], mut of: usize) -> usize {
        while head[of] != of {
            head[of] = head[head[of]];
            of = head[of];
        }
        of
    }
    for (caller, called) in calls.iter().enumerate() {
        for called in called {
            let (a, b) = (root(&mut head, caller), root(&mut head, *called));
            head[a.max(b)] = a.min(b);
        }
    }
    let mut connected: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for number in 0..calls.len() {
        connected.entry(root(&mut head, number)).or_default().push(number);
    }
    let (groups, alone): (Vec<_>, Vec<_>) = connected.into_values().partition(|group| group.len() > 1);
    let mut by_namespace: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for number in alone.into_iter().flatten() {
        by_namespace.entry(ranks[number]).or_default().push(number);
    }
    groups.into_iter().chain(by_namespace.into_values()).collect()
}

/// One group: a column a layer, a high layer in several, a long group folded into bands.
fn block(group: &[usize], calls: &[Vec<usize>], layers: &[usize], ranks: &[usize], sizes: &[Vec2]) -> Block {
    let area: f32 = group.iter().map(|number| (sizes[*number].x + ASIDE) * (sizes[*number].y + BELOW)).sum();
    let highest = COLUMN.max((area / SHAPE).sqrt());
    let widest = COLUMNS.max(((area * SHAPE).sqrt() / (shape::card_size(1).x + ASIDE)) as usize);

    let mut by_layer: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    group.iter().for_each(|number| by_layer.entry(layers[*number]).or_default().push(*number));
    // Beside those that call it: the mean of where its callers stand, as far as they do.
    let mut pull: HashMap<usize, (f32, f32)> = HashMap::new();
    let mut columns: Vec<(Vec<usize>, f32, f32)> = Vec::new();
    for (_, mut layer) in by_layer {
        let beside = |number: &usize| pull.get(number).map_or(0.0, |(sum, count)| sum / count);
        layer.sort_by(|a, b| ranks[*a].cmp(&ranks[*b]).then(beside(a).total_cmp(&beside(b))).then(a.cmp(b)));
        let total: f32 = layer.iter().map(|number| sizes[*number].y + BELOW).sum();
        let each = total / (total / highest).ceil().max(1.0);
        let mut high = 0.0;
        columns.push((Vec::new(), 0.0, ASIDE));
        for number in layer {
            if high >= each
                && let Some(full) = columns.last_mut()
            {
                full.2 = BELOW;
                columns.push((Vec::new(), 0.0, ASIDE));
                high = 0.0;
            }
            for called in &calls[number] {
                let (sum, count) = pull.entry(*called).or_default();
                *sum += high - each / 2.0;
                *count += 1.0;
            }
            high += sizes[number].y + BELOW;
            if let Some(column) = columns.last_mut() {
                column.0.push(number);
                column.1 = high - BELOW;
            }
        }
    }

    let (mut cards, mut size) = (Vec::with_capacity(group.len()), Vec2::ZERO);
    for band in columns.chunks(widest) {
        let top = if size.y > 0.0 { size.y + 2.0 * BELOW } else { 0.0 };
        let band_high = band.iter().map(|(_, high, _)| *high).fold(0.0, f32::max);
        let mut x = 0.0;
        for (numbers, high, aside) in band {
            let mut y = top + ((band_high - high) / 2.0).round();
            for number in numbers {
                cards.push((*number, pos2(x, y)));
                y += sizes[*number].y + BELOW;
            }
            size.x = size.x.max(x + shape::card_size(0).x);
            x += shape::card_size(0).x + aside;
        }
        size.y = top + band_high;
    }
    Block { size, cards }
}

/// Where each block stands: on shelves as wide as makes the whole most like a board.
fn shelves(blocks: &[Block]) -> Vec<Pos2> {
    let area: f32 = blocks.iter().map(|block| (block.size.x + ASIDE) * (block.size.y + 2.0 * BELOW)).sum();
    let widest = blocks.iter().map(|block| block.size.x).fold(0.0, f32::max);
    let on = |width: f32| {
        let (mut at, mut high, mut size, mut places) = (Pos2::ZERO, 0.0_f32, Vec2::ZERO, Vec::with_capacity(blocks.len()));
        for block in blocks {
            if at.x > 0.0 && at.x + block.size.x > width {
                at = pos2(0.0, at.y + high + 2.0 * BELOW);
                high = 0.0;
            }
            places.push(at);
            high = high.max(block.size.y);
            size = size.max(at.to_vec2() + block.size);
            at.x += block.size.x + ASIDE;
        }
        ((size.x / SHAPE).max(size.y), places)
    };
    let tries = (0..8).map(|more| on(widest.max((area * SHAPE).sqrt() * (0.8 + 0.15 * more as f32))));
    tries.min_by(|a, b| a.0.total_cmp(&b.0)).map_or_else(Vec::new, |(_, places)| places)
}
