//! Readers that walk a TOML document by hand: each takes the keys it knows, notes mistakes where they are,
//! and at the end reports the keys nobody took. Plain walking keeps the place of everything, which derives lose.

use std::{ops::Range, sync::Arc};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    field::{Field, kind_of},
    guess::advise,
    report::Mistakes,
};

/// A table that is being read.
pub(super) struct Reader<'a> {
    table: &'a DeTable<'a>,
    /// What the table is, in words: `this stage`, `[vendors]`.
    place: String,
    span: Range<usize>,
    known: Vec<&'static str>,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(table: &'a DeTable<'a>, span: Range<usize>, place: String) -> Self {
        Self { table, place, span, known: Vec::new() }
    }

    /// Where the table is.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The value of a key, if it is written. The key counts as known from now on.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Field<'a>> {
        self.known.push(key);
        let (key, value) = self.table.get_key_value(key)?;
        Some(Field::new(key, value))
    }

    /// Like [`Self::take`], for a key that must be there; `example` shows how it is written.
    pub(super) fn need(
        &mut self,
        key: &'static str,
        example: &str,
        mistakes: &mut Mistakes,
    ) -> Option<Field<'a>> {
        let field = self.take(key);
        if field.is_none() {
            mistakes.note(
                self.span(),
                &format!("{} has no `{key}`", self.place),
                &format!("write one, such as `{key} = {example}`"),
            );
        }
        field
    }

    /// A text, if it is written.
    pub(super) fn text(&mut self, key: &'static str, mistakes: &mut Mistakes) -> Option<Arc<str>> {
        self.take(key)?.text(mistakes).map(Arc::from)
    }

    /// A text, or the default.
    pub(super) fn text_or(&mut self, key: &'static str, default: &str, mistakes: &mut Mistakes) -> Arc<str> {
        self.text(key, mistakes).unwrap_or_else(|| default.into())
    }

    /// A table inside this one.
    pub(super) fn table(&mut self, key: &'static str, mistakes: &mut Mistakes) -> Option<Reader<'a>> {
        self.take(key)?.table(mistakes)
    }

    /// Every key and value, in the order of the file, whatever the keys are.
    pub(super) fn entries(self) -> Vec<Field<'a>> {
        let mut fields: Vec<Field<'a>> =
            self.table.iter().map(|(key, value)| Field::new(key, value)).collect();
        fields.sort_by_key(|field| field.key_span().start);
        fields
    }

    /// Ends the reading: keys that nobody took are mistakes.
    pub(super) fn close(self, mistakes: &mut Mistakes) {
        for key in self.table.keys() {
            if !self.known.contains(&key.get_ref().as_ref()) {
                let what = format!("{} has no key `{}`", self.place, key.get_ref());
                mistakes.note(key.span(), &what, &advise(key.get_ref(), self.known.iter().copied()));
            }
        }
    }
}

/// The tables of an array, with the place each is at; a value that is not a table is a mistake.
pub(super) fn tables_of<'a>(
    values: &'a [Spanned<DeValue<'a>>],
    place: &str,
    mistakes: &mut Mistakes,
) -> Vec<Reader<'a>> {
    let mut readers = Vec::new();
    for value in values {
        match value.get_ref() {
            DeValue::Table(table) => readers.push(Reader::new(table, value.span(), place.to_owned())),
            other => mistakes.note(
                value.span(),
                &format!("{place} must be a table, not {}", kind_of(other)),
                "write it as a table: `{ key = \"value\" }`",
            ),
        }
    }
    readers
}
