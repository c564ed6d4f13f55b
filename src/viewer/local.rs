//! The terminal this process runs in, and its way back: whatever happens, it is left as it was found.
//! Knows nothing of what is drawn.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal, Stdout, Write},
    panic,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crossterm::{
    cursor, event, execute, queue,
    style::{self, Attribute},
    terminal,
};
use ratatui::{Frame, Terminal, layout::Rect};

use super::{
    clipboard,
    herald::{Herald, KEEP_TITLE, OLD_TITLE},
    links::{self, Links},
    quiet::QuietBackend,
    signals,
    surface::Surface,
};

/// Why the dashboard cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// Output goes to a file or a pipe.
    #[error(
        "the dashboard needs a terminal, and this output is none. For one picture use `tidewatch frame`, \
         for the health in words or JSON use `tidewatch check`, for all of it in sentences use `--plain`."
    )]
    NoTerminal,
    /// The terminal does not do what is needed.
    #[error("the terminal cannot be used: {0}")]
    Broken(#[from] io::Error),
}

/// The terminal of this process, taken over. Dropping it gives it back.
pub struct Local {
    terminal: Terminal<QuietBackend<Stdout>>,
    taken: Arc<Taken>,
    herald: Herald,
    /// The title last written, to be written again after somebody else has had the terminal.
    title: Option<String>,
    has_mouse: bool,
}

/// What has to be given back.
#[derive(Debug, Default)]
struct Taken {
    terminal: AtomicBool,
    title: AtomicBool,
}

impl Local {
    /// Takes the terminal over: raw, on the alternate screen, and given back on a panic too.
    ///
    /// # Errors
    /// When output is no terminal, or the terminal refuses.
    pub fn take(environment: &BTreeMap<String, String>, has_mouse: bool) -> Result<Self, TerminalError> {
        if !io::stdout().is_terminal() {
            return Err(TerminalError::NoTerminal);
        }
        // How many colours are used is decided by the theme's depth alone, not by crossterm's reading of NO_COLOR.
        style::force_color_output(true);
        let taken = Arc::new(Taken::default());
        give_back_on_panic(&taken);
        let herald = Herald::of(environment);
        let backend = QuietBackend::new(io::stdout());
        let backend = if herald.knows_links() { backend.with_links() } else { backend };
        let mut local = Self { terminal: Terminal::new(backend)?, taken, herald, title: None, has_mouse };
        local.enter()?;
        Ok(local)
    }

    fn enter(&mut self) -> io::Result<()> {
        terminal::enable_raw_mode()?;
        self.taken.terminal.store(true, Ordering::SeqCst);
        let mut out = io::stdout();
        queue!(
            out,
            terminal::EnterAlternateScreen,
            cursor::Hide,
            event::EnableBracketedPaste,
            event::EnableFocusChange
        )?;
        if self.has_mouse {
            queue!(out, event::EnableMouseCapture)?;
        }
        out.flush()?;
        if let Some(title) = self.title.take() {
            self.title(&title)?;
        }
        self.redraw()
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        // There is nobody left to tell when the terminal is gone.
        let _ = give_back(&self.taken);
    }
}

impl Surface for Local {
    fn draw(&mut self, paint: &mut dyn FnMut(&mut Frame<'_>) -> Links) -> io::Result<Rect> {
        if !self.taken.terminal.load(Ordering::SeqCst) {
            return Err(io::Error::other("a part of tidewatch has failed, and the terminal was given back"));
        }
        links::draw(&mut self.terminal, paint)
    }

    fn redraw(&mut self) -> io::Result<()> {
        self.terminal.backend_mut().forget_cursor();
        self.terminal.clear()
    }

    fn copy(&mut self, text: &str) -> io::Result<bool> {
        match clipboard::sequence(text, self.herald.is_in_tmux()) {
            Some(sequence) => self.terminal.backend_mut().send(&sequence).map(|()| true),
            None => Ok(false),
        }
    }

    fn notify(&mut self, lines: &[Arc<str>], with_bell: bool) -> io::Result<()> {
        let mut told = String::new();
        for (place, line) in lines.iter().enumerate() {
            // One bell is enough for all of them.
            told += &self.herald.notification(line, with_bell && place == 0);
        }
        self.terminal.backend_mut().send(&told)
    }

    fn title(&mut self, title: &str) -> io::Result<()> {
        let Some(sequence) = self.herald.title(title) else { return Ok(()) };
        self.title = Some(title.to_owned());
        let is_first = !self.taken.title.swap(true, Ordering::SeqCst);
        let keep = if is_first { KEEP_TITLE } else { "" };
        self.terminal.backend_mut().send(&format!("{keep}{sequence}"))
    }

    fn report_mouse(&mut self, is_on: bool) -> io::Result<()> {
        self.has_mouse = is_on;
        if is_on {
            execute!(io::stdout(), event::EnableMouseCapture)
        } else {
            execute!(io::stdout(), event::DisableMouseCapture)
        }
    }

    fn suspend(&mut self) -> io::Result<bool> {
        if cfg!(not(unix)) {
            return Ok(false);
        }
        give_back(&self.taken)?;
        let stopped = signals::stop();
        self.enter()?;
        stopped
    }

    fn resume(&mut self) -> io::Result<()> {
        // Whoever was in front meanwhile may have changed the terminal's modes.
        give_back(&self.taken)?;
        self.enter()
    }
}

/// Leaves the terminal as it was found; does nothing when it has been left already.
fn give_back(taken: &Taken) -> io::Result<()> {
    if !taken.terminal.swap(false, Ordering::SeqCst) {
        return Ok(());
    }
    let mut out = io::stdout();
    let left = queue!(
        out,
        event::DisableMouseCapture,
        event::DisableFocusChange,
        event::DisableBracketedPaste,
        style::SetAttribute(Attribute::Reset),
        terminal::LeaveAlternateScreen,
        cursor::Show
    );
    let titled =
        if taken.title.swap(false, Ordering::SeqCst) { out.write_all(OLD_TITLE.as_bytes()) } else { Ok(()) };
    let flushed = out.flush();
    terminal::disable_raw_mode().and(left).and(titled).and(flushed)
}

/// A panic anywhere gives the terminal back before its message is written, so that the message can be read.
fn give_back_on_panic(taken: &Arc<Taken>) {
    let (taken, tell) = (Arc::clone(taken), panic::take_hook());
    panic::set_hook(Box::new(move |why| {
        let _ = give_back(&taken);
        tell(why);
    }));
}
