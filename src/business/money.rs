//! Money is a decimal and a currency, never a float.

use std::{fmt, sync::Arc};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize, Serializer};

/// A currency by its ISO 4217 code, with the sign people expect where there is one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Currency(Arc<str>);

impl Currency {
    /// Wraps a code of three letters; anything else gives none.
    pub fn parse(code: &str) -> Option<Self> {
        let is_code = code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic());
        is_code.then(|| Self(code.to_ascii_uppercase().into()))
    }

    /// The ISO 4217 code: `EUR`.
    pub fn code(&self) -> &str {
        &self.0
    }

    /// What stands before an amount: `€`, or the code and a space.
    pub fn sign(&self) -> String {
        match self.code() {
            "EUR" => "€".to_owned(),
            "USD" => "$".to_owned(),
            "GBP" => "£".to_owned(),
            "JPY" | "CNY" => "¥".to_owned(),
            "INR" => "₹".to_owned(),
            "KRW" => "₩".to_owned(),
            other => format!("{other} "),
        }
    }

    /// Digits after the decimal point (ISO 4217 minor units): 2 for most, 0 for yen and won.
    pub fn minor_digits(&self) -> u32 {
        match self.code() {
            "JPY" | "KRW" | "VND" | "CLP" | "ISK" | "UGX" | "XAF" | "XOF" | "XPF" | "PYG" | "RWF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            _ => 2,
        }
    }
}

impl Default for Currency {
    /// US dollars.
    fn default() -> Self {
        Self("USD".into())
    }
}

/// Why a text is not a currency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a currency is a code of three letters, such as EUR, not {0:?}")]
pub struct CurrencyError(String);

impl TryFrom<String> for Currency {
    type Error = CurrencyError;

    fn try_from(code: String) -> Result<Self, CurrencyError> {
        Self::parse(&code).ok_or(CurrencyError(code))
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// An amount of money. Serialised as a decimal string with the currency's minor digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// The exact amount.
    pub amount: Decimal,
    /// Its currency.
    pub currency: Currency,
}

impl Money {
    /// An amount in a currency.
    pub const fn new(amount: Decimal, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// The amount rounded half away from zero to the currency's minor digits: `12410.00`.
    pub fn plain(&self) -> String {
        let digits = self.currency.minor_digits();
        let rounded = self.amount.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
        format!("{rounded:.*}", digits as usize)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.plain();
        let (minus, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let mut grouped = String::with_capacity(whole.len() + whole.len() / 3);
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let dot = if part.is_empty() { "" } else { "." };
        f.pad(&format!("{minus}{}{grouped}{dot}{part}", self.currency.sign()))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.plain())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euro(text: &str) -> Money {
        Money::new(text.parse().unwrap(), Currency::parse("eur").unwrap())
    }

    #[test]
    fn money_is_exact_and_grouped() {
        assert_eq!(euro("12410.005").to_string(), "€12,410.01");
        assert_eq!(euro("-1234567.1").to_string(), "-€1,234,567.10");
        assert_eq!(euro("0").plain(), "0.00");
        assert_eq!(euro("999").to_string(), "€999.00");
    }

    #[test]
    fn a_tenth_added_ten_times_is_one() {
        let sum: Decimal = (0..10).map(|_| euro("0.1").amount).sum();
        assert_eq!(euro(&sum.to_string()).plain(), "1.00");
    }

    #[test]
    fn currencies_without_cents_show_none() {
        let yen = Money::new(Decimal::from(1500), Currency::parse("JPY").unwrap());
        assert_eq!(yen.to_string(), "¥1,500");
        assert_eq!(Currency::parse("euro"), None);
    }
}
