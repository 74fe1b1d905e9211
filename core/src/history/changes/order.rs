//! [`Order`]: the items of a list during a batch, as runs of those that were there before.

/// The items of a list: those from before the batch by their indices there, the others by numbers.
///
/// Its size depends on the changes, and not on the length of the list: the last run has no end, since
/// the length is not known. The runs are in chunks of about √k for k runs, so that each operation is
/// O(√k).
pub(super) struct Order {
    chunks: Vec<Chunk>,
    run_count: usize,
}

struct Chunk {
    /// The number of items.
    len: usize,
    runs: Vec<Run>,
}

/// Items that follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// Items from before, the first of which was at `start`.
    Old { start: usize, len: usize },
    /// An item that has come.
    New(usize),
}

/// More items than a list can have, so few that sums of it do not overflow.
const ENDLESS: usize = usize::MAX / 4;

/// Chunks with so few runs are not split.
const SMALL_CHUNK: usize = 64;

impl Run {
    fn len(self) -> usize {
        match self {
            Run::Old { len, .. } => len,
            Run::New(_) => 1,
        }
    }

    /// The parts before and after the item at this offset, and that item.
    fn split(self, offset: usize) -> (Option<Run>, Run, Option<Run>) {
        let Run::Old { start, len } = self else { return (None, self, None) };
        let part = |from: usize, to: usize| {
            (from < to).then(|| Run::Old { start: start + from, len: to - from })
        };
        let item = Run::Old { start: start + offset, len: 1 };
        (part(0, offset), item, part(offset + 1, len))
    }
}

impl Order {
    /// The list before the batch.
    pub(super) fn new() -> Self {
        Order::from_runs(&[Run::Old { start: 0, len: ENDLESS }])
    }

    fn from_runs(runs: &[Run]) -> Self {
        let chunk = |runs: &[Run]| Chunk {
            len: runs.iter().map(|run| run.len()).sum(),
            runs: runs.to_vec(),
        };
        let size = SMALL_CHUNK.max(runs.len().isqrt());
        Order { chunks: runs.chunks(size).map(chunk).collect(), run_count: runs.len() }
    }

    /// All runs in order. The last one has no end.
    pub(super) fn into_runs(self) -> Vec<Run> {
        self.chunks.into_iter().flat_map(|chunk| chunk.runs).collect()
    }

    /// Takes out the item at this index.
    pub(super) fn remove(&mut self, index: usize) -> Run {
        let (chunk, at, offset) = self.find(index);
        let (before, item, after) = self.chunks[chunk].runs[at].split(offset);
        self.replace(chunk, at, before.into_iter().chain(after));
        item
    }

    /// Puts in a new item with this number at this index.
    pub(super) fn insert(&mut self, index: usize, number: usize) {
        let (chunk, at, offset) = self.find(index);
        let new = Run::New(number);
        if offset == 0 {
            let there = self.chunks[chunk].runs[at];
            return self.replace(chunk, at, [new, there].into_iter());
        }
        let Run::Old { start, len } = self.chunks[chunk].runs[at] else { return };
        let before = Run::Old { start, len: offset };
        let after = Run::Old { start: start + offset, len: len - offset };
        self.replace(chunk, at, [before, new, after].into_iter());
    }

    /// Puts the items in another order: `order[i]` is the index of the item that goes to `i`. O(n) for
    /// n items.
    pub(super) fn permute(&mut self, order: &[u32]) {
        let mut items = Vec::with_capacity(order.len());
        let mut rest = Vec::new();
        for run in self.chunks.iter().flat_map(|chunk| &chunk.runs) {
            let count = run.len().min(order.len() - items.len());
            items.extend((0..count).map(|offset| run.split(offset).1));
            match *run {
                Run::Old { start, len } if count < len => {
                    rest.push(Run::Old { start: start + count, len: len - count });
                }
                Run::New(_) if count == 0 => rest.push(*run),
                Run::Old { .. } | Run::New(_) => {}
            }
        }
        let permuted = order.iter().filter_map(|&index| items.get(index as usize).copied());
        *self = Order::from_runs(&permuted.chain(rest).collect::<Vec<_>>());
    }

    /// The chunk, the run in it, and the offset in the run of the item at this index.
    fn find(&self, mut index: usize) -> (usize, usize, usize) {
        for (number, chunk) in self.chunks.iter().enumerate() {
            if index >= chunk.len {
                index -= chunk.len;
                continue;
            }
            for (at, run) in chunk.runs.iter().enumerate() {
                if index < run.len() {
                    return (number, at, index);
                }
                index -= run.len();
            }
        }
        unreachable!("the last run has no end")
    }

    /// Puts these runs in the place of one.
    fn replace(&mut self, number: usize, at: usize, with: impl Iterator<Item = Run> + Clone) {
        let chunk = &mut self.chunks[number];
        chunk.len -= chunk.runs[at].len();
        chunk.len += with.clone().map(Run::len).sum::<usize>();
        self.run_count += with.clone().count();
        self.run_count -= 1;
        drop(chunk.runs.splice(at..=at, with));
        if chunk.runs.is_empty() {
            self.chunks.remove(number);
        } else if chunk.runs.len() > SMALL_CHUNK.max(2 * self.run_count.isqrt()) {
            let runs = chunk.runs.split_off(chunk.runs.len() / 2);
            let len = runs.iter().map(|run| run.len()).sum();
            chunk.len -= len;
            self.chunks.insert(number + 1, Chunk { len, runs });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first items, one by one.
    fn items(order: Order, len: usize) -> Vec<Run> {
        let each = |run: Run| (0..run.len().min(len)).map(move |offset| run.split(offset).1);
        order.into_runs().into_iter().flat_map(each).take(len).collect()
    }

    /// A small generator: the tests need no good one.
    fn random(state: &mut u64, below: usize) -> usize {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(*state >> 33).unwrap() % below
    }

    #[test]
    fn it_is_like_a_list() {
        for seed in 0..40 {
            let mut state = seed;
            let mut order = Order::new();
            let mut list: Vec<_> = (0..200).map(|start| Run::Old { start, len: 1 }).collect();
            for number in 0..1000 {
                match random(&mut state, 201) {
                    0..100 => {
                        let index = random(&mut state, list.len() + 1);
                        order.insert(index, number);
                        list.insert(index, Run::New(number));
                    }
                    100..200 if !list.is_empty() => {
                        let index = random(&mut state, list.len());
                        assert_eq!(order.remove(index), list.remove(index));
                    }
                    _ => {
                        let by: Vec<_> = (0..u32::try_from(list.len()).unwrap()).rev().collect();
                        order.permute(&by);
                        list.reverse();
                    }
                }
            }
            assert_eq!(items(order, list.len()), list);
        }
    }

    #[test]
    fn its_size_depends_on_the_changes() {
        let mut order = Order::new();
        for number in 0..10_000 {
            order.insert(1_000_000 + number, number);
        }
        assert!(order.chunks.iter().all(|chunk| chunk.runs.len() <= 200));
        assert_eq!(order.into_runs().len(), 10_002);
    }
}
