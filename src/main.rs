//! The command `handlaggarrobot`.

use std::process::ExitCode;

/// The threads of `assess` and the worker's many small texts: the system's own
/// allocator spends about an eighth of an assessment's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    handlaggarrobot::cli::main()
}
