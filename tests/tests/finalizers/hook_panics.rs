//! The count of panics in hooks and attached finalizers, by which a test can fail.

use std::thread;

use kinfolk::death::take_hook_panics;
use kinfolk::{Finalizer, Graph, assert_no_hook_panics, hook_panics};
use kinfolk_tests::panics::{panic_of, quietly};

#[derive(Graph)]
#[graph(finalize = |page| assert!(page.may_die, "too early"))]
struct Page {
    may_die: bool,
}

fn kill(may_die: bool) {
    quietly(|| drop(Page { may_die }.into_graph()));
}

#[test]
fn hooks_and_attached_finalizers_count() {
    assert_eq!(hook_panics(), 0);
    kill(true);
    assert_eq!(hook_panics(), 0);
    kill(false);
    kill(false);
    assert_eq!(hook_panics(), 2);

    let page = Page { may_die: true }.into_graph();
    let _finalizer = Finalizer::attach(&page, || panic!("not now"));
    quietly(|| drop(page));
    assert_eq!((hook_panics(), take_hook_panics(), hook_panics()), (3, 3, 0));
}

#[test]
fn a_caught_panic_makes_the_test_fail_and_no_other_test() {
    assert_no_hook_panics!();
    kill(false);
    let message = panic_of(|| assert_no_hook_panics!());
    assert_eq!(message, "1 panic in hooks or attached finalizers of this thread");
    assert_no_hook_panics!();

    kill(false);
    kill(false);
    let message = panic_of(|| assert_no_hook_panics!("at the {}", "end"));
    assert_eq!(message, "2 panics in hooks or attached finalizers of this thread: at the end");
    assert_no_hook_panics!("nothing has happened since");
}

#[test]
fn each_thread_has_its_count() {
    let inner = thread::spawn(|| {
        kill(false);
        hook_panics()
    });
    assert_eq!(inner.join().unwrap(), 1);
    assert_no_hook_panics!();
}
