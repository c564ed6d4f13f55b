//! What a viewer takes away of a panel: its exact values or its picture, in a new file of the folder tidewatch runs in,
//! or as text for the clipboard. Done beside the viewer's loop; what came of it is a sentence.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use super::frame;
use crate::{
    app::{TakeFormat, TakePlace},
    business::SummaryTable,
    export::{Draft, Format, RowWriter},
    pipeline::say_count,
    theme::Depth,
    view::{
        Scene,
        taken::{self, Taken},
    },
    viewer::{LARGEST_COPY, TakeOrder, Takeaway},
};

/// What is said where a panel has no values yet.
const NOTHING: &str =
    "nothing to export here yet: the values of this panel are not known (SVG takes the picture)";

/// Takes the panel with the focus away.
pub(super) fn take(order: &TakeOrder) -> Takeaway {
    let theme = order.theme.at(Depth::TrueColor);
    let scene = Scene { snapshot: &order.snapshot, app: &order.app, theme: &theme };
    let (text, count) = if order.take.format == TakeFormat::Svg {
        (picture(&scene, order.area), "1 picture".to_owned())
    } else {
        let Some(taken) = taken::taken(&scene.look(order.area)) else {
            return Takeaway::Said(NOTHING.to_owned());
        };
        match written(&taken, order.take.format) {
            Ok(text) => (text, rows(&taken.table)),
            Err(why) => return Takeaway::Said(format!("nothing was exported: {why}")),
        }
    };
    let stem = taken::file_stem(&scene.look(order.area));
    let name = format!("{stem}.{}", order.take.format.ending());
    let may_write = order.app.settings.may_write_files;
    match order.take.place {
        TakePlace::Clipboard => for_clipboard(text, &count, may_write.then_some(&*name)),
        TakePlace::File if may_write => Takeaway::Said(to_file(Path::new(""), &name, &text, &count)),
        TakePlace::File => {
            Takeaway::Said("files cannot be written here: take it to the clipboard".to_owned())
        }
    }
}

fn rows(table: &SummaryTable) -> String {
    match table.rows.len() {
        1 => "1 row".to_owned(),
        count => format!("{} rows", say_count(count as f64)),
    }
}

/// The values as text.
fn written(taken: &Taken, format: TakeFormat) -> std::io::Result<String> {
    let format = match format {
        TakeFormat::Json => Format::Json,
        TakeFormat::Markdown => Format::Markdown,
        TakeFormat::Csv | TakeFormat::Svg => Format::Csv,
    };
    let mut writer = RowWriter::begin(Vec::new(), format, &taken.table.columns, &taken.header, false)?;
    for row in &taken.table.rows {
        writer.row(row)?;
    }
    Ok(String::from_utf8_lossy(&writer.finish()?).into_owned())
}

/// The panel as it stands on the screen, or the whole screen where it has no place of its own.
fn picture(scene: &Scene<'_>, area: Rect) -> String {
    let mut whole = Buffer::empty(area);
    scene.render(area, &mut whole);
    let place = taken::panel_area(scene, area).unwrap_or(area);
    let mut part = Buffer::empty(Rect::new(0, 0, place.width, place.height));
    for y in 0..place.height {
        for x in 0..place.width {
            if let (Some(to), Some(from)) = (part.cell_mut((x, y)), whole.cell((place.x + x, place.y + y))) {
                *to = from.clone();
            }
        }
    }
    frame::picture(&part, scene.theme)
}

/// Text for the clipboard, unless no terminal would take so much.
fn for_clipboard(text: String, count: &str, name: Option<&str>) -> Takeaway {
    let most = LARGEST_COPY / 4 * 3;
    if text.len() <= most {
        let said = format!("copied {count}, {}", size(text.len()));
        return Takeaway::Copy { text, said };
    }
    let or_saved = name.map(|name| format!("; saved it would be {name}")).unwrap_or_default();
    Takeaway::Said(format!(
        "too large to copy: {}, and terminals take {}{or_saved}",
        size(text.len()),
        size(most)
    ))
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// Writes a new file; a name that is taken gets a number.
fn to_file(folder: &Path, name: &str, text: &str, count: &str) -> String {
    let saved = || {
        let mut draft = Draft::begin(&folder.join(name))?;
        draft.write_all(text.as_bytes())?;
        draft.finish_free(name)
    };
    match saved() {
        Ok(path) => {
            let file = path.file_name().map_or_else(|| name.into(), |file| file.to_string_lossy());
            format!("saved {file} ({count}) in {}", shown(&path))
        }
        Err(error) => format!("nothing was saved as {name}: {error}"),
    }
}

/// The folder of a file for people: whole, with `~` for the home.
fn shown(path: &Path) -> String {
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let folder = std::path::absolute(&folder).unwrap_or(folder);
    let folder: PathBuf = folder.components().collect();
    let home = crate::config::home();
    match home.as_deref().and_then(|home| folder.strip_prefix(home).ok()) {
        Some(rest) if rest.as_os_str().is_empty() => "~".to_owned(),
        Some(rest) => format!("~/{}", rest.display()),
        None => folder.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_terminal_takes_is_not_copied_and_says_how_large_it_is() {
        let Takeaway::Said(said) = for_clipboard("x".repeat(312_000), "9 rows", Some("a.csv")) else {
            panic!("copied")
        };
        assert_eq!(said, "too large to copy: 312 kB, and terminals take 56 kB; saved it would be a.csv");
        let at_most = for_clipboard("x".repeat(56_000), "9 rows", None);
        let expected = Takeaway::Copy { text: "x".repeat(56_000), said: "copied 9 rows, 56 kB".to_owned() };
        assert_eq!(at_most, expected);
    }

    #[test]
    fn a_file_is_never_written_over() {
        let place = tempfile::tempdir().unwrap();
        let first = to_file(place.path(), "a.csv", "one", "1 row");
        let second = to_file(place.path(), "a.csv", "two", "1 row");
        assert!(first.starts_with("saved a.csv (1 row) in "), "{first}");
        assert!(second.starts_with("saved a-2.csv (1 row) in "), "{second}");
        assert_eq!(std::fs::read(place.path().join("a.csv")).unwrap(), b"one");
        assert_eq!(std::fs::read(place.path().join("a-2.csv")).unwrap(), b"two");
        let refused = to_file(&place.path().join("gone"), "a.csv", "x", "1 row");
        assert!(refused.starts_with("nothing was saved as a.csv: "), "{refused}");
    }
}
