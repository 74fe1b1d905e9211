//! A cache of decoded images. It keeps the most recently used ones alive, and still finds evicted
//! ones while something else holds them.
//!
//! ```text
//! cargo run --release -p kinfolk-examples --bin image_cache [-- FOLDER]
//! ```
//!
//! Without FOLDER it uses the three small images in `examples/data/images`.
//!
//! This example shows:
//!
//! * a `Cache` from paths to images, weighed by the bytes of their pixels (here),
//! * which images are a hit, which are recovered because a wall still holds them, and which are
//!   decoded again (`table`),
//! * how to pin an image, how to handle a file that is not an image, and how the cache shrinks when
//!   memory is short (here),
//! * a hook that runs when an image is really freed (`model`),
//! * how much memory the process uses at each step (`memory`).

#![forbid(unsafe_code)]

mod memory;
mod model;
mod output;
mod table;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kinfolk::cache::{Cache, Pressure};
use kinfolk::{Graph, Rc};

use model::{Image, Wall};
use output::outln;

const USAGE: &str = "usage: image_cache [FOLDER]";

/// In bytes of pixels. Four images of the smallest size fit (see `model`).
const BUDGET: usize = 160_000_000;
/// The most files to use from a folder. More would only make the tables longer.
const MAX_FILES: usize = 12;

type Images = Cache<PathBuf, Image>;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let folder = match &arguments[..] {
        [help] if help == "--help" || help == "-h" => {
            outln!("Shows a cache of the images in a folder. Does not change the disk.\n\n{USAGE}");
            return ExitCode::SUCCESS;
        }
        [] => Path::new(env!("CARGO_MANIFEST_DIR")).join("data/images"),
        [folder] => folder.into(),
        [..] => {
            eprintln!("image_cache: only one folder is allowed\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("image_cache: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(folder: &Path) -> Result<(), String> {
    let mut paths = files_in(folder)
        .map_err(|error| format!("cannot read the folder `{}`: {error}", folder.display()))?;
    if paths.len() > MAX_FILES {
        outln!("Using the first {MAX_FILES} of {} files.", paths.len());
        paths.truncate(MAX_FILES);
    }

    let images = Images::with_weight(BUDGET, |image| image.pixels.len());
    table::print_head();

    outln!("Visit all images, with a budget of {} MB", images.budget() / 1_000_000);
    paths.retain(|path| visit(&images, path).is_some());
    let (Some(first), Some(last)) = (paths.first(), paths.last()) else {
        return Err(format!("there is no image in `{}`", folder.display()));
    };
    let visit_all = || {
        for path in &paths {
            visit(&images, path);
        }
    };
    outln!("Visit them again");
    visit_all();

    outln!("Hang the last image on the wall, then halve the budget");
    let wall = Wall {}.into_graph();
    wall.images.extend(images.peek(last));
    images.set_budget(BUDGET / 2);
    table::print_row(&images, "set_budget(BUDGET / 2)", "");
    visit_all();

    outln!("Pin the first image");
    // The handle keeps the image alive until it is pinned, even if it alone is over the budget.
    let image = visit(&images, first);
    images.pin(first);
    drop(image);
    table::print_row(&images, "pin()", "");
    visit_all();

    outln!("Restore the budget");
    images.set_budget(BUDGET);
    table::print_row(&images, "set_budget(BUDGET)", "");
    visit_all();

    outln!("Shrink if memory is short on this machine");
    let found = images.shrink_under_pressure();
    let found = found.map_or("unknown".into(), |pressure| format!("{pressure:?}"));
    table::print_row(&images, "shrink_under_pressure()", &found);
    outln!("Shrink as if memory were short: the image on the wall is not freed");
    for pressure in [Pressure::Medium, Pressure::Critical] {
        images.shrink_under(pressure);
        table::print_row(&images, &format!("shrink_under({pressure:?})"), "");
    }

    outln!("Clear the wall, and release the pinned image");
    wall.images.clear();
    table::print_row(&images, "wall.images.clear()", "");
    images.unpin(first);
    images.release_unused();
    table::print_row(&images, "unpin(), release_unused()", "");

    table::print_stats(images.stats());
    Ok(())
}

/// Gets an image from the cache, decoding it if necessary, and prints how it was found. Reports a
/// file that cannot be decoded.
fn visit(images: &Images, path: &Path) -> Option<Rc<Image>> {
    let before = images.stats();
    match images.try_get_or_insert_with(path.to_owned(), || Image::decode(path)) {
        Ok(image) => {
            let step = format!("{}, {} x {}", image.name(), image.width, image.height);
            table::print_row(images, &step, table::how_found(before, images.stats()));
            Some(image)
        }
        Err(error) => {
            eprintln!("image_cache: skipped `{}`: {error}", path.display());
            None
        }
    }
}

/// The files directly in a folder, sorted by name.
fn files_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
