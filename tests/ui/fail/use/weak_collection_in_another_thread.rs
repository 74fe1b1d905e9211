use kinfolk::Graph;
use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};

#[derive(Graph)]
struct Page {}

fn main() {
    let set = WeakSet::<Page>::new();
    std::thread::spawn(move || drop(set));
    let values = WeakKeyMap::<Page, u32>::new();
    std::thread::spawn(move || drop(values));
    let names = WeakValueMap::<u32, Page>::new();
    std::thread::scope(|scope| {
        scope.spawn(|| names.len());
    });
}
