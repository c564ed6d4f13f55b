//! A statement to its end, as a command waits for it: a signal stops it, and it is given up after a while.

use std::time::Duration;

use crate::{
    business::SummaryTable,
    cli::General,
    collector,
    command::{failure::Failure, session::configured},
    question::{Clock, Fault, Trouble},
    source::{LakeObject, LakeOffice, Stand, Told},
    viewer,
};

/// How long a statement is waited for.
const PATIENCE: Duration = Duration::from_mins(5);

/// The lake and what time it is.
pub(super) struct Desk {
    pub(super) office: LakeOffice,
    pub(super) clock: Clock,
}

impl Desk {
    /// The lake of the configuration.
    pub(super) fn open(general: &General) -> Result<Self, Failure> {
        let config = configured(general)?;
        let office = LakeOffice::of(&config).ok_or_else(|| {
            Failure::Usage("no lake is configured: add [lake] to the configuration".to_owned())
        })?;
        Ok(Self { office, clock: collector::wall() })
    }

    /// The table and the views, each view whose columns are the shipped ones with its definition looked at too.
    pub(super) async fn objects(&mut self) -> Result<Vec<LakeObject>, Failure> {
        let mut objects = Vec::new();
        for object in self.office.objects((self.clock)()).await {
            objects.push(match (&object.stand, object.view) {
                (Stand::Same, Some(view)) => {
                    let sql = self.office.definition_statement(view);
                    match self.run(&sql, true).await? {
                        Ok(told) => self.office.with_definition(object, view, &told),
                        Err(trouble) => LakeObject { stand: Stand::Unknown(trouble), ..object },
                    }
                }
                _ => object,
            });
        }
        Ok(objects)
    }

    /// Runs a statement. The outer failure is a signal; the statement is then stopped.
    pub(super) async fn run(
        &mut self,
        sql: &str,
        is_ddl: bool,
    ) -> Result<Result<SummaryTable, Trouble>, Failure> {
        let begun = (self.clock)();
        let mut work = match self.office.begin(sql, is_ddl, begun).await {
            Ok(work) => work,
            Err(trouble) => return Ok(Err(trouble)),
        };
        loop {
            let now = (self.clock)();
            match self.office.step(&mut work, now).await {
                Told::Done(table) => return Ok(Ok(table)),
                Told::Failed(trouble) => return Ok(Err(trouble)),
                Told::Waiting(note, wait) => {
                    if (now - begun).to_std().unwrap_or_default() > PATIENCE {
                        self.office.stop(work, now).await;
                        return Ok(Err(late(&note, now)));
                    }
                    let ended = tokio::select! {
                        () = tokio::time::sleep(wait) => None,
                        number = viewer::asked_to_end() => Some(number),
                    };
                    if let Some(number) = ended {
                        self.office.stop(work, now).await;
                        return Err(Failure::Interrupted(number));
                    }
                }
            }
        }
    }
}

fn late(note: &str, at: chrono::DateTime<chrono::Utc>) -> Trouble {
    Trouble {
        source: "Athena".into(),
        fault: Fault::TimedOut,
        sentence: format!("The statement was stopped after five minutes ({note}).").into(),
        fix: "Look at the workgroup's running queries, then try again.".into(),
        action: None,
        stage: None,
        at,
    }
}
