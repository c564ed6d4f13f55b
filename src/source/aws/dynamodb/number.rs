//! DynamoDB's numbers. They come as text of up to 38 digits; counters become whole numbers, money a decimal.
//! What cannot be held exactly is said, never rounded in silence.

use aws_sdk_dynamodb::types::AttributeValue;
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// A number as read, and what is odd about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number<T> {
    /// The value that is used: 0 where none can be.
    pub(super) value: T,
    /// Why the value is not the whole truth: `is text and not a number; counted as 0`.
    pub(super) oddity: Option<String>,
}

impl<T: Default> Number<T> {
    const fn of(value: T) -> Self {
        Self { value, oddity: None }
    }

    fn odd(value: T, oddity: impl Into<String>) -> Self {
        Self { value, oddity: Some(oddity.into()) }
    }
}

/// A counter. A missing one is 0: the stream processor writes an attribute with its first event.
pub(super) fn whole(attribute: Option<&AttributeValue>) -> Number<i64> {
    let amount = decimal(attribute);
    if amount.oddity.is_some() {
        return Number { value: amount.value.trunc().to_i64().unwrap_or(0), oddity: amount.oddity };
    }
    match amount.value.trunc().to_i64() {
        Some(count) if amount.value.fract().is_zero() => Number::of(count),
        Some(count) => Number::odd(count, "is a count with a fraction; the fraction is left out"),
        None => Number::odd(0, "is too large for a count; counted as 0"),
    }
}

/// An amount. A missing one is 0.
pub(super) fn decimal(attribute: Option<&AttributeValue>) -> Number<Decimal> {
    let Some(attribute) = attribute else { return Number::of(Decimal::ZERO) };
    let AttributeValue::N(text) = attribute else {
        return Number::odd(
            Decimal::ZERO,
            format!("is {} and not a number; counted as 0", kind_of(attribute)),
        );
    };
    if let Some(exact) = exactly(text) {
        return Number::of(exact);
    }
    match roughly(text) {
        Some(near) => Number::odd(near, "has more digits than can be held; rounded"),
        None => Number::odd(Decimal::ZERO, "is not a number that can be held; counted as 0"),
    }
}

/// The number, if 28 or 29 digits hold all of it. `1E+3` and `12.50E-1` are read too.
fn exactly(text: &str) -> Option<Decimal> {
    let (mantissa, exponent) = parts(text)?;
    let mantissa = Decimal::from_str_exact(mantissa).ok()?;
    if mantissa.is_zero() {
        return Some(Decimal::ZERO);
    }
    shifted(mantissa, exponent)
}

/// The number with the digits that do not fit cut off its end.
fn roughly(text: &str) -> Option<Decimal> {
    let (mantissa, exponent) = parts(text)?;
    shifted(mantissa.parse::<Decimal>().ok()?, exponent)
}

/// The digits and the power of ten behind them.
fn parts(text: &str) -> Option<(&str, i32)> {
    match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => Some((mantissa, exponent.parse().ok()?)),
        None => Some((text, 0)),
    }
}

fn shifted(mantissa: Decimal, exponent: i32) -> Option<Decimal> {
    if exponent == 0 {
        return Some(mantissa);
    }
    // Trailing zeros would only use up places.
    let mantissa = mantissa.normalize();
    let scale = i64::from(mantissa.scale()) - i64::from(exponent);
    let mut shifted = mantissa;
    if scale >= 0 {
        shifted.set_scale(u32::try_from(scale).ok()?).ok()?;
        return Some(shifted);
    }
    shifted.set_scale(0).ok()?;
    let power = u32::try_from(-scale).ok()?;
    let factor = 10_i128.checked_pow(power)?;
    shifted.checked_mul(Decimal::try_from_i128_with_scale(factor, 0).ok()?)
}

/// What an attribute is, for people.
const fn kind_of(attribute: &AttributeValue) -> &'static str {
    match attribute {
        AttributeValue::S(_) => "text",
        AttributeValue::Bool(_) => "true or false",
        AttributeValue::Null(_) => "NULL",
        AttributeValue::B(_) => "binary",
        AttributeValue::L(_) | AttributeValue::Ns(_) | AttributeValue::Ss(_) | AttributeValue::Bs(_) => {
            "a list"
        }
        AttributeValue::M(_) => "a map",
        _ => "of an unknown type",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Number<Decimal> {
        decimal(Some(&AttributeValue::N(text.to_owned())))
    }

    fn count(text: &str) -> Number<i64> {
        whole(Some(&AttributeValue::N(text.to_owned())))
    }

    #[test]
    fn money_is_read_to_the_last_digit() {
        for (text, expected) in [
            ("12410.05", "12410.05"),
            ("-0.1", "-0.1"),
            ("36.300000000000004", "36.300000000000004"),
            ("1E+3", "1000"),
            ("1.25E-2", "0.0125"),
            ("1234567890123456789012345678", "1234567890123456789012345678"),
            ("0E-60", "0"),
        ] {
            assert_eq!(amount(text), Number::of(expected.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn thirty_eight_digits_are_not_rounded_in_silence() {
        let long = amount("123456789012345678901234567890.12345678");
        assert_eq!(long.value, Decimal::ZERO);
        assert!(long.oddity.unwrap().contains("counted as 0"));
        let fine = amount("12.345678901234567890123456789012345678");
        assert!(fine.oddity.unwrap().contains("rounded"));
        assert_eq!(fine.value.round_dp(4), "12.3457".parse().unwrap());
        assert!(amount("1E+125").oddity.is_some());
        assert!(amount("1E-130").oddity.is_some());
    }

    #[test]
    fn a_count_is_whole() {
        assert_eq!(count("3430"), Number::of(3430));
        assert_eq!(count("-3"), Number::of(-3));
        assert_eq!(count("12.0"), Number::of(12));
        assert_eq!(count("12.7").value, 12);
        assert!(count("12.7").oddity.is_some());
        assert_eq!(count("9223372036854775808").value, 0);
        assert!(count("9223372036854775808").oddity.is_some());
    }

    #[test]
    fn a_missing_attribute_is_zero_and_a_wrong_one_is_odd() {
        assert_eq!(whole(None), Number::of(0));
        let text = whole(Some(&AttributeValue::S("12".into())));
        assert_eq!((text.value, text.oddity.as_deref()), (0, Some("is text and not a number; counted as 0")));
        assert!(amount("twelve").oddity.is_some());
    }
}
