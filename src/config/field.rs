//! One key and its value: the checks every kind of value shares. What the value means is checked by its reader.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeString, DeValue},
};

use super::{
    reader::{Reader, tables_of},
    report::Mistakes,
};
use crate::pipeline::{clean, clean_line};

/// Texts longer than this are mistakes.
const LONGEST_TEXT: usize = 1_024;

/// A key with its value.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    key: &'a Spanned<DeString<'a>>,
    value: &'a Spanned<DeValue<'a>>,
}

/// A number as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scalar<'a> {
    Number(f64),
    Text(&'a str),
    Flag(bool),
}

impl<'a> Field<'a> {
    pub(super) const fn new(key: &'a Spanned<DeString<'a>>, value: &'a Spanned<DeValue<'a>>) -> Self {
        Self { key, value }
    }

    pub(super) fn key(&self) -> &'a str {
        self.key.get_ref()
    }

    pub(super) fn key_span(&self) -> Range<usize> {
        self.key.span()
    }

    pub(super) fn span(&self) -> Range<usize> {
        self.value.span()
    }

    pub(super) const fn value(&self) -> &'a Spanned<DeValue<'a>> {
        self.value
    }

    /// Notes a mistake at the value.
    pub(super) fn wrong(&self, what: &str, fix: &str, mistakes: &mut Mistakes) {
        mistakes.note(self.span(), what, fix);
    }

    /// Notes that the value is of a wrong type.
    pub(super) fn wrong_type(&self, wanted: &str, example: &str, mistakes: &mut Mistakes) {
        let found = kind_of(self.value.get_ref());
        let what = format!("`{}` must be {wanted}, not {found}", self.key());
        self.wrong(&what, &format!("write it like `{} = {example}`", self.key()), mistakes);
    }

    /// A text that is not empty, can be shown as it is, and is not endless.
    pub(super) fn text(&self, mistakes: &mut Mistakes) -> Option<&'a str> {
        let DeValue::String(text) = self.value.get_ref() else {
            self.wrong_type("a text", "\"...\"", mistakes);
            return None;
        };
        self.checked(text, self.span(), mistakes)
    }

    /// A name: a text of at most `most` characters.
    pub(super) fn name(&self, most: usize, mistakes: &mut Mistakes) -> Option<&'a str> {
        let name = self.text(mistakes)?;
        let length = name.chars().count();
        if length > most {
            let what = format!("`{}` is too long: {length} characters", self.key());
            self.wrong(&what, &format!("make it at most {most}"), mistakes);
            return None;
        }
        if name.trim() != name {
            self.wrong(&format!("`{}` has blanks around it", self.key()), "take them away", mistakes);
            return None;
        }
        Some(name)
    }

    /// One text or a list of texts, each with its place.
    pub(super) fn texts(&self, mistakes: &mut Mistakes) -> Option<Vec<(&'a str, Range<usize>)>> {
        let values = match self.value.get_ref() {
            DeValue::Array(values) => values,
            DeValue::String(_) => return self.text(mistakes).map(|text| vec![(text, self.span())]),
            _ => {
                self.wrong_type("a text or a list of texts", "[\"...\", \"...\"]", mistakes);
                return None;
            }
        };
        let mut texts = Vec::new();
        for value in values {
            if let DeValue::String(text) = value.get_ref() {
                texts.extend(self.checked(text, value.span(), mistakes).map(|text| (text, value.span())));
            } else {
                let found = kind_of(value.get_ref());
                let what = format!("`{}` is a list of texts, and this is {found}", self.key());
                mistakes.note(value.span(), &what, "put it in quotes");
            }
        }
        Some(texts)
    }

    /// True or false.
    pub(super) fn flag(&self, mistakes: &mut Mistakes) -> Option<bool> {
        let flag = self.value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type("true or false", "true", mistakes);
        }
        flag
    }

    /// A table of its own.
    pub(super) fn table(&self, mistakes: &mut Mistakes) -> Option<Reader<'a>> {
        let DeValue::Table(table) = self.value.get_ref() else {
            self.wrong_type("a table", "{ ... }", mistakes);
            return None;
        };
        // A table that only exists through the keys in it has no place of its own.
        let span = if self.value.span().is_empty() { self.key_span() } else { self.value.span() };
        Some(Reader::new(table, span, format!("`{}`", self.key())))
    }

    /// A list of tables; `place` says what one of them is: `this stage`.
    pub(super) fn tables(&self, place: &str, mistakes: &mut Mistakes) -> Vec<Reader<'a>> {
        if let DeValue::Array(values) = self.value.get_ref() {
            return tables_of(values, place, mistakes);
        }
        let what =
            format!("`{}` must be a list of tables, not {}", self.key(), kind_of(self.value.get_ref()));
        mistakes.note(
            self.key_span(),
            &what,
            "begin each of them with its name in double brackets: `[[...]]`",
        );
        Vec::new()
    }

    /// A number, text or flag.
    pub(super) fn scalar(&self) -> Option<Scalar<'a>> {
        match self.value.get_ref() {
            DeValue::String(text) => Some(Scalar::Text(text)),
            DeValue::Boolean(flag) => Some(Scalar::Flag(*flag)),
            DeValue::Integer(whole) => i64::from_str_radix(whole.as_str(), whole.radix())
                .ok()
                .map(|whole| Scalar::Number(whole as f64)),
            DeValue::Float(float) => {
                float.as_str().parse().ok().filter(|float: &f64| float.is_finite()).map(Scalar::Number)
            }
            _ => None,
        }
    }

    fn checked(&self, text: &'a str, span: Range<usize>, mistakes: &mut Mistakes) -> Option<&'a str> {
        let (what, fix) = if text.trim().is_empty() {
            (format!("`{}` is empty", self.key()), "write something, or leave the key out".to_owned())
        } else if text.len() > LONGEST_TEXT {
            (format!("`{}` is too long", self.key()), format!("make it at most {LONGEST_TEXT} characters"))
        } else if clean(text) != text {
            let what = format!("`{}` has characters in it that cannot be shown", self.key());
            (what, format!("write `{}`", clean_line(text, 60)))
        } else {
            return Some(text);
        };
        mistakes.note(span, &what, &fix);
        None
    }
}

/// The type of a value in words.
pub(super) fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
