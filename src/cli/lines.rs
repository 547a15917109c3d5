//! Lines worked on by several threads, with what they come to in their order.
//!
//! ```text
//!            ┌─► worker 1 ─┐
//!  reader ───┼─► worker 2 ─┼──► writer (the calling thread)
//!            └─► worker n ─┘
//! ```
//!
//! The reader deals out blocks of lines in turn, and the writer takes the
//! results in the same turn: that is the whole of keeping their order. Every
//! step waits for the next one when it is a few blocks ahead, so that memory
//! does not grow with the input.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use anyhow::Context;

/// How much is read at a time; a block is a little more or less.
const BLOCK_BYTES: usize = 256 * 1024;
/// How many blocks may wait for a worker, and how many results for the writer.
const BLOCKS_AHEAD: usize = 2;

/// Some whole lines.
pub struct Block {
    text: Vec<u8>,
    /// The number of the first line, from 1.
    first_line: u64,
}

impl Block {
    /// How many bytes it has.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// The lines with their numbers, without their ends.
    pub fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let text = self.text.strip_suffix(b"\n").unwrap_or(&self.text);
        (self.first_line..).zip(text.split(|byte| *byte == b'\n'))
    }
}

/// Works on every line of the input and writes the results in the order of the
/// lines.
///
/// # Errors
/// When the input cannot be read, or as `write`; what came before is written.
pub fn in_order<T: Send>(
    input: impl Read + Send,
    workers: usize,
    work: impl Fn(&Block) -> T + Sync,
    write: impl FnMut(T) -> io::Result<()>,
) -> anyhow::Result<()> {
    in_blocks(input, BLOCK_BYTES, workers, work, write)
}

fn in_blocks<T: Send>(
    input: impl Read + Send,
    block_bytes: usize,
    workers: usize,
    work: impl Fn(&Block) -> T + Sync,
    mut write: impl FnMut(T) -> io::Result<()>,
) -> anyhow::Result<()> {
    let work = &work;
    thread::scope(|scope| {
        let (mut to_workers, mut from_workers) = (Vec::new(), Vec::new());
        for _ in 0..workers.max(1) {
            let (to_worker, blocks) = sync_channel::<Block>(BLOCKS_AHEAD);
            let (results, from_worker) = sync_channel::<T>(BLOCKS_AHEAD);
            to_workers.push(to_worker);
            from_workers.push(from_worker);
            scope.spawn(move || {
                // Ends when the reader or the writer has ended.
                for block in blocks {
                    if results.send(work(&block)).is_err() {
                        break;
                    }
                }
            });
        }
        let reader = scope.spawn(move || deal_out(input, block_bytes, &to_workers));
        let written = take_in_turn(from_workers, &mut write);
        // A writer that failed, say because nobody reads the output any more,
        // has let its workers go, and so the reader ends at its next block.
        written?;
        reader
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            .context("the bundles cannot be read")
    })
}

fn take_in_turn<T>(
    from_workers: Vec<Receiver<T>>,
    mut write: impl FnMut(T) -> io::Result<()>,
) -> io::Result<()> {
    for from_worker in from_workers.iter().cycle() {
        // The worker whose turn it is has no more: nor has any other.
        let Ok(result) = from_worker.recv() else {
            break;
        };
        write(result)?;
    }
    Ok(())
}

/// Reads blocks of whole lines and gives them to the workers in turn.
fn deal_out(
    mut input: impl Read,
    block_bytes: usize,
    to_workers: &[SyncSender<Block>],
) -> io::Result<()> {
    let mut first_line = 1;
    // The beginning of a line whose end is not read yet.
    let mut begun = Vec::new();
    for to_worker in to_workers.iter().cycle() {
        let Some(text) = whole_lines(&mut input, block_bytes, &mut begun)? else {
            break;
        };
        let lines = text.iter().filter(|byte| **byte == b'\n').count() as u64;
        if to_worker.send(Block { text, first_line }).is_err() {
            break;
        }
        first_line += lines;
    }
    Ok(())
}

/// The next whole lines, as many as come at once; `None` at the end.
fn whole_lines(
    input: &mut impl Read,
    block_bytes: usize,
    begun: &mut Vec<u8>,
) -> io::Result<Option<Vec<u8>>> {
    let mut text = std::mem::take(begun);
    loop {
        let known = text.len();
        text.resize(known + block_bytes, 0);
        let read = match input.read(&mut text[known..]) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
            Err(error) => return Err(error),
            // The last line may have no end.
            Ok(0) => {
                text.truncate(known);
                return Ok(Some(text).filter(|text| !text.is_empty()));
            }
            Ok(read) => read,
        };
        text.truncate(known + read);
        let last_end = text[known..].iter().rposition(|byte| *byte == b'\n');
        if let Some(last_end) = last_end {
            *begun = text.split_off(known + last_end + 1);
            return Ok(Some(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time, as a pipe may.
    struct Trickle<'a>(&'a [u8]);

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(self.0.len()).min(5);
            buffer[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    fn lines_of(block: &Block) -> Vec<(u64, String)> {
        // Blocks take different times, so that workers overtake each other.
        thread::sleep(std::time::Duration::from_micros(
            block.first_line * 7919 % 400,
        ));
        let text = |line: &[u8]| String::from_utf8_lossy(line).into_owned();
        block
            .lines()
            .map(|(number, line)| (number, text(line)))
            .collect()
    }

    #[test]
    fn every_line_comes_once_in_order_and_with_its_number() {
        let lines: Vec<String> = (1..=500)
            .map(|number| "x".repeat(number % 23) + &number.to_string())
            .collect();
        for end in ["", "\n"] {
            let text = lines.join("\n") + end;
            for (block_bytes, workers) in [(1, 1), (3, 2), (64, 3), (BLOCK_BYTES, 8)] {
                let mut seen = Vec::new();
                let input = Trickle(text.as_bytes());
                in_blocks(input, block_bytes, workers, lines_of, |lines| {
                    seen.extend(lines);
                    Ok(())
                })
                .expect("all is read");
                let expected: Vec<_> = (1..).zip(lines.iter().cloned()).collect();
                assert_eq!(seen, expected, "{block_bytes} {workers}");
            }
        }
    }

    #[test]
    fn a_writer_that_fails_stops_everybody() {
        let text = "line\n".repeat(100_000);
        let input = Trickle(text.as_bytes());
        let result = in_blocks(input, 8, 2, lines_of, |_| {
            Err(io::ErrorKind::BrokenPipe.into())
        });
        let error = result.expect_err("nobody reads");
        assert!(super::super::output::is_broken_pipe(&error));
    }

    #[test]
    fn what_came_before_a_fault_of_the_input_is_written() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("unplugged"))
            }
        }
        let mut written = 0;
        let input = Trickle(b"one\ntwo\n").chain(Broken);
        let result = in_blocks(input, 4, 2, lines_of, |lines| {
            written += lines.len();
            Ok(())
        });
        assert!(result.is_err());
        assert_eq!(written, 2);
    }
}
