//! What a peer reports: one JSON line a repetition, in the words of bench_open_table.
use std::time::Instant;

fn processor_seconds() -> f64 {
    let mut used = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    let used = unsafe {
        libc::getrusage(libc::RUSAGE_SELF, used.as_mut_ptr());
        used.assume_init()
    };
    let seconds = |t: libc::timeval| t.tv_sec as f64 + 1e-6 * t.tv_usec as f64;
    seconds(used.ru_utime) + seconds(used.ru_stime)
}

/// A figure of /proc/self/status, in KiB.
fn status_kib(key: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(key));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0.0)
}

/// The 64-bit FNV-1a hash of a path; sums of them do not depend on the order.
pub fn hash_of(path: &str) -> u64 {
    path.bytes().fold(14695981039346656037, |hash, byte| (hash ^ byte as u64).wrapping_mul(1099511628211))
}

/// The clocks of one repetition.
struct Clocks {
    processor: f64,
    start: Instant,
}

impl Clocks {
    fn begin() -> Self {
        Clocks { processor: processor_seconds(), start: Instant::now() }
    }
    /// Seconds by the clock on the wall and of the processor.
    fn stop(&self) -> (f64, f64) {
        (self.start.elapsed().as_secs_f64(), processor_seconds() - self.processor)
    }
}

fn print((wall, cpu): (f64, f64), (n, hash): (u64, u64), start_kib: f64) {
    let above = (status_kib("VmHWM") - start_kib) / 1024.0;
    println!(
        "{{\"wall\":{wall:.6},\"cpu\":{cpu:.6},\"n\":{n},\"hash\":\"{hash:016x}\",\"above_start_mb\":{above:.1}}}"
    );
}

/// Runs `work` `reps` times; it gives a count and a hash.
pub fn measure(reps: usize, mut work: impl FnMut() -> (u64, u64)) {
    let start_kib = status_kib("VmRSS");
    for _ in 0..reps {
        let clocks = Clocks::begin();
        let found = work();
        print(clocks.stop(), found, start_kib);
    }
}

/// The same where the count and the hash come from `check`, which is not timed.
pub fn measure_apart(reps: usize, mut work: impl FnMut(), mut check: impl FnMut() -> (u64, u64)) {
    let start_kib = status_kib("VmRSS");
    for _ in 0..reps {
        let clocks = Clocks::begin();
        work();
        let taken = clocks.stop();
        print(taken, check(), start_kib);
    }
}
