//! How a record stands in a file: a head of fixed length with what the index needs, checksums of head and body, and a
//! mark by which the next keyframe is found behind damage.

use std::sync::Arc;

use chrono::{DateTime, Datelike};
use flate2::Crc;

use super::record::{Moment, Record};
use crate::pipeline::Health;

/// Bytes of a head.
pub(super) const HEAD: usize = 40;
const KEYFRAME: [u8; 4] = *b"\xf5KEY";
const CHANGES: [u8; 4] = *b"\xf5CHG";
const HEALTHS: [Health; 4] = [Health::Ok, Health::Unknown, Health::Warning, Health::Critical];

/// A head that is what was written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    pub(super) is_key: bool,
    pub(super) moment: Moment,
    /// Bytes of the body that follows.
    pub(super) body: usize,
    length: usize,
    crc: u32,
}

/// The checksum of some bytes.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// A record with its head.
pub(super) fn framed(record: &Record, is_key: bool) -> Vec<u8> {
    let moment = &record.moment;
    let mut bytes = Vec::with_capacity(HEAD + record.body.len());
    bytes.extend(if is_key { KEYFRAME } else { CHANGES });
    bytes.extend((record.body.len() as u32).to_le_bytes());
    bytes.extend((record.length as u32).to_le_bytes());
    bytes.extend(moment.at.timestamp_millis().to_le_bytes());
    bytes.extend(moment.sequence.to_le_bytes());
    let incident = moment.incident.map_or(0, |health| 1 + place_of(health));
    bytes.extend([place_of(moment.health), u8::from(moment.is_news), incident, 0]);
    bytes.extend(checksum(&record.body).to_le_bytes());
    bytes.extend(checksum(&bytes).to_le_bytes());
    bytes.extend_from_slice(&record.body);
    bytes
}

fn place_of(health: Health) -> u8 {
    HEALTHS.iter().position(|known| *known == health).unwrap_or(1) as u8
}

impl Head {
    /// The head at the beginning of some bytes; none when there is no whole one.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (head, _) = bytes.split_first_chunk::<HEAD>()?;
        let (covered, sum) = head.split_last_chunk::<4>()?;
        let is_key = match *head.first_chunk::<4>()? {
            KEYFRAME => true,
            CHANGES => false,
            _ => return None,
        };
        if checksum(covered) != u32::from_le_bytes(*sum) {
            return None;
        }
        let word = |at: usize| Some(u32::from_le_bytes(*head.get(at..)?.first_chunk()?));
        let long = |at: usize| Some(u64::from_le_bytes(*head.get(at..)?.first_chunk()?));
        let at = DateTime::from_timestamp_millis(long(12)?.cast_signed())?;
        let [health, news, incident, _] = *head.get(28..)?.first_chunk::<4>()?;
        let health = *HEALTHS.get(usize::from(health))?;
        let incident = match usize::from(incident).checked_sub(1) {
            Some(place) => Some(*HEALTHS.get(place)?),
            None => None,
        };
        let moment = Moment { at, sequence: long(20)?, health, is_news: news == 1, incident };
        let is_sound = (1970..=9999).contains(&at.year());
        let (body, length, crc) = (word(4)? as usize, word(8)? as usize, word(32)?);
        is_sound.then_some(Self { is_key, moment, body, length, crc })
    }

    /// The record with the body that follows this head; none when the body is cut or is not what was written.
    pub(super) fn record(&self, after: &[u8]) -> Option<Record> {
        let body = after.get(..self.body)?;
        let is_sound = checksum(body) == self.crc;
        is_sound.then(|| Record { moment: self.moment, length: self.length, body: Arc::from(body) })
    }
}

/// Where the next keyframe with a sound head begins, from a place on.
pub(super) fn next_keyframe(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let marks = rest.iter().enumerate().filter(|(_, byte)| **byte == KEYFRAME[0]);
    let mut heads = marks.filter(|(at, _)| rest.get(*at..).and_then(Head::read).is_some_and(|h| h.is_key));
    heads.next().map(|(at, _)| from + at)
}
