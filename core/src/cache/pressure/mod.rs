//! [`Pressure`]: how short memory is.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(all(test, target_os = "linux"))]
mod tests;

use std::error::Error;
use std::fmt;
use std::io;

#[cfg(target_os = "linux")]
use crate::cache::pressure::linux::{Files, Reading};

/// How short memory is, for
/// [`Cache::shrink_under_pressure`](crate::cache::Cache::shrink_under_pressure). The levels are
/// ordered: `Low < Medium < Critical`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pressure {
    /// There is enough memory.
    Low,
    /// Some processes wait for memory, or this process uses most of its limit.
    Medium,
    /// All processes wait for memory, or this process uses nearly all of its limit.
    Critical,
}

impl Pressure {
    /// How short memory is now. This reads some small files of the kernel each time.
    ///
    /// On Linux this is the highest pressure of these sources, as far as they can be read:
    ///
    /// | source | [`Medium`](Pressure::Medium) | [`Critical`](Pressure::Critical) |
    /// |---|---|---|
    /// | the time in which processes waited for memory | some waited for 5 % | all waited for 5 % |
    /// | the used part of a memory limit | 80 % | 95 % |
    ///
    /// * The waiting time is a share of the last ten seconds: `avg10` of the lines
    ///   [`some` and `full`] in `/proc/pressure/memory`, and in `memory.pressure` of the process's
    ///   control group and of each group above it.
    /// * The limits are those of the process's [control group] and of each group above it.
    ///   `inactive_file` does not count as used, since the kernel can take it back at once.
    ///
    /// O(1), besides reading the files.
    ///
    /// [`some` and `full`]: https://docs.kernel.org/accounting/psi.html
    /// [control group]: https://docs.kernel.org/admin-guide/cgroup-v2.html#memory
    ///
    /// # Errors
    ///
    /// If none of the sources can be read. On other platforms, always.
    pub fn now() -> Result<Pressure, UnknownPressure> {
        #[cfg(target_os = "linux")]
        return Pressure::from_files(&Files::of_this_process());
        #[cfg(not(target_os = "linux"))]
        Err(UnknownPressure { reason: io::ErrorKind::Unsupported.into() })
    }
}

#[cfg(target_os = "linux")]
impl Pressure {
    fn from_files(files: &Files) -> Result<Pressure, UnknownPressure> {
        let readings = files.readings().map_err(|reason| UnknownPressure { reason })?;
        Ok(readings.iter().map(Pressure::of).max().unwrap_or(Pressure::Low))
    }

    /// Applies the table of [`now`](Pressure::now).
    fn of(reading: &Reading) -> Pressure {
        let [is_medium, is_critical] = match *reading {
            Reading::Waiting { some, all } => [some >= 5.0, all >= 5.0],
            Reading::Used { bytes, limit } => {
                [80, 95].map(|percent| u128::from(bytes) * 100 >= u128::from(limit) * percent)
            }
        };
        match () {
            () if is_critical => Pressure::Critical,
            () if is_medium => Pressure::Medium,
            () => Pressure::Low,
        }
    }
}

/// The error of [`Pressure::now`]: the memory pressure is unknown. Its source is the reason.
#[derive(Debug)]
pub struct UnknownPressure {
    reason: io::Error,
}

impl fmt::Display for UnknownPressure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the memory pressure is unknown")
    }
}

impl Error for UnknownPressure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.reason)
    }
}
