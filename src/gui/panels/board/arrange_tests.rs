//! Whether cards that go by themselves go where they should.

use egui::Rect;

use super::arrange::{arrange, cards};
use super::grid::Grid;
use super::shape;
use crate::design::{BoardPosition, Call, Design, PortId, Service, ServicePort};

/// So many services, each with some ports, calling whom `calls` says.
fn design(count: usize, calls: impl Fn(usize) -> Vec<usize>) -> Design {
    let mut design = Design::default();
    let port = |number: u32| ServicePort { id: PortId(number), port: 8000 + number, ..ServicePort::default() };
    for number in 0..count {
        let calls = calls(number).into_iter().map(|to| Call { service: format!("ns-{}/s{to}", to / 50), port: 8001, at: None }).collect();
        let ports = (1..=(number as u32 % 6)).map(port).collect();
        design.push(Service { name: format!("s{number}"), namespace: format!("ns-{}", number / 50), ports, calls, ..Service::default() });
    }
    design
}

fn apart(cards: &[Rect]) {
    let mut grid = Grid::default();
    for (number, card) in cards.iter().enumerate() {
        assert!(grid.touching(*card).is_empty(), "{card:?}");
        grid.insert(number, *card);
    }
}

fn arranged(design: &Design) -> Vec<Rect> {
    let card = |(service, (id, at)): (&std::sync::Arc<Service>, (_, BoardPosition))| {
        assert_eq!(service.id, id);
        Rect::from_min_size(egui::pos2(at.x, at.y), shape::card_size(service.ports.len()))
    };
    design.services.iter().zip(arrange(design)).map(card).collect()
}

#[test]
fn nothing_is_over_anything_else() {
    let calls: [fn(usize) -> Vec<usize>; 6] = [
        |_| Vec::new(),
        |number| vec![number + 1],
        |number| vec![(number + 1) % 300],
        |number| if number == 0 { (1..300).collect() } else { Vec::new() },
        |_| vec![0],
        |number| vec![number * 7 % 300, number * 13 % 300, number],
    ];
    for calls in calls {
        let design = design(300, calls);
        let cards = arranged(&design);
        apart(&cards);
        let all = cards.iter().copied().reduce(|all, card| all.union(card)).unwrap();
        assert!((0.6..4.0).contains(&all.aspect_ratio()), "{:?}", all.size());
    }
}

#[test]
fn callers_are_left_of_what_they_call() {
    let design = design(7, |number| if number < 3 { vec![2 * number + 1, 2 * number + 2] } else { Vec::new() });
    let cards = arranged(&design);
    for caller in 0..3 {
        for called in [2 * caller + 1, 2 * caller + 2] {
            assert!(cards[caller].right() < cards[called].left());
        }
    }
}

#[test]
fn what_was_put_stays_and_the_others_make_way() {
    let mut design = design(60, |number| vec![number + 3]);
    for number in [1, 20, 40] {
        let at = arrange(&design)[number + 1].1;
        std::sync::Arc::make_mut(&mut design.services[number]).board = Some(at);
    }
    let cards = cards(&design);
    apart(&cards);
    for number in [1, 20, 40] {
        let put = design.services[number].board.unwrap();
        assert_eq!(cards[number].min, egui::pos2(put.x, put.y));
    }
}

#[test]
fn a_place_that_is_no_place_is_none() {
    let mut design = design(3, |_| Vec::new());
    std::sync::Arc::make_mut(&mut design.services[1]).board = Some(BoardPosition { x: f32::NAN, y: 0.0 });
    let cards = cards(&design);
    assert!(cards.iter().all(|card| card.is_finite()));
    apart(&cards);
}
