//! What the live tests share: the emulated account, what was seeded into it, a desk over it, and the fault proxies.

use std::{
    collections::BTreeSet,
    fs,
    io::{Read, Write},
    net::TcpStream,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use chrono::NaiveDate;
use serde_json::Value;
use tidewatch::{
    business::{DateRange, VendorId, VendorScope},
    collector::{self, Collector},
    config::{self, Config},
    pipeline::{PipelineName, Window},
    question::{Desk, Question, Request, Snapshot, ViewerId},
    source,
};

/// Longer than anything takes on a busy machine; passing tests never wait for it.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);
/// The seeded account as a user would write it down.
pub(crate) const CONFIG: &str = include_str!("config.toml");

const VIEWER: ViewerId = ViewerId(1);

fn given(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run the tests by scripts/test"))
}

/// The emulator itself.
pub(crate) fn endpoint() -> String {
    given("TIDEWATCH_TEST_AWS")
}

/// What was seeded, counted by the seed script.
pub(crate) fn truth() -> Value {
    serde_json::from_str(&fs::read_to_string(given("TIDEWATCH_TEST_TRUTH")).unwrap()).unwrap()
}

/// The last days the table was seeded with.
pub(crate) fn last_days(truth: &Value, count: u32) -> DateRange {
    let days = truth["days"]["vendor_001"].as_object().unwrap();
    let last: NaiveDate = days.keys().max().unwrap().parse().unwrap();
    DateRange::ending(last, count)
}

pub(crate) fn shop() -> PipelineName {
    "shop".into()
}

pub(crate) fn metrics() -> Question {
    Question::Metrics { pipeline: shop(), window: Window::JUDGED }
}

pub(crate) fn vendor(id: &str) -> VendorScope {
    VendorScope::One(VendorId::parse(id).unwrap())
}

pub(crate) fn config_at(url: &str) -> Config {
    let mut config = config::parse(CONFIG, "live test").unwrap_or_else(|report| panic!("{report}"));
    config.account.endpoint_url = Some(url.into());
    config
}

/// A desk over an account; what is behind it ends with it.
pub(crate) async fn open(config: &Config) -> Desk {
    let (estate, sources) = source::connect(config).await;
    Collector::start(estate, config.poll, sources, collector::wall())
}

/// A desk over the emulator itself.
pub(crate) async fn desk() -> Desk {
    open(&config_at(&endpoint())).await
}

/// One look, as the headless commands do it.
pub(crate) async fn look(desk: &Desk, questions: impl IntoIterator<Item = Question>) -> Arc<Snapshot> {
    collector::look(desk, questions.into_iter().collect(), PATIENCE).await
}

/// Holds leases on these questions, as a screen does.
pub(crate) async fn want(desk: &Desk, questions: &BTreeSet<Question>) {
    let want = Request::Want { viewer: VIEWER, questions: questions.clone() };
    desk.requests().send(want).await.unwrap();
}

/// Gives all leases back, as a screen that is left does.
pub(crate) async fn leave(desk: &Desk) {
    desk.requests().send(Request::Leave { viewer: VIEWER }).await.unwrap();
}

/// The first snapshot that is as wished. With `presses_refresh` somebody keeps pressing `r` meanwhile.
pub(crate) async fn until(
    desk: &Desk,
    wish: &str,
    presses_refresh: bool,
    is_so: impl Fn(&Snapshot) -> bool,
) -> Arc<Snapshot> {
    let mut snapshots = desk.snapshots();
    let waits = async {
        loop {
            if presses_refresh {
                desk.requests().send(Request::Refresh { viewer: VIEWER }).await.unwrap();
            }
            let seen = tokio::time::timeout(Duration::from_secs(1), snapshots.wait_for(|s| is_so(s))).await;
            if let Ok(seen) = seen {
                return Arc::clone(&seen.unwrap());
            }
        }
    };
    let came = tokio::time::timeout(PATIENCE, waits).await;
    came.unwrap_or_else(|late| {
        panic!("never came ({late}): {wish}; the troubles are {:#?}", troubles(&desk.newest()))
    })
}

/// Every trouble as a line.
pub(crate) fn troubles(snapshot: &Snapshot) -> Vec<String> {
    let line = |(question, t): (&Question, &tidewatch::question::Trouble)| {
        format!("{}: {} {}", question.label(), t.sentence, t.fix)
    };
    snapshot.troubles().map(line).collect()
}

/// A fault proxy in front of the emulator. Each test has its own, so that they do not meet each other's faults.
pub(crate) struct Faults {
    /// Where the account is seen through it.
    pub(crate) url: String,
}

impl Faults {
    /// The proxy of this number, without any fault.
    pub(crate) fn at(place: usize) -> Self {
        let urls = given("TIDEWATCH_TEST_FAULTS");
        let url = urls.split_whitespace().nth(place).expect("run.py starts a proxy for each test").to_owned();
        let faults = Self { url };
        faults.clear();
        faults
    }

    /// Replaces the rules.
    pub(crate) fn inject(&self, rules: &Value) {
        let address = self.url.trim_start_matches("http://");
        let body = rules.to_string();
        let head = format!(
            "POST /_microburst/rules HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
             connection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 2"), "the proxy refused {rules}: {answer}");
    }

    /// All is well again.
    pub(crate) fn clear(&self) {
        self.inject(&Value::Array(Vec::new()));
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.clear();
        }
    }
}

/// The real binary with a configuration of its own, at an endpoint; nothing of the machine's set-up reaches it.
pub(crate) struct Program {
    folder: tempfile::TempDir,
    url: String,
}

impl Program {
    pub(crate) fn new(config: &str, url: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("config.toml"), config).unwrap();
        Self { folder, url: url.to_owned() }
    }

    /// Where its configuration is.
    pub(crate) fn config(&self) -> String {
        self.folder.path().join("config.toml").to_string_lossy().into_owned()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidewatch"));
        command
            .args(["--endpoint-url", &self.url, "--config"])
            .arg(self.folder.path().join("config.toml"))
            .args(arguments)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("AWS_ACCESS_KEY_ID", "testing")
            .env("AWS_SECRET_ACCESS_KEY", "testing")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .stdin(Stdio::null());
        command
    }

    /// Exit code, stdout, stderr.
    pub(crate) fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
    }

    /// Exit code and the JSON on stdout.
    pub(crate) fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let (code, out, said) = self.run(arguments);
        let json = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}\n{said}"));
        (code, json)
    }
}
