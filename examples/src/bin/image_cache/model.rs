//! The model: images, and a wall that they hang on.

use std::cell::RefCell;
use std::iter;
use std::path::{Path, PathBuf};

use image::{ImageReader, ImageResult};
use kinfolk::Graph;

/// Decoded, and if it is small, enlarged to a poster.
#[derive(Graph)]
#[graph(finalize = ImageNode::freed)]
pub struct Image {
    pub path: PathBuf,
    pub width: usize,
    pub height: usize,
    /// Row by row, four bytes each: red, green, blue and alpha.
    pub pixels: Vec<u8>,
}

/// Shows images, and keeps them alive by that.
#[derive(Graph)]
#[graph(shared(pub images: Vec<Image>))]
pub struct Wall {}

/// How many pixels a poster has at least. These are 36 MB: so large a block of memory goes back
/// to the system as soon as it is freed, with glibc too, so that it is seen from outside.
const POSTER: usize = 9_000_000;

thread_local!(static FREED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) });

/// The names of the images that were freed since this was last asked.
pub fn take_freed() -> Vec<String> {
    FREED.take()
}

impl Image {
    pub fn decode(path: &Path) -> ImageResult<Image> {
        // A file is what its first bytes say, whatever its name is.
        let decoded = ImageReader::open(path)?.with_guessed_format()?.decode()?.into_rgba8();
        let (width, height) = (decoded.width() as usize, decoded.height() as usize);

        // Each pixel becomes a square of so many by so many.
        let times = (POSTER / (width * height).max(1)).isqrt() + 1;
        let (width, height) = (times * width, times * height);
        let mut pixels = Vec::with_capacity(4 * width * height);
        for row in decoded.rows() {
            let row: Vec<_> = row.flat_map(|pixel| iter::repeat_n(pixel.0, times)).collect();
            for _ in 0..times {
                pixels.extend_from_slice(row.as_flattened());
            }
        }
        Ok(Image { path: path.to_owned(), width, height, pixels })
    }
}

impl ImageNode {
    /// Its name, in one line.
    pub fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        name.to_string_lossy().escape_debug().to_string()
    }

    /// Its hook.
    fn freed(&self) {
        FREED.with_borrow_mut(|freed| freed.push(self.name()));
    }
}
