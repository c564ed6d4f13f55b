//! A tape in a file: what stands at its beginning, and reading it all with whatever befell it. Nothing in a file is
//! trusted: lengths are bounded before anything is made of them.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
    sync::Arc,
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    form::Garbled,
    frame::{HEAD, Head, checksum, framed, next_keyframe},
    record::Segment,
    reel::Tape,
    replay::scrub,
};
use crate::{pipeline::say_span, question::Estate};

const MAGIC: &[u8] = b"TIDEWATCH TAPE\n";
/// The format this version writes, and the newest it reads.
const VERSION: u16 = 1;
/// Bytes before the description: magic, version, length, checksum.
const OPENING: usize = MAGIC.len() + 2 + 4 + 4;
/// A description of more bytes than this is none.
const LARGEST_DESCRIPTION: usize = 8 << 20;
/// Of a file that is larger only the end is read.
const LARGEST_FILE: u64 = 128 << 20;
/// More records than this are not held.
const MOST_RECORDS: usize = 1_000_000;
/// More pipelines, or stages in one of them, than anybody has.
const MOST_STAGES: usize = 500;

/// Why a tape cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum TapeError {
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Unread(#[from] io::Error),
    /// Nothing is in it.
    #[error("is empty: nothing was recorded. Was there room on the disk?")]
    Empty,
    /// Something else.
    #[error("is not a tape of tidewatch: tapes are written by `tidewatch --record FILE`")]
    Foreign,
    /// A format of the future.
    #[error(
        "was recorded by a newer tidewatch (format {0}, this one reads up to {VERSION}): update tidewatch to play it"
    )]
    Newer(u16),
    /// The beginning is not what was written.
    #[error("is damaged where it says what was recorded, and cannot be played: try another copy of it")]
    Damaged,
    /// No whole record.
    #[error("holds no whole record: it was cut off before anything was recorded. Record again for longer")]
    Blank,
}

/// What was looked at cannot be put down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what was looked at cannot be written down")]
pub struct Unwritable;

/// A tape out of a file.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What plays.
    pub tape: Arc<Tape>,
    /// What does not play, a sentence each.
    pub losses: Vec<String>,
}

/// What stands at the beginning of a file.
#[derive(Serialize)]
struct Description<'a> {
    software: &'a str,
    estate: &'a Estate,
}

#[derive(Deserialize)]
struct Described {
    estate: Estate,
}

/// The beginning of a file, before any record.
pub(super) fn beginning(estate: &Estate) -> Result<Vec<u8>, Garbled> {
    let description = Description { software: env!("CARGO_PKG_VERSION"), estate };
    let description = serde_json::to_vec(&description)?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend((description.len() as u32).to_le_bytes());
    bytes.extend(checksum(&description).to_le_bytes());
    bytes.extend(description);
    Ok(bytes)
}

/// A tape as a file has it.
///
/// # Errors
/// When what was looked at cannot be written.
pub fn bytes(tape: &Tape) -> Result<Vec<u8>, Unwritable> {
    let mut bytes = beginning(&tape.estate).map_err(|_| Unwritable)?;
    for segment in &tape.segments {
        for (place, record) in segment.records.iter().enumerate() {
            bytes.extend(framed(record, place == 0));
        }
    }
    Ok(bytes)
}

/// Reads a tape. Of a file that is very large the newest part is read.
///
/// # Errors
/// When nothing of it can be played; the sentence goes on after the file's name.
pub fn open(path: &Path) -> Result<Opened, TapeError> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    if length <= LARGEST_FILE {
        let mut bytes = Vec::new();
        file.take(LARGEST_FILE).read_to_end(&mut bytes)?;
        return read(&bytes);
    }
    let mut start = Vec::new();
    Read::by_ref(&mut file).take((OPENING + LARGEST_DESCRIPTION) as u64).read_to_end(&mut start)?;
    let (estate, _) = describe(&start)?;
    file.seek(SeekFrom::Start(length - LARGEST_FILE))?;
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE).read_to_end(&mut bytes)?;
    let first = next_keyframe(&bytes, 0).ok_or(TapeError::Blank)?;
    let mut opened = records(estate, bytes.get(first..).unwrap_or_default())?;
    let sentence =
        format!("it has {} MB: only its newest {} MB are opened", length >> 20, LARGEST_FILE >> 20);
    opened.losses.insert(0, sentence);
    Ok(opened)
}

/// Reads a tape that is all in memory.
///
/// # Errors
/// As [`open`].
pub fn read(bytes: &[u8]) -> Result<Opened, TapeError> {
    let (estate, after) = describe(bytes)?;
    records(estate, bytes.get(after..).unwrap_or_default())
}

/// What was looked at, and where the records begin.
fn describe(bytes: &[u8]) -> Result<(Estate, usize), TapeError> {
    if bytes.is_empty() {
        return Err(TapeError::Empty);
    }
    let known = bytes.len().min(MAGIC.len());
    if bytes.get(..known) != MAGIC.get(..known) {
        return Err(TapeError::Foreign);
    }
    let rest = bytes.get(MAGIC.len()..).unwrap_or_default();
    let (version, rest) = rest.split_first_chunk().ok_or(TapeError::Blank)?;
    let version = u16::from_le_bytes(*version);
    if version > VERSION {
        return Err(TapeError::Newer(version));
    }
    let (length, rest) = rest.split_first_chunk().ok_or(TapeError::Blank)?;
    let (sum, rest) = rest.split_first_chunk().ok_or(TapeError::Blank)?;
    let length = u32::from_le_bytes(*length) as usize;
    if length > LARGEST_DESCRIPTION || version == 0 {
        return Err(TapeError::Damaged);
    }
    let description = rest.get(..length).ok_or(TapeError::Blank)?;
    if checksum(description) != u32::from_le_bytes(*sum) {
        return Err(TapeError::Damaged);
    }
    let estate = estate(description).map_err(|_| TapeError::Damaged)?;
    Ok((estate, OPENING + length))
}

/// What was looked at, when it makes sense.
fn estate(description: &[u8]) -> Result<Estate, Garbled> {
    let mut tree = serde_json::from_slice(description)?;
    scrub(&mut tree)?;
    let Described { mut estate } = serde_json::from_value(tree)?;
    if let Some(demo) = &mut estate.demo {
        demo.speed = if demo.speed.is_finite() { demo.speed.clamp(1.0, 3_600.0) } else { 1.0 };
    }
    let is_sound = estate.pipelines.len() <= MOST_STAGES
        && estate.pipelines.iter().all(|pipeline| {
            let mut before = Vec::new();
            pipeline.stages.len() <= MOST_STAGES
                && pipeline.stages.iter().all(|stage| {
                    let follows = stage.after.iter().all(|name| before.contains(&name));
                    let is_new = !before.contains(&&stage.name);
                    before.push(&stage.name);
                    follows && is_new
                })
        });
    if is_sound { Ok(estate) } else { Err(Garbled) }
}

/// Every record that can be played, and what is missing.
fn records(estate: Estate, bytes: &[u8]) -> Result<Opened, TapeError> {
    let mut scan = Scan::new(estate);
    let mut at = 0;
    while at < bytes.len() && scan.count < MOST_RECORDS {
        at = scan.step(bytes, at);
    }
    if at < bytes.len() {
        scan.losses.push(format!("it has more than {MOST_RECORDS} records: the rest is left out"));
    }
    if scan.tape.segments.is_empty() {
        return Err(if scan.is_damaged { TapeError::Damaged } else { TapeError::Blank });
    }
    scan.close_gap(None);
    if scan.is_cut {
        scan.losses.push("its last record was cut off: everything before it plays".to_owned());
    }
    Ok(Opened { tape: Arc::new(scan.tape), losses: scan.losses })
}

/// What was found so far.
struct Scan {
    tape: Tape,
    /// Changes can be added: the records before them, back to their keyframe, are there.
    is_whole: bool,
    is_damaged: bool,
    is_cut: bool,
    count: usize,
    losses: Vec<String>,
}

impl Scan {
    fn new(estate: Estate) -> Self {
        Self {
            tape: Tape::blank(Arc::new(estate)),
            is_whole: false,
            is_damaged: false,
            is_cut: false,
            count: 0,
            losses: Vec::new(),
        }
    }

    /// Takes what stands at a place; gives the place where it goes on.
    fn step(&mut self, bytes: &[u8], at: usize) -> usize {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(head) = Head::read(rest) else {
            let next = next_keyframe(bytes, at + 1);
            self.is_cut = next.is_none() && rest.len() < HEAD;
            self.is_whole = false;
            self.is_damaged |= !self.is_cut;
            return next.unwrap_or(bytes.len());
        };
        let after = rest.get(HEAD..).unwrap_or_default();
        if after.len() < head.body {
            // Cut off here, unless bytes were lost before a keyframe that is still there.
            let next = next_keyframe(bytes, at + HEAD);
            (self.is_cut, self.is_whole) = (next.is_none(), false);
            self.is_damaged |= next.is_some();
            return next.unwrap_or(bytes.len());
        }
        let is_later = self.tape.last().is_none_or(|last| last.sequence < head.moment.sequence);
        match head.record(after).filter(|_| is_later) {
            Some(record) if head.is_key => {
                self.close_gap(Some(&head));
                self.tape.segments.push(Arc::new(Segment { records: vec![record] }));
                self.is_whole = true;
                self.count += 1;
            }
            Some(record) if self.is_whole => {
                if let Some(open) = self.tape.segments.last_mut() {
                    Arc::make_mut(open).records.push(record);
                    self.count += 1;
                }
            }
            Some(_) => {}
            None => (self.is_whole, self.is_damaged) = (false, true),
        }
        at + HEAD + head.body
    }

    /// Says what is missing before a keyframe, or before the end.
    fn close_gap(&mut self, next: Option<&Head>) {
        if !std::mem::take(&mut self.is_damaged) {
            return;
        }
        let clock = |at: DateTime<Utc>| at.format("%F %H:%M:%S UTC");
        let last = self.tape.last().map(|last| last.at);
        self.losses.push(match (last, next.map(|next| next.moment.at)) {
            (Some(last), Some(next)) => {
                let span = say_span((next - last).num_seconds().max(0) as f64);
                format!("it is damaged: {span} of it are missing after {}", clock(last))
            }
            (Some(last), None) => format!("it is damaged: everything after {} is missing", clock(last)),
            (None, Some(next)) => format!("it is damaged: everything before {} is missing", clock(next)),
            (None, None) => "it is damaged".to_owned(),
        });
    }
}
