//! Chance that can be repeated: every stream of it has its own seed, so that nothing depends on the order of questions.

use fastrand::Rng;

/// One well-mixed number from several (the finaliser of splitmix64 between them).
pub(super) fn mix(parts: &[u64]) -> u64 {
    parts.iter().fold(0x9e37_79b9_7f4a_7c15, |sum, part| {
        let mut mixed = (sum ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    })
}

/// A stream of chance of its own.
pub(super) fn stream(parts: &[u64]) -> Rng {
    Rng::with_seed(mix(parts))
}

/// A share from 0 to 1 that is always the same for the same parts.
pub(super) fn share(parts: &[u64]) -> f64 {
    (mix(parts) >> 11) as f64 / (1_u64 << 53) as f64
}
