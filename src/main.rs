//! The command `handlaggarrobot`.

use std::process::ExitCode;

fn main() -> ExitCode {
    handlaggarrobot::cli::main()
}
