//! A hook that panics. The other hooks still run, and the panic is reported.

use std::panic;

use kinfolk::Graph;
use kinfolk::death::{set_panic_report, take_panic_report};

use crate::output::outln;

#[derive(Graph)]
#[graph(finalize = |_| outln!("  the host shuts down"))]
struct Host {
    #[graph(own)]
    plugins: Vec<Plugin>,
}

/// Holds code from elsewhere, which may panic.
#[derive(Graph)]
#[graph(back(host: Host), finalize = |plugin| (plugin.shut_down)())]
struct Plugin {
    shut_down: fn(),
}

pub fn show() {
    outln!("\nDrop a host with three plugins");
    set_panic_report(|node, payload| {
        let message = payload.downcast_ref::<&str>().unwrap_or(&"no message");
        outln!("  a hook of {node} panicked: {message}");
    });
    // Silence std's panic hook: it would print lines of its own before our report.
    let std_panic_hook = panic::take_hook();
    panic::set_hook(Box::new(|_| ()));

    let spelling = Plugin { shut_down: || outln!("  the spell checker saves its words") };
    let preview = Plugin { shut_down: || panic!("the preview has no window") };
    let backup = Plugin { shut_down: || outln!("  the backup makes a last copy") };
    drop(Host { plugins: vec![spelling, preview, backup] }.into_graph());

    panic::set_hook(std_panic_hook);
    take_panic_report();
}
