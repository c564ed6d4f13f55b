//! A terminal to run a program in: a PTY with a VT parser behind it, and deadlines instead of sleeps.
#![expect(clippy::disallowed_methods, reason = "deadlines of a real program run on the real clock")]

use std::{
    io::{Read, Write},
    sync::mpsc::{Receiver, RecvTimeoutError, sync_channel},
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

/// Longer than any healthy program takes on a busy machine; passing tests never wait for it.
const DEADLINE: Duration = Duration::from_mins(1);

/// A program in a terminal of its own.
pub(crate) struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    parser: vt100::Parser,
    child: Box<dyn Child + Send + Sync>,
    modes_before: String,
    /// Every byte the program has written.
    raw: Vec<u8>,
}

impl Terminal {
    /// Starts a program in a terminal of so many columns and rows, with nothing but `variables` and the usual in its
    /// environment.
    pub(crate) fn start(
        program: &str,
        arguments: &[&str],
        (columns, rows): (u16, u16),
        variables: &[(&str, &str)],
    ) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a PTY");
        let modes_before = format!("{:?}", pair.master.get_termios());
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        let home = std::env::temp_dir();
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("PATH", "/usr/bin:/bin")] {
            command.env(name, value);
        }
        command.env("HOME", &home);
        for (name, value) in variables {
            command.env(name, value);
        }
        command.cwd(&home);
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let keys = pair.master.take_writer().expect("a writer");
        let (sender, output) = sync_channel(64);
        std::thread::spawn(move || {
            let mut bytes = [0; 8_192];
            // Linux answers EIO once the program has closed its end.
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let parser = vt100::Parser::new(rows, columns, 0);
        Self { master: pair.master, keys, output, parser, child, modes_before, raw: Vec::new() }
    }

    /// Reads until the screen is as wished; panics with the screen when it does not become so in time.
    pub(crate) fn until(&mut self, wish: &str, is_so: impl Fn(&vt100::Screen) -> bool) -> &mut Self {
        let deadline = Instant::now() + DEADLINE;
        while !is_so(self.parser.screen()) {
            assert!(self.read(deadline), "the program ended and never showed {wish}:\n{}", self.text());
            assert!(Instant::now() < deadline, "never showed {wish}:\n{}", self.text());
        }
        self
    }

    /// Reads until a text is on the screen.
    pub(crate) fn until_shows(&mut self, text: &str) -> &mut Self {
        self.until(text, |screen| screen.contents().contains(text))
    }

    /// Reads until the program is stopped, as after Ctrl-Z.
    pub(crate) fn until_stopped(&mut self) -> &mut Self {
        let deadline = Instant::now() + DEADLINE;
        while !self.is_stopped() {
            self.read(Instant::now() + Duration::from_millis(20));
            assert!(Instant::now() < deadline, "never stopped:\n{}", self.text());
        }
        // What it wrote before it stopped is still under way.
        while self.read(Instant::now() + Duration::from_millis(100)) && !self.output_is_empty() {}
        self
    }

    /// Types; `\u{1a}` is Ctrl-Z.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush()).expect("keys are taken");
        self
    }

    /// Sends a signal to the program.
    pub(crate) fn signal(&mut self, signal: Signal) -> &mut Self {
        kill_process(self.pid(), signal).expect("the program is there");
        self
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&mut self, (columns, rows): (u16, u16)) -> &mut Self {
        self.parser.screen_mut().set_size(rows, columns);
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).expect("a PTY can be resized");
        self
    }

    /// Waits for the end of the program and gives how it ended.
    pub(crate) fn end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + DEADLINE;
        while self.read(deadline) {
            assert!(Instant::now() < deadline, "never ended:\n{}", self.text());
        }
        self.child.wait().expect("it has ended")
    }

    /// Asserts that the terminal is as it was before the program started.
    pub(crate) fn assert_restored(&self) {
        let screen = self.parser.screen();
        assert!(!screen.alternate_screen(), "still on the alternate screen");
        assert!(!screen.hide_cursor(), "the cursor is still hidden");
        assert!(!screen.bracketed_paste(), "bracketed paste is still on");
        assert_eq!(
            screen.mouse_protocol_mode(),
            vt100::MouseProtocolMode::None,
            "the mouse is still reported"
        );
        assert_eq!(self.last_of(&["\u{1b}[?1004h", "\u{1b}[?1004l"]), Some(1), "the focus is still reported");
        assert_ne!(self.last_of(&["\u{1b}[22;2t", "\u{1b}[23;2t"]), Some(0), "the title is not given back");
        assert_eq!(format!("{:?}", self.master.get_termios()), self.modes_before, "the line is still raw");
    }

    /// Reads until some bytes have been written.
    pub(crate) fn until_writes(&mut self, bytes: &str) -> &mut Self {
        let deadline = Instant::now() + DEADLINE;
        while self.position(bytes).is_none() {
            assert!(self.read(deadline), "the program ended and never wrote {bytes:?}:\n{}", self.text());
            assert!(Instant::now() < deadline, "never wrote {bytes:?}:\n{}", self.text());
        }
        self
    }

    /// True when some bytes have been written so far.
    pub(crate) fn has_written(&self, bytes: &str) -> bool {
        self.position(bytes).is_some()
    }

    /// Everything that has been written so far.
    pub(crate) fn written(&self) -> String {
        String::from_utf8_lossy(&self.raw).into_owned()
    }

    /// Which of these sequences was written last; none when none was.
    fn last_of(&self, sequences: &[&str]) -> Option<usize> {
        let places = sequences.iter().map(|sequence| self.position(sequence));
        places.enumerate().filter_map(|(which, place)| Some((place?, which))).max().map(|(_, which)| which)
    }

    /// Where a sequence was written last.
    fn position(&self, sequence: &str) -> Option<usize> {
        self.raw.windows(sequence.len()).rposition(|window| window == sequence.as_bytes())
    }

    /// What is on the screen.
    pub(crate) fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// What is on the screen, with everything else a terminal keeps.
    pub(crate) fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// Takes in some output; false when there will be no more.
    fn read(&mut self, deadline: Instant) -> bool {
        match self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(bytes) => {
                self.raw.extend_from_slice(&bytes);
                self.parser.process(&bytes);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return false,
        }
        true
    }

    fn output_is_empty(&mut self) -> bool {
        match self.output.try_recv() {
            Ok(bytes) => {
                self.raw.extend_from_slice(&bytes);
                self.parser.process(&bytes);
                false
            }
            Err(_) => true,
        }
    }

    fn is_stopped(&self) -> bool {
        let shown = std::process::Command::new("ps").args(["-o", "stat=", "-p", &self.pid_text()]).output();
        shown.is_ok_and(|shown| shown.stdout.first() == Some(&b'T'))
    }

    fn pid(&self) -> Pid {
        let id = self.child.process_id().and_then(|id| i32::try_from(id).ok()).expect("a process id");
        Pid::from_raw(id).expect("a process id")
    }

    fn pid_text(&self) -> String {
        self.child.process_id().expect("a process id").to_string()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A test that failed leaves no program behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
