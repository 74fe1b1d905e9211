//! A pool of expensive buffers, each of which can be used any number of times.
//!
//! If a buffer's own hook put the buffer back, that would work only once, as with the letter in
//! `resurrection`: a hook runs once in a node's life. So `lease` returns a lease instead, a small new
//! node that owns the buffer. When the lease dies, its hook moves the buffer back into the pool.
//! The buffer does not die then. It stays the same node, and its own hook is still to run when it
//! really dies.

use kinfolk::{Graph, Rc};

use crate::output::{outln, yes_or_no};

#[derive(Graph)]
struct Pool {
    #[graph(own)]
    idle: Vec<Buffer>,
    #[graph(cell)]
    created: u32,
    #[graph(cell)]
    leases: u32,
}

#[derive(Graph)]
#[graph(weak(pool: Pool), finalize = LeaseNode::return_buffer)]
struct Lease {
    #[graph(own)]
    buffer: Option<Buffer>,
}

#[derive(Graph)]
#[graph(back(pool: Pool), back(lease: Lease), finalize = BufferNode::on_death)]
struct Buffer {
    number: u32,
    #[graph(refcell)]
    bytes: Vec<u8>,
}

impl PoolNode {
    fn lease(this: &Rc<Pool>) -> Rc<Lease> {
        let lease = Lease { buffer: None }.into_graph();
        match this.idle.pop() {
            Some(used) => lease.buffer.set(used),
            None => lease.buffer.set(this.new_buffer()),
        };
        lease.pool.set(this);
        this.leases.set(this.leases.get() + 1);
        lease
    }

    fn new_buffer(&self) -> Buffer {
        self.created.set(self.created.get() + 1);
        Buffer { number: self.created.get(), bytes: Vec::with_capacity(1 << 20) }
    }
}

impl LeaseNode {
    fn write(&self, text: &str) {
        if let Some(buffer) = self.buffer.get() {
            buffer.bytes.borrow_mut().extend(text.bytes());
            outln!("  writing `{text}` to buffer {}", buffer.number);
        }
    }

    /// The hook: moves the buffer back to the pool. If the pool is gone, the buffer dies with the
    /// lease.
    fn return_buffer(&self) {
        if let Some(pool) = self.pool.get()
            && let Some(buffer) = self.buffer.take()
        {
            buffer.bytes.borrow_mut().clear();
            outln!("  buffer {} goes back to the pool", buffer.number);
            pool.idle.push(buffer);
        }
    }
}

impl BufferNode {
    /// The hook: prints the owner with which the buffer dies.
    fn on_death(&self) {
        let owner = match (self.pool.get(), self.lease.get()) {
            (Some(_), _) => "the pool",
            (_, Some(_)) => "its lease",
            (None, None) => "no owner",
        };
        outln!("  buffer {} dies with {owner}", self.number);
    }
}

pub fn show() {
    let pool = Pool { idle: vec![], created: 0, leases: 0 }.into_graph();
    let mut first_buffer = None;
    for round in ["one", "two", "three"] {
        outln!("\nRound {round}: two leases");
        let (a, b) = (PoolNode::lease(&pool), PoolNode::lease(&pool));
        a.write("hello");
        b.write("world");
        first_buffer = first_buffer.or_else(|| Some(Rc::downgrade(&a.buffer.get()?)));
    }
    let first_buffer = first_buffer.and_then(|buffer| buffer.upgrade());
    let is_in_pool = first_buffer.is_some_and(|buffer| pool.idle.contains(&buffer));
    outln!("created {} buffers, made {} leases", pool.created.get(), pool.leases.get());
    outln!("the first buffer is still the same node: {}", yes_or_no(is_in_pool));

    outln!("\nDrop the pool while a lease is still held");
    let last = PoolNode::lease(&pool);
    drop(pool);
    last.write("late");
    drop(last);
}
