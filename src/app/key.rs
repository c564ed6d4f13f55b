//! How keys are written: `q`, `G`, `ctrl-d`, `shift-tab`, `page-up`, `f5`. One spelling for the terminal,
//! the table and the config. Knows no terminal.

/// Keys that have a name, as they are written and as people read them.
const NAMED: [(&str, &str); 15] = [
    ("enter", "Enter"),
    ("esc", "Esc"),
    ("tab", "Tab"),
    ("space", "Space"),
    ("backspace", "Backspace"),
    ("delete", "Del"),
    ("insert", "Ins"),
    ("up", "↑"),
    ("down", "↓"),
    ("left", "←"),
    ("right", "→"),
    ("home", "Home"),
    ("end", "End"),
    ("page-up", "PgUp"),
    ("page-down", "PgDn"),
];

/// The one spelling of a key, or none when there is no such key: `Ctrl-D` is `ctrl-d`, `shift-g` is `G`.
pub fn canonical(key: &str) -> Option<String> {
    let (mut control, mut alt, mut shift) = (false, false, false);
    let mut rest = key;
    while let Some((modifier, after)) = rest.split_once('-').filter(|(_, after)| !after.is_empty()) {
        match modifier.to_ascii_lowercase().as_str() {
            "ctrl" | "control" | "c" if !control => control = true,
            "alt" | "a" | "meta" if !alt => alt = true,
            "shift" | "s" if !shift => shift = true,
            _ => break,
        }
        rest = after;
    }
    let name = base(rest, control, shift)?;
    let shift = shift && name.chars().count() > 1;
    let mut written = String::new();
    for (is_held, prefix) in [(control, "ctrl-"), (alt, "alt-"), (shift, "shift-")] {
        if is_held {
            written.push_str(prefix);
        }
    }
    Some(written + &name)
}

fn base(rest: &str, control: bool, shift: bool) -> Option<String> {
    let mut chars = rest.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return match c {
            ' ' => Some("space".to_owned()),
            c if c.is_control() => None,
            c if control => Some(c.to_lowercase().collect()),
            c if shift => Some(c.to_uppercase().collect()),
            c => Some(c.to_string()),
        };
    }
    let lower = rest.to_ascii_lowercase();
    let lower = match lower.as_str() {
        "return" => "enter",
        "escape" => "esc",
        "del" => "delete",
        "pgup" | "pageup" => "page-up",
        "pgdn" | "pagedown" => "page-down",
        other => other,
    };
    let is_function =
        lower.strip_prefix('f').and_then(|n| n.parse::<u8>().ok()).is_some_and(|n| (1..=24).contains(&n));
    (is_function || NAMED.iter().any(|(name, _)| *name == lower)).then(|| lower.to_owned())
}

/// A key for people: `Ctrl-D`, `↑`, `q`.
pub fn shown(key: &str) -> String {
    let mut rest = key;
    let mut text = String::new();
    for (prefix, name) in [("ctrl-", "Ctrl-"), ("alt-", "Alt-"), ("shift-", "Shift-")] {
        if let Some(after) = rest.strip_prefix(prefix).filter(|after| !after.is_empty()) {
            text.push_str(name);
            rest = after;
        }
    }
    let named = NAMED.iter().find(|(name, _)| *name == rest).map(|(_, label)| *label);
    match named {
        Some(label) => text.push_str(label),
        None if text.starts_with("Ctrl") || rest.len() > 1 => text.push_str(&rest.to_uppercase()),
        None => text.push_str(rest),
    }
    text
}

/// The character a key types, when it types one.
pub(super) fn typed(key: &str) -> Option<char> {
    if key == "space" {
        return Some(' ');
    }
    let mut chars = key.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Some(c),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_key_has_one_spelling() {
        let spellings = [
            ("Ctrl-D", Some("ctrl-d")),
            ("shift-g", Some("G")),
            ("G", Some("G")),
            ("Shift-Tab", Some("shift-tab")),
            ("PgUp", Some("page-up")),
            ("ctrl-page-up", Some("ctrl-page-up")),
            ("-", Some("-")),
            ("ctrl--", Some("ctrl--")),
            ("+", Some("+")),
            ("escape", Some("esc")),
            (" ", Some("space")),
            ("F5", Some("f5")),
            ("hyper-x", None),
            ("", None),
            ("qq", None),
            ("f99", None),
        ];
        for (written, expected) in spellings {
            assert_eq!(canonical(written).as_deref(), expected, "{written:?}");
        }
    }

    #[test]
    fn keys_read_as_on_a_keyboard() {
        for (key, label) in
            [("ctrl-d", "Ctrl-D"), ("shift-tab", "Shift-Tab"), ("G", "G"), ("up", "↑"), ("-", "-")]
        {
            assert_eq!(shown(key), label);
        }
    }
}
