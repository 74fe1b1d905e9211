//! A hook that panics. The other hooks still run, and the panic is reported.

use std::panic;

use kinfolk::{Graph, set_panic_report, take_panic_report};

use crate::output::say;

#[derive(Graph)]
#[graph(finalize = |_| say!("  the host shuts down"))]
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
    say!("\nA host with three plugins is dropped");
    set_panic_report(|node, payload| {
        let message = payload.downcast_ref::<&str>().unwrap_or(&"no message");
        say!("  a hook of {node} has panicked: {message}");
    });
    // Silence std's panic hook: it would print lines of its own before our report.
    let of_std = panic::take_hook();
    panic::set_hook(Box::new(|_| ()));

    let spelling = Plugin { shut_down: || say!("  spelling saves its words") };
    let preview = Plugin { shut_down: || panic!("the preview has lost its window") };
    let backup = Plugin { shut_down: || say!("  backup makes the last copy") };
    drop(Host { plugins: vec![spelling, preview, backup] }.into_graph());

    panic::set_hook(of_std);
    take_panic_report();
}
