//! A theme file as written: palette, roles, heat ramp, parent. Strict: what nobody reads is a mistake.
//! Knows no terminal; roles are filled beside it.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::{error::ThemeError, rgb::Rgb, role::Role};

const KEYS: [&str; 5] = ["inherits", "light", "heat", "palette", "roles"];

/// A theme file, before its roles are looked up.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub(super) inherits: Option<String>,
    pub(super) light: Option<bool>,
    heat: Option<Vec<String>>,
    palette: BTreeMap<String, Rgb>,
    roles: BTreeMap<Role, String>,
}

impl Sheet {
    /// Reads a theme file.
    pub(super) fn parse(file: &str, text: &str) -> Result<Self, ThemeError> {
        let table: Table = text.parse().map_err(|why: toml::de::Error| ThemeError::NotToml {
            file: file.to_owned(),
            why: place(text, &why),
        })?;
        let mut sheet = Self::default();
        for (key, value) in &table {
            match key.as_str() {
                "inherits" => sheet.inherits = Some(text_of(file, key, value)?.to_owned()),
                "light" => {
                    let light = value.as_bool().ok_or_else(|| wrong(file, key, "true or false"))?;
                    sheet.light = Some(light);
                }
                "heat" => {
                    let steps = value.as_array().ok_or_else(|| wrong(file, key, "a list of colours"))?;
                    let steps = steps.iter().map(|step| text_of(file, key, step).map(str::to_owned));
                    sheet.heat = Some(steps.collect::<Result<_, _>>()?);
                }
                "palette" => sheet.palette = palette_of(file, value)?,
                "roles" => sheet.roles = roles_of(file, value)?,
                _ => return Err(unknown(file, key.clone(), key, &KEYS)),
            }
        }
        Ok(sheet)
    }

    /// This sheet laid over its parent: what it does not say, the parent says.
    pub(super) fn over(self, parent: Self) -> Self {
        let mut laid = parent;
        laid.inherits = None;
        laid.light = self.light.or(laid.light);
        laid.heat = self.heat.or(laid.heat);
        laid.palette.extend(self.palette);
        laid.roles.extend(self.roles);
        laid
    }

    /// The colour of a role.
    pub(super) fn role(&self, file: &str, role: Role) -> Result<Rgb, ThemeError> {
        let missing = || ThemeError::MissingRole { file: file.to_owned(), key: role.as_str() };
        let value = self.roles.get(&role).ok_or_else(missing)?;
        self.color(file, || format!("roles.{}", role.as_str()), value)
    }

    /// The heat ramp, cold to hot, at least two colours.
    pub(super) fn heat(&self, file: &str) -> Result<Vec<Rgb>, ThemeError> {
        let steps = self.heat.as_deref().unwrap_or_default();
        if steps.len() < 2 {
            return Err(ThemeError::ShortHeat { file: file.to_owned() });
        }
        steps.iter().map(|step| self.color(file, || "heat".to_owned(), step)).collect()
    }

    fn color(&self, file: &str, key: impl Fn() -> String, value: &str) -> Result<Rgb, ThemeError> {
        let found = Rgb::parse(value).or_else(|| self.palette.get(value).copied());
        found.ok_or_else(|| ThemeError::NotAColor {
            file: file.to_owned(),
            key: key(),
            value: value.to_owned(),
        })
    }
}

fn palette_of(file: &str, value: &Value) -> Result<BTreeMap<String, Rgb>, ThemeError> {
    let table = value.as_table().ok_or_else(|| wrong(file, "palette", "a table of names and #rrggbb"))?;
    let entry = |(name, value): (&String, &Value)| {
        let key = format!("palette.{name}");
        let text = text_of(file, &key, value)?;
        let not_a_color = || ThemeError::NotAColor { file: file.to_owned(), key, value: text.to_owned() };
        Ok((name.clone(), Rgb::parse(text).ok_or_else(not_a_color)?))
    };
    table.iter().map(entry).collect()
}

fn roles_of(file: &str, value: &Value) -> Result<BTreeMap<Role, String>, ThemeError> {
    let table = value.as_table().ok_or_else(|| wrong(file, "roles", "a table of roles and colours"))?;
    let names = Role::ALL.map(Role::as_str);
    let entry = |(name, value): (&String, &Value)| {
        let role = Role::named(name).ok_or_else(|| unknown(file, format!("roles.{name}"), name, &names))?;
        Ok((role, text_of(file, &format!("roles.{name}"), value)?.to_owned()))
    };
    table.iter().map(entry).collect()
}

fn text_of<'a>(file: &str, key: &str, value: &'a Value) -> Result<&'a str, ThemeError> {
    value.as_str().ok_or_else(|| wrong(file, key, "text in quotes: \"#rrggbb\" or a name"))
}

fn wrong(file: &str, key: &str, wanted: &'static str) -> ThemeError {
    ThemeError::WrongType { file: file.to_owned(), key: key.to_owned(), wanted }
}

fn unknown(file: &str, key: String, written: &str, known: &[&str]) -> ThemeError {
    let nearest = known.iter().map(|name| (strsim::damerau_levenshtein(written, name), name)).min();
    let fix = match nearest {
        Some((apart, name)) if apart <= 2 => format!("did you mean `{name}`?"),
        _ => format!("the keys are {}", known.join(", ")),
    };
    ThemeError::UnknownKey { file: file.to_owned(), key, fix }
}

/// The parser's message after line and column, which its own text spreads over a drawing of five lines.
fn place(text: &str, why: &toml::de::Error) -> String {
    let Some(before) = why.span().and_then(|span| text.get(..span.start)) else {
        return why.message().to_owned();
    };
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!("line {line}, column {column}: {}", why.message())
}
