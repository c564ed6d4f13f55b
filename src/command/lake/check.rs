//! `tidewatch lake check`: the lake against what is shipped, its workgroup, and how fresh its last partitions are.

use std::io::Write;

use super::{report::Report, run::Desk};
use crate::{
    cli::{General, LakeCheck, ReportFormat},
    command::failure::Failure,
};

/// Looks and tells. The exit code is 0 as shipped, 1 something differs, 3 something is not known.
pub(in crate::command) async fn run(
    general: &General,
    command: &LakeCheck,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let mut desk = Desk::open(general)?;
    let objects = desk.objects().await?;
    let now = (desk.clock)();
    let lake = desk.office.lake().clone();
    let mut report = Report::new(now, &lake.database, &objects);
    let workgroup = desk.office.workgroup(now).await;
    report.with_workgroup(workgroup, lake.output_location.as_deref(), lake.reuse_minutes);
    if command.days > 0 {
        let (sql, range) =
            desk.office.freshness_statement(now.date_naive(), command.days).map_err(Failure::Usage)?;
        let found = desk.run(&sql, false).await?;
        report.with_days(range, found.as_ref().map_err(Clone::clone));
    }
    let code = report.close();
    let written = match command.format {
        ReportFormat::Json => serde_json::to_writer_pretty(&mut *out, &report)
            .map_err(Failure::from)
            .and_then(|()| writeln!(out).map_err(Failure::from)),
        ReportFormat::Text => report.write(out),
    };
    written.map_err(Failure::untold)?;
    Ok(code)
}
