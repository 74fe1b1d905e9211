//! Measures all trees: all contenders in all shapes and operations. Writes tables, numbers for other
//! programs, and a plot.

pub(crate) mod case;
mod figures;
mod markdown;
mod measuring;
mod options;
mod plot;
pub(crate) mod program;

use std::fs;
use std::path::Path;

pub(crate) use options::Options;

use crate::case::valgrind;
use crate::machine::machine;

/// Measures, and returns the tables. Also writes them into the folder, if the options name one.
pub(crate) fn table(options: &Options) -> Result<String, String> {
    if cfg!(debug_assertions) {
        return Err("`trees` must be built with `--release`".into());
    }
    program::build_others()?;
    let figures = measuring::measure(options, valgrind().is_some())?;
    let machine = machine();
    let tables = markdown::tables(options, &figures, &machine);
    if let Some(folder) = &options.folder {
        let mut files = vec![("tables.md", tables.clone()), ("figures.csv", figures.csv())];
        files.extend(plot::plot(options, &figures).map(|plot| ("fanout8.svg", plot)));
        write(folder, &files).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    Ok(tables)
}

fn write(folder: &Path, files: &[(&str, String)]) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    files.iter().try_for_each(|(name, text)| fs::write(folder.join(name), text))
}
