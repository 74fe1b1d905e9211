//! Chunks compared with a `Vec`.

use std::cell::Cell;
use std::rc::Rc as StdRc;

use crate::store::chunks::Chunks;

/// A value, and the number of its chunk.
type Item = StdRc<(usize, Cell<usize>)>;

fn item(value: usize) -> Item {
    StdRc::new((value, Cell::new(usize::MAX)))
}

fn chunks(len: usize) -> (Chunks<Item>, Vec<Item>) {
    let items: Vec<_> = (0..len).map(item).collect();
    (Chunks::new(items.clone(), |item, number| item.1.set(number)), items)
}

fn values<'a>(items: impl IntoIterator<Item = &'a Item>) -> Vec<usize> {
    items.into_iter().map(|item| item.0).collect()
}

fn check(chunks: &Chunks<Item>, model: &[Item]) {
    assert_eq!(chunks.len(), model.len());
    let all: Vec<_> = chunks.slices_from(0).flat_map(|(_, items, _)| items).cloned().collect();
    assert_eq!(values(&all), values(model));
    for (index, item) in model.iter().enumerate() {
        let is_it = |other: &Item| StdRc::ptr_eq(other, item);
        assert_eq!(chunks.find_in(item.1.get(), is_it), Some(index));
        if index % 97 == 0 {
            assert_eq!(chunks.find(is_it), Some((index, item.1.get())));
        }
        assert!(chunks.get(index).is_some_and(is_it));
    }
    assert!(chunks.get(model.len()).is_none());
    let count = chunks.parts.len();
    assert!(count * count <= 64 * model.len().max(64), "{count} chunks of {}", model.len());
    assert!(chunks.sizes.iter().all(|&size| size <= chunks.capacity));
}

/// Compares random changes with those of a `Vec`.
#[test]
fn chunks_are_like_a_vec() {
    let (mut chunks, mut model) = chunks(1000);
    let mut state = 1_usize;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % limit
    };
    for step in 0..6000 {
        let grows = step / 1500 % 2 == 0;
        match below(if grows { 5 } else { 9 }) {
            0 => {
                chunks.push(item(step));
                model.push(chunks.get(model.len()).expect("it was pushed").clone());
            }
            1..=3 => {
                // Often at the same place, so that chunks are split.
                let index = if step % 3 == 0 { below(model.len() + 1) } else { model.len() / 3 };
                model.insert(index, item(step));
                chunks.insert(index, model[index].clone());
            }
            4 => {
                let index = below(model.len().max(1));
                let new = item(step);
                if let Some(old) = chunks.replace(index, new.clone()) {
                    assert_eq!(old.0, model[index].0);
                    model[index] = new;
                }
            }
            number => {
                let index = below(model.len().max(1));
                if index >= model.len() {
                    continue;
                }
                let expected = model.remove(index);
                let removed = if number % 2 == 0 {
                    chunks.remove(index)
                } else {
                    let is_it = |other: &Item| StdRc::ptr_eq(other, &expected);
                    let place = chunks.place_in(expected.1.get(), is_it);
                    place.map(|place| chunks.remove_at(place))
                };
                assert_eq!(removed.expect("it is there").0, expected.0);
            }
        }
        if step % 50 == 0 {
            check(&chunks, &model);
        }
    }
    check(&chunks, &model);
    assert_eq!(values(&chunks.into_vec()), values(&model));
}

#[test]
fn a_copy_keeps_its_items() {
    let (mut chunks, items) = chunks(500);
    let copy = chunks.clone();
    assert!(chunks.slices_from(0).all(|(_, _, is_shared)| is_shared));
    chunks.remove(100);
    // Only the changed chunk was copied.
    let unshared = chunks.slices_from(0).filter(|(_, _, is_shared)| !is_shared).count();
    assert_eq!(unshared, 1);
    assert_eq!(values(&copy.into_vec()), values(&items));
    assert_eq!(chunks.len(), 499);
}

/// Insertions and removals at one place split chunks, which then have few items.
#[test]
fn the_number_of_chunks_is_bounded() {
    let (mut chunks, mut model) = chunks(1000);
    for round in 0..200 {
        for step in 0..60 {
            let new = item(round * 60 + step);
            chunks.insert(500, new.clone());
            model.insert(500, new);
        }
        for _ in 0..60 {
            chunks.remove(520);
            model.remove(520);
        }
    }
    check(&chunks, &model);
}

#[test]
fn all_items_can_go_and_come_back() {
    let (mut chunks, mut model) = chunks(300);
    while !model.is_empty() {
        chunks.remove(0);
        model.remove(0);
    }
    check(&chunks, &model);
    for value in 0..1000 {
        chunks.insert(0, item(value));
        model.insert(0, chunks.get(0).expect("it was inserted").clone());
    }
    check(&chunks, &model);
}
