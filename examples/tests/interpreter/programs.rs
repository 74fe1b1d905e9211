//! The programs that come with the example.

use std::fs;
use std::path::Path;

use kinfolk::{assert_no_leaks, collect};

use crate::outcome;

fn shipped(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/interpreter");
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn the_tour() {
    let (out, result) = outcome(&shipped("tour.script"));
    assert_eq!(result, Ok("nothing".into()));
    let lines = [
        "Hello, Ada!",
        "50",
        "2",
        "42",
        "[fn square, fn, fn]",
        "27",
        "7 is odd: true",
        "[30, 1, 2, 3, 1, 2]",
        "4",
        "9",
        "11",
        "7",
    ];
    assert_eq!(out.lines().collect::<Vec<_>>(), lines);
    assert_eq!(collect().freed(), 9);
    assert_no_leaks!();
}

#[test]
fn the_objects() {
    let (out, result) = outcome(&shipped("objects.script"));
    assert_eq!(result, Ok("nothing".into()));
    let (before, after) = out.split_once("[]\n").unwrap();
    assert_eq!(before, "Bob has only 30\nAda: 70\nBob: 30\n");
    let (leak, after) = after.split_once('\n').unwrap();
    assert!(leak.starts_with("[\"Env.store -> Function.env -> Env, 4 nodes: "), "{leak}");
    assert_eq!(after, "4 nodes freed\n0\n1\n2\n[20, 30, 40]\n");
    collect();
    assert_no_leaks!();
}

#[test]
fn the_million() {
    // Fewer rounds, for builds without optimisation.
    let text = shipped("million.script").replace("1000000", "3000");
    assert_eq!(outcome(&text).0, "2999\n");
    // A function and an environment in each round, and the environment of the program.
    assert_eq!(collect().freed(), 2 * 3000 + 1);
    assert_no_leaks!();
}
