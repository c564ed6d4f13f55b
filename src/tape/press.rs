//! Compression: the records of a segment are one deflate stream, flushed after each, so that a record is small
//! beside those before it and whole without those after it.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use super::form::Garbled;

/// No record is larger than this when it is opened: a bomb is refused before it goes off.
pub(super) const LARGEST_PLAIN: usize = 48 << 20;
/// Room that is made at once for text whose length only the file claims.
const ROOM: usize = 64 << 10;

/// Compresses the records of one segment after another.
#[derive(Debug)]
pub(super) struct Press(Compress);

impl Press {
    pub(super) fn new() -> Self {
        Self(Compress::new(Compression::new(3), false))
    }

    /// Begins another segment.
    pub(super) fn restart(&mut self) {
        self.0.reset();
    }

    /// A record, compressed.
    ///
    /// # Errors
    /// When the compressor fails, which leaves the segment without an end.
    pub(super) fn press(&mut self, plain: &[u8]) -> Result<Vec<u8>, Garbled> {
        let mut pressed = Vec::with_capacity(plain.len() / 6 + 256);
        let before = self.0.total_in();
        loop {
            let taken = (self.0.total_in() - before) as usize;
            let rest = plain.get(taken..).unwrap_or_default();
            self.0.compress_vec(rest, &mut pressed, FlushCompress::Sync).map_err(|_| Garbled)?;
            let is_taken = (self.0.total_in() - before) as usize == plain.len();
            if is_taken && pressed.len() < pressed.capacity() {
                return Ok(pressed);
            }
            pressed.reserve(pressed.capacity().max(256));
        }
    }
}

/// Opens the records of one segment in their order.
#[derive(Debug)]
pub(super) struct Unpress(Decompress);

impl Unpress {
    pub(super) fn new() -> Self {
        Self(Decompress::new(false))
    }

    /// The record that was compressed, which is `length` bytes long.
    ///
    /// # Errors
    /// When it is not what was compressed, or longer than any record may be.
    pub(super) fn open(&mut self, pressed: &[u8], length: usize) -> Result<Vec<u8>, Garbled> {
        if length > LARGEST_PLAIN {
            return Err(Garbled);
        }
        let mut plain = Vec::with_capacity(length.min(ROOM));
        let before = self.0.total_in();
        loop {
            let taken = (self.0.total_in() - before) as usize;
            let rest = pressed.get(taken..).unwrap_or_default();
            let had = plain.len();
            let status =
                self.0.decompress_vec(rest, &mut plain, FlushDecompress::Sync).map_err(|_| Garbled)?;
            let is_taken = (self.0.total_in() - before) as usize == pressed.len();
            if plain.len() > length {
                return Err(Garbled);
            }
            if is_taken && plain.len() == length {
                return Ok(plain);
            }
            let is_stuck = plain.len() == had && plain.len() < plain.capacity();
            if status == Status::StreamEnd || is_stuck {
                return Err(Garbled);
            }
            if plain.len() == plain.capacity() {
                plain.reserve(plain.capacity().max(ROOM).min(length - plain.len() + 1));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_bomb_is_refused() {
        let pressed = Press::new().press(&vec![0; 1 << 20]).unwrap();
        assert!(pressed.len() < 10_000);
        assert_eq!(Unpress::new().open(&pressed, 100), Err(Garbled), "it is longer than it says");
        assert_eq!(Unpress::new().open(&pressed, LARGEST_PLAIN + 1), Err(Garbled));
        assert_eq!(Unpress::new().open(&pressed, 1 << 20).map(|plain| plain.len()), Ok(1 << 20));
    }

    proptest! {
        #[test]
        fn records_come_out_as_they_went_in(records in prop::collection::vec(prop::collection::vec(0u8..9, 0..3_000), 1..8)) {
            let (mut press, mut unpress) = (Press::new(), Unpress::new());
            for record in &records {
                let pressed = press.press(record).unwrap();
                let opened = unpress.open(&pressed, record.len());
                prop_assert_eq!(opened.as_ref(), Ok(record));
            }
        }

        #[test]
        fn garbage_is_refused_or_harmless(bytes in prop::collection::vec(any::<u8>(), 0..300), length in 0usize..5_000) {
            let opened = Unpress::new().open(&bytes, length);
            prop_assert!(opened.is_err() || opened.is_ok_and(|plain| plain.len() == length));
        }
    }
}
