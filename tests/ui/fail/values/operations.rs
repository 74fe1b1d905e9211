//! What data must be able to do, and what a value is not.

use kinfolk::Graph;

#[derive(Debug)]
struct Lock(u32);

#[derive(Graph)]
struct Door {
    #[graph(value)]
    lock: Lock,
    #[graph(value)]
    name: String,
    #[graph(value)]
    width: u32,
}

fn main() {
    let door = Door { lock: Lock(1), name: "d".into(), width: 1 }.into_graph();
    door.lock.set(Lock(2));
    door.lock.get();
    door.lock.replace(Lock(3));
    door.lock.update(|lock| lock.0 = 4);
    door.lock.take();
    door.name = "e".into();
    door.name.push('!');
    door.name.borrow_mut().push('!');
    let _: usize = door.name.borrow().len();
    door.name.read().push('!');
    let _: usize = door.name.len();
    let _: bool = door.name == 3;
    let _: &str = &door.name;
    door.width += 1;
    door.width + 1;
}
