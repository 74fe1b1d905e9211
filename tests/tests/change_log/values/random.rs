//! Random changes in nested transactions, compared with copies of the whole state.

use kinfolk::prelude::*;
use kinfolk::transaction;
use kinfolk_tests::panics::panic_of;
use kinfolk_tests::random::Random;
use kinfolk_tests::settings;

#[derive(Clone, Debug, Default, Graph, PartialEq)]
#[graph(to_plain, back(owner: Item), derive(Debug))]
struct Item {
    #[graph(value)]
    number: u32,
    #[graph(value)]
    words: Vec<String>,
    #[graph(own)]
    parts: Vec<Item>,
}

fn small(random: &mut Random) -> u32 {
    u32::try_from(random.below(100)).unwrap()
}

fn item(random: &mut Random) -> Item {
    Item { number: small(random), words: vec![], parts: vec![] }
}

/// Makes some changes, some of them in transactions in this one.
fn change(root: &Rc<Item>, random: &mut Random, level: usize) {
    for _ in 0..random.below(8) {
        let mut node = root.clone();
        while random.percent(60) {
            let Some(part) = node.parts.get(random.below(node.parts.len())) else { break };
            node = part;
        }
        match random.below(10) {
            0 => node.number.set(small(random)),
            1 => _ = node.number.take(),
            2 => node.number.update(|number| *number += 1),
            3 => _ = node.words.replace(vec!["new".into()]),
            4 => node.words.update(|words| words.push("more".into())),
            5 => node.words.update(|words| {
                words.push("and".into());
                node.number.set(7);
                super::fails(|| node.number.set(8));
                if words.len() % 3 == 0 {
                    node.parts.pop();
                }
            }),
            6 => node.parts.push(item(random)),
            7 => _ = node.parts.pop(),
            _ if level < 4 => step(root, random, level + 1),
            _ => {}
        }
    }
}

/// A transaction that succeeds, fails or panics.
fn step(root: &Rc<Item>, random: &mut Random, level: usize) {
    let before = root.to_plain();
    match random.below(3) {
        0 => {
            let mut inside = None;
            transaction(|| {
                change(root, random, level);
                inside = Some(root.to_plain());
            });
            assert_eq!(Some(root.to_plain()), inside);
        }
        1 => {
            super::fails(|| change(root, random, level));
            assert_eq!(root.to_plain(), before);
        }
        _ => {
            panic_of(|| {
                transaction(|| -> () {
                    change(root, random, level);
                    panic!("bomb")
                });
            });
            assert_eq!(root.to_plain(), before);
        }
    }
}

#[test]
fn each_failure_goes_back_to_its_beginning() {
    let seeds = settings::seed().map_or(0..300, |seed| seed..seed + 1);
    for seed in seeds {
        let mut random = Random::new(seed);
        let root = Item::default().into_graph();
        for _ in 0..10 {
            step(&root, &mut random, 0);
            change(&root, &mut random, 0);
        }
        root.validate().unwrap();
    }
}
