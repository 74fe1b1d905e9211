//! [`Pressure`]: how short memory is.

use std::error::Error;
use std::fmt;
use std::io;

#[cfg(target_os = "linux")]
mod linux;

/// How short memory is, for [`Cache::shrink_under_pressure`](crate::cache::Cache::shrink_under_pressure).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pressure {
    /// There is enough.
    Low,
    /// It begins to cost time, or most of what this process may use is used.
    Medium,
    /// Everything waits for memory, or nearly all that this process may use is used.
    Critical,
}

impl Pressure {
    /// How short memory is now.
    ///
    /// On Linux this is the highest of what can be read of these:
    ///
    /// | source | [`Medium`](Pressure::Medium) | [`Critical`](Pressure::Critical) |
    /// |---|---|---|
    /// | the share of the last ten seconds in which [some or all] processes waited for memory: `avg10` of `/proc/pressure/memory`, and of `memory.pressure` of the process's control group, or of one above it | some: 5 % | all (`full`): 5 % |
    /// | what is used of the limit of the process's [control group], or of one above it. What the kernel can take back at once, `inactive_file`, does not count as used | 80 % | 95 % |
    ///
    /// It reads some small files of the kernel's each time.
    ///
    /// [some or all]: https://docs.kernel.org/accounting/psi.html
    /// [control group]: https://docs.kernel.org/admin-guide/cgroup-v2.html#memory
    ///
    /// # Errors
    ///
    /// Where none of these can be read; on other platforms, always.
    pub fn now() -> Result<Pressure, UnknownPressure> {
        #[cfg(target_os = "linux")]
        return linux::Files::of_this_process().pressure();
        #[cfg(not(target_os = "linux"))]
        Err(UnknownPressure { reason: io::ErrorKind::Unsupported.into() })
    }
}

/// It cannot be known how short memory is.
#[derive(Debug)]
pub struct UnknownPressure {
    reason: io::Error,
}

impl fmt::Display for UnknownPressure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it cannot be known how short memory is")
    }
}

impl Error for UnknownPressure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.reason)
    }
}
