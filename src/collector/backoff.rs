//! How long to wait after a failed attempt, by what went wrong. Pure: chance is handed in.

use std::time::Duration;

use crate::question::Fault;

/// The first wait after a fault that may pass by itself.
const FIRST: Duration = Duration::from_secs(5);
/// No wait for a service that answers with errors is longer.
const LONGEST: Duration = Duration::from_mins(15);
/// No wait for a network that is down is longer: trying costs nothing, and people want it back soon.
const LONGEST_OFFLINE: Duration = Duration::from_mins(2);
/// As good as never.
const A_DAY: Duration = Duration::from_hours(24);
/// Somebody has to change a policy, a name or a limit first.
const FOR_A_PERSON: Duration = Duration::from_mins(5);
/// Signing in again takes a person seconds; the screen should follow soon after.
const FOR_A_SIGN_IN: Duration = Duration::from_secs(30);

/// The wait after the `failures`-th failure in a row (1 is the first) of a question asked every `every`.
/// `chance` is from 0 to 1 and spreads waits by a fifth, so that many askers do not return together.
pub(super) fn delay(fault: Fault, failures: u32, every: Duration, chance: f64) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    let doubled = |first: Duration, longest: Duration| first.saturating_mul(1 << doublings).min(longest);
    let wait = match fault {
        Fault::NoCredentials | Fault::ExpiredCredentials => FOR_A_SIGN_IN,
        Fault::Denied | Fault::NotFound | Fault::Invalid | Fault::NoRegion => FOR_A_PERSON,
        Fault::Query | Fault::Limit => FOR_A_PERSON.max(every),
        // What is asked by the hour is not given hours: the others' queries it stands behind are over in seconds.
        Fault::Throttled if every > LONGEST => doubled(FIRST * 2, LONGEST),
        Fault::Throttled => doubled(every.saturating_mul(2).max(FIRST), LONGEST.max(every)),
        // Only the person who cancelled asks again.
        Fault::Cancelled => A_DAY.max(every),
        Fault::Offline | Fault::TimedOut => doubled(FIRST.min(every), LONGEST_OFFLINE),
        Fault::Service | Fault::Garbled => doubled(FIRST.min(every), LONGEST),
        Fault::Item => every,
    };
    wait.mul_f64(1.0 + 0.2 * chance.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    fn waits(fault: Fault) -> Vec<u64> {
        (1..=10).map(|failures| delay(fault, failures, MINUTE, 0.0).as_secs()).collect()
    }

    #[test]
    fn a_failing_service_is_asked_ever_less_often_up_to_a_quarter_of_an_hour() {
        assert_eq!(waits(Fault::Service), [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
    }

    #[test]
    fn a_throttled_service_is_given_at_least_double_the_time() {
        assert_eq!(waits(Fault::Throttled)[..4], [120, 240, 480, 900]);
    }

    #[test]
    fn what_is_asked_by_the_hour_is_tried_again_soon_after_too_many_queries() {
        let hour = Duration::from_hours(1);
        let waits: Vec<u64> =
            (1..=9).map(|failures| delay(Fault::Throttled, failures, hour, 0.0).as_secs()).collect();
        assert_eq!(waits, [10, 20, 40, 80, 160, 320, 640, 900, 900]);
        assert!(
            delay(Fault::Throttled, 1, hour, 0.9) > delay(Fault::Throttled, 1, hour, 0.1),
            "spread by chance"
        );
    }

    #[test]
    fn a_network_that_returns_is_noticed_soon() {
        assert_eq!(waits(Fault::Offline).iter().max(), Some(&120));
    }

    #[test]
    fn what_needs_a_person_is_asked_steadily() {
        assert_eq!(waits(Fault::Denied)[9], 300);
        assert_eq!(waits(Fault::ExpiredCredentials)[9], 30);
    }

    proptest! {
        #[test]
        fn waits_spread_by_a_fifth_at_most(failures in 1u32..40, chance in 0.0f64..1.0) {
            let (still, spread) = (delay(Fault::Service, failures, MINUTE, 0.0), delay(Fault::Service, failures, MINUTE, chance));
            prop_assert!(spread >= still && spread <= still.mul_f64(1.21));
        }
    }
}
