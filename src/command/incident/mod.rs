//! `tidewatch incident export`: what happened, as a folder to hand on: the story, the series, the recording and a
//! picture of the worst moment. Everything is made from the tape after names have been put aside on it.

mod folder;
mod mask;
mod picture;
mod span;
mod story;
mod table;
mod timeline;

use std::{
    collections::BTreeSet,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::DateTime;

use super::{failure::Failure, outlook::Outlook, replay, session::Session};
use crate::{
    app::{App, Message, Screen, SettingsView},
    cli::{General, IncidentExport},
    question::Question,
    tape::{self, Limits, Recorder, Tape},
    theme::{Depth, Theme},
    viewer::ExportOrder,
};
use folder::Folder;
use mask::Masks;
use span::{Span, Wish};
use story::Story;

/// How the picture of the worst moment looks.
#[derive(Clone, Copy)]
struct Face<'a> {
    settings: &'a SettingsView,
    theme: &'a Theme,
}

/// Exports from a recording, or from one look where there is none.
pub(super) async fn run(
    general: &General,
    command: &IncidentExport,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let masks = Masks::read(&command.mask)?;
    // What is there already is found before anything is asked.
    drop(Folder::begin(&command.dir)?);
    let session = Session::open(general, &command.world).await?;
    let (estate, themes) = (Arc::clone(&session.estate), session.themes.clone());
    let outlook = Outlook::settle(general, &session.config.screen, &estate, themes, Depth::TrueColor)?;
    let theme = outlook.shelf.theme_or_default(&outlook.settings.theme);
    let at = match (&session.tape, &command.world.at) {
        (Some(tape), Some(text)) => Some(replay::moment(tape, Some(text), true)?.at),
        _ => None,
    };
    let tape = match session.tape.clone() {
        Some(tape) => {
            session.close().await;
            tape
        }
        None => looked_at_once(session, outlook.settings.clone()).await?,
    };
    let wish = Wish { from: command.from.as_deref(), to: command.to.as_deref(), at };
    let face = Face { settings: &outlook.settings, theme: &theme };
    let said = export(&tape, wish, &masks, face, &command.dir)?;
    writeln!(out, "{said}")?;
    Ok(0)
}

/// Exports from the tape of a running dashboard; gives the sentence that is shown there.
pub(super) fn export_for_viewer(order: &ExportOrder) -> String {
    let named = order.folder.as_deref().map(PathBuf::from);
    let wish = Wish { at: Some(order.at), ..Wish::default() };
    let face = Face { settings: &order.settings, theme: &order.theme };
    let dir = named.unwrap_or_else(|| free_name(order.at));
    match export(&order.tape, wish, &Masks::default(), face, &dir) {
        Ok(said) => said,
        Err(failure) => format!("nothing was exported: {failure}"),
    }
}

/// `tidewatch-incident-20261122-1351` in the folder of the shell, with a number where that is taken.
fn free_name(at: DateTime<chrono::Utc>) -> PathBuf {
    let base = at.format("tidewatch-incident-%Y%m%d-%H%M").to_string();
    let numbered = (2..100).map(|number| PathBuf::from(format!("{base}-{number}")));
    let mut names = std::iter::once(PathBuf::from(&base)).chain(numbered);
    names.find(|name| !name.exists()).unwrap_or_else(|| PathBuf::from(base))
}

/// A tape of one moment: what a look at the world tells now, with the history of alarms.
async fn looked_at_once(session: Session, settings: SettingsView) -> Result<Arc<Tape>, Failure> {
    let mut app = App::new(settings, &session.estate, session.now());
    let mut wanted: BTreeSet<Question> = session.base_questions().collect();
    for screen in [Screen::Overview, Screen::Pipeline] {
        app.update(Message::Go(screen), &session.desk.newest());
        wanted.extend(app.wants(&session.estate, session.now()));
    }
    let names = session.estate.pipelines.iter().map(|pipeline| pipeline.name.clone());
    wanted.extend(names.map(|pipeline| Question::AlarmHistory { pipeline, alarm: None }));
    let snapshot = session.look_once(wanted, Session::PATIENCE).await?;
    // The number of a first snapshot may be 0, which a tape does not mind.
    let mut recorder = Recorder::new(Arc::clone(&snapshot.estate), Limits::of(&snapshot.estate));
    if !recorder.take(&snapshot) {
        return Err(Failure::NoAnswer("what was looked at cannot be put down".to_owned()));
    }
    Ok(Arc::new(recorder.tape().clone()))
}

/// Writes the folder; gives a sentence that says what is in it.
fn export(tape: &Tape, wish: Wish<'_>, masks: &Masks, face: Face<'_>, dir: &Path) -> Result<String, Failure> {
    let span = Span::of(tape, wish)?;
    let folder = Folder::begin(dir)?;
    let tape = masked(&tape.cut(span.from, span.to), masks)?;
    let blank = || Failure::Usage("no moment of this span can be played".to_owned());
    let story = Story::of(&tape, span).ok_or_else(blank)?;
    let unwritable = |error: tape::Unwritable| Failure::Usage(error.to_string());
    let recording = tape::bytes(&tape);
    let timeline = timeline::timeline(&story, span, masks.len());
    let picture = picture::worst(&story.worst, face);
    let mut texts = vec![("timeline.md".to_owned(), timeline.into_bytes())];
    texts.push(("worst.svg".to_owned(), picture.into_bytes()));
    texts.extend(table::tables(&story, span)?);
    // Whatever came together from pieces is looked at once more before anything has a name.
    for (name, bytes) in &texts {
        if masks.is_in(name) || masks.is_in(&String::from_utf8_lossy(bytes)) {
            let sentence = format!("{name} would still hold a masked name: choose another word for it");
            return Err(Failure::Usage(sentence));
        }
        folder.write(name, bytes)?;
    }
    folder.write("incident.tape", &recording.map_err(unwritable)?)?;
    folder.finish()?;
    Ok(sentence(&story, span, dir))
}

/// The tape with names put aside, which must then still play.
fn masked(tape: &Tape, masks: &Masks) -> Result<Tape, Failure> {
    if masks.is_empty() {
        return Ok(tape.clone());
    }
    let lost = || {
        let sentence = "a masked name is a word that recordings are made of: mask a longer one";
        Failure::Usage(sentence.to_owned())
    };
    let masked = tape.rewritten(&|text| masks.apply(text)).map_err(|_| lost())?;
    let plays = |tape: &Tape| {
        let mut cursor = tape::Cursor::default();
        tape.moments().filter(|moment| cursor.play(tape, moment.sequence).is_ok()).count()
    };
    if plays(&masked) < plays(tape) {
        return Err(lost());
    }
    Ok(masked)
}

fn sentence(story: &Story, span: Span, dir: &Path) -> String {
    let clock = |at: DateTime<chrono::Utc>| at.format("%F %H:%M");
    let count = story.events.len();
    let events = if count == 1 { "1 event".to_owned() } else { format!("{count} events") };
    let (from, to) = (clock(span.from), clock(span.to));
    format!("exported {from} to {to} UTC with {events} to {}", dir.display())
}
