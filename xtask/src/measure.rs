//! Measures time, processor time and memory.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use wait4::Wait4 as _;

/// Cost of a process and its child processes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Elapsed time.
    pub(crate) elapsed: Duration,
    /// Processor time over all processors.
    pub(crate) cpu: Duration,
    /// Peak memory of one of the processes, in bytes. Linux includes the memory of this process when it started the
    /// first one, so the value is never less than that.
    pub(crate) peak_memory: u64,
}

/// Runs a command and returns its cost. A command that fails is an error.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<Cost> {
    let name = command.get_program().to_string_lossy().into_owned();
    let started = Instant::now();
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start {name}"))?;
    let used = child
        .wait4()
        .with_context(|| format!("cannot wait for {name}"))?;
    let elapsed = started.elapsed();
    if !used.status.success() {
        bail!("{name} failed: {}", used.status);
    }
    Ok(Cost {
        elapsed,
        cpu: used.rusage.utime + used.rusage.stime,
        peak_memory: used.rusage.maxrss,
    })
}

/// Returns the peak memory of this process in bytes. None if the system does not report it.
pub(crate) fn own_peak_memory() -> Option<u64> {
    peak_memory(&fs::read_to_string("/proc/self/status").ok()?)
}

/// Returns the processor time of this process. If the system does not report it, returns the elapsed time.
pub(crate) fn own_processor_time() -> Duration {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        Duration::try_from(time).unwrap_or_default()
    }
    #[cfg(not(unix))]
    {
        static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
        START.elapsed()
    }
}

/// Parses the line `VmHWM: 12345 kB`.
fn peak_memory(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Formats bytes: `12.3 MB`.
pub(crate) fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

/// Formats a duration: `1.234 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    format!("{:.3} s", duration.as_secs_f64())
}

/// Returns minimum, median and maximum of durations. None if there are none.
pub(crate) fn spread(mut durations: Vec<Duration>) -> Option<[Duration; 3]> {
    durations.sort_unstable();
    let middle = *durations.get(durations.len() / 2)?;
    Some([*durations.first()?, middle, *durations.last()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peak_memory_is_parsed() {
        assert_eq!(
            peak_memory("VmPeak:\t 10 kB\nVmHWM:\t    2048 kB\nVmRSS:\t 1 kB\n"),
            Some(2_097_152)
        );
        assert_eq!(peak_memory("VmPeak: 10 kB\n"), None);
        assert_eq!(peak_memory("VmHWM: many kB\n"), None);
    }

    #[test]
    fn sizes_and_durations_are_formatted() {
        assert_eq!(megabytes(12_345_678), "12.3 MB");
        assert_eq!(seconds(Duration::from_micros(1_234_567)), "1.235 s");
    }

    #[test]
    fn spreads() {
        let millis = |list: &[u64]| {
            list.iter()
                .copied()
                .map(Duration::from_millis)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            spread(millis(&[3, 1, 2])).unwrap().to_vec(),
            millis(&[1, 2, 3])
        );
        assert_eq!(spread(millis(&[7])).unwrap().to_vec(), millis(&[7, 7, 7]));
        assert_eq!(spread(Vec::new()), None);
    }

    #[test]
    fn processor_time_increases() {
        let before = own_processor_time();
        let mut sum = 0_u64;
        while own_processor_time() == before {
            sum = std::hint::black_box(sum.wrapping_add(1));
        }
        assert!(own_processor_time() > before);
    }

    #[cfg(unix)]
    #[test]
    fn measures_processes_and_reports_failures() {
        let cost = run(&mut Command::new("true")).unwrap();
        // Every process needs some pages.
        assert!(cost.peak_memory > 50_000, "{cost:?}");
        assert!(cost.cpu <= cost.elapsed * 64, "{cost:?}");
        assert!(
            run(&mut Command::new("false"))
                .unwrap_err()
                .to_string()
                .contains("false failed")
        );
        assert!(
            run(&mut Command::new("no-such-program"))
                .unwrap_err()
                .to_string()
                .contains("cannot start")
        );
    }
}
