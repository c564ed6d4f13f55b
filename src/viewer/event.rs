//! What a terminal says, in the words of the app: keys as the keymap writes them, clicks, pastes, sizes.
//! Pure: it knows neither loop nor screen.

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use crate::app::Message;

/// Rows a turn of the mouse wheel moves.
const WHEEL_ROWS: i32 = 3;

/// Something a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A message for the app.
    Message(Message),
    /// A click on a cell; what lies there is the view's to say.
    Click {
        /// Column.
        x: u16,
        /// Row.
        y: u16,
    },
}

/// What an event means; nothing for key releases, plain mouse moves and keys without a name.
pub fn read(event: &Event) -> Option<Input> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => {
            key_name(*key).map(|name| Input::Message(Message::Key(name.into())))
        }
        Event::Mouse(mouse) => read_mouse(*mouse),
        Event::Paste(text) => Some(Input::Message(Message::Paste(text.as_str().into()))),
        Event::Resize(columns, rows) => Some(Input::Message(Message::Resize(*columns, *rows))),
        Event::FocusGained => Some(Input::Message(Message::Attention(true))),
        Event::FocusLost => Some(Input::Message(Message::Attention(false))),
        Event::Key(_) => None,
    }
}

fn read_mouse(mouse: MouseEvent) -> Option<Input> {
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => Some(Input::Click { x: mouse.column, y: mouse.row }),
        MouseEventKind::ScrollDown => Some(Input::Message(Message::Scroll(WHEEL_ROWS))),
        MouseEventKind::ScrollUp => Some(Input::Message(Message::Scroll(-WHEEL_ROWS))),
        _ => None,
    }
}

/// The key's one spelling. Shift is in the character itself where there is one; terminals differ in whether they
/// also report the modifier.
fn key_name(key: KeyEvent) -> Option<String> {
    let (mut shift, mut name) = (key.modifiers.contains(KeyModifiers::SHIFT), String::new());
    let base = match key.code {
        KeyCode::Char(' ') => "space".to_owned(),
        KeyCode::Char(c) => {
            shift = false;
            let is_command = key.modifiers.contains(KeyModifiers::CONTROL);
            if is_command { c.to_lowercase().collect() } else { c.to_string() }
        }
        KeyCode::BackTab => {
            shift = true;
            "tab".to_owned()
        }
        KeyCode::F(number) => format!("f{number}"),
        other => named(other)?.to_owned(),
    };
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        name.push_str("ctrl-");
    }
    if key.modifiers.contains(KeyModifiers::ALT) {
        name.push_str("alt-");
    }
    if shift {
        name.push_str("shift-");
    }
    Some(name + &base)
}

const fn named(code: KeyCode) -> Option<&'static str> {
    Some(match code {
        KeyCode::Enter => "enter",
        KeyCode::Esc => "esc",
        KeyCode::Tab => "tab",
        KeyCode::Backspace => "backspace",
        KeyCode::Delete => "delete",
        KeyCode::Insert => "insert",
        KeyCode::Up => "up",
        KeyCode::Down => "down",
        KeyCode::Left => "left",
        KeyCode::Right => "right",
        KeyCode::Home => "home",
        KeyCode::End => "end",
        KeyCode::PageUp => "page-up",
        KeyCode::PageDown => "page-down",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{canonical, commands};

    fn name(code: KeyCode, modifiers: KeyModifiers) -> Option<String> {
        key_name(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn keys_are_written_as_the_keymap_writes_them() {
        let (none, shift, control) = (KeyModifiers::NONE, KeyModifiers::SHIFT, KeyModifiers::CONTROL);
        let said = [
            (KeyCode::Char('q'), none, "q"),
            (KeyCode::Char('G'), shift, "G"),
            (KeyCode::Char('?'), shift, "?"),
            (KeyCode::Char('d'), control, "ctrl-d"),
            (KeyCode::Char('D'), control | shift, "ctrl-d"),
            (KeyCode::BackTab, shift, "shift-tab"),
            (KeyCode::Tab, none, "tab"),
            (KeyCode::Char(' '), none, "space"),
            (KeyCode::F(5), none, "f5"),
            (KeyCode::Backspace, KeyModifiers::ALT, "alt-backspace"),
            (KeyCode::PageUp, none, "page-up"),
        ];
        for (code, modifiers, expected) in said {
            let name = name(code, modifiers).unwrap();
            assert_eq!(name, expected);
            assert_eq!(canonical(&name).as_deref(), Some(expected), "the keymap knows it");
        }
        assert!(commands().iter().any(|command| command.keys.contains(&"shift-tab")));
    }

    #[test]
    fn releases_and_moves_are_nothing() {
        let released = KeyEvent::new_with_kind(KeyCode::Char('q'), KeyModifiers::NONE, KeyEventKind::Release);
        let repeated = KeyEvent::new_with_kind(KeyCode::Char('j'), KeyModifiers::NONE, KeyEventKind::Repeat);
        let moved =
            MouseEvent { kind: MouseEventKind::Moved, column: 1, row: 1, modifiers: KeyModifiers::NONE };
        assert_eq!(read(&Event::Key(released)), None);
        assert_eq!(read(&Event::Key(repeated)), Some(Input::Message(Message::Key("j".into()))));
        assert_eq!(read(&Event::Mouse(moved)), None);
    }
}
