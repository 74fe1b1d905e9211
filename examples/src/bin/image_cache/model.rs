//! The model: images, and a wall that shares some of them.

use std::cell::RefCell;
use std::iter;
use std::path::{Path, PathBuf};

use image::{ImageReader, ImageResult};
use kinfolk::Graph;

/// A decoded image, enlarged if it is small.
#[derive(Graph)]
#[graph(finalize = ImageNode::freed)]
pub struct Image {
    pub path: PathBuf,
    pub width: usize,
    pub height: usize,
    /// Row by row, four bytes a pixel: red, green, blue and alpha.
    pub pixels: Vec<u8>,
}

/// A wall that images hang on. Its shared links keep the images alive.
#[derive(Graph)]
#[graph(shared(pub images: Vec<Image>))]
pub struct Wall {}

/// The least number of pixels of an image. They take 36 MB, a block so large that even glibc
/// returns it to the system as soon as it is freed. So the memory of the process shows when an
/// image is freed.
const MIN_PIXELS: usize = 9_000_000;

thread_local!(static FREED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) });

/// The names of the images that were freed since the last call.
pub fn take_freed() -> Vec<String> {
    FREED.take()
}

impl Image {
    pub fn decode(path: &Path) -> ImageResult<Image> {
        // The format is guessed from the content: a file's extension may be wrong.
        let decoded = ImageReader::open(path)?.with_guessed_format()?.decode()?.into_rgba8();
        let (width, height) = (decoded.width() as usize, decoded.height() as usize);

        // Each pixel becomes a square of `scale` by `scale` pixels.
        let scale = (MIN_PIXELS / (width * height).max(1)).isqrt() + 1;
        let (width, height) = (scale * width, scale * height);
        let mut pixels = Vec::with_capacity(4 * width * height);
        for row in decoded.rows() {
            let row: Vec<_> = row.flat_map(|pixel| iter::repeat_n(pixel.0, scale)).collect();
            for _ in 0..scale {
                pixels.extend_from_slice(row.as_flattened());
            }
        }
        Ok(Image { path: path.to_owned(), width, height, pixels })
    }
}

impl ImageNode {
    /// The name of the file, with control characters escaped.
    pub fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        name.to_string_lossy().escape_debug().to_string()
    }

    /// The hook: runs when the image dies.
    fn freed(&self) {
        FREED.with_borrow_mut(|freed| freed.push(self.name()));
    }
}
