//! `tidewatch vendors --rank`: vendors ranked by a KPI over some days, as the Compare screen ranks them.

use std::{collections::BTreeSet, io::Write};

use serde::Serialize;

use super::{failure::Failure, outlook::Outlook, period, session::Session, summary};
use crate::{
    app::{App, Board, Compare, Message, RangeChoice, Screen},
    business::{DateRange, Kpi, SummaryTable},
    cli::{self, General, ListFormat, Rank, TableFormat},
    question::Question,
    theme::Depth,
};

#[derive(Serialize)]
struct Listing<'a> {
    version: u8,
    rank: Kpi,
    days: DateRange,
    compared_with: Option<DateRange>,
    /// How few make how much, in a sentence.
    concentration: Option<String>,
    /// What is not in the numbers and why.
    missing: Vec<String>,
    #[serde(flatten)]
    table: &'a SummaryTable,
}

/// Prints the ranking.
pub(super) async fn run(
    general: &General,
    command: &cli::Vendors,
    rank: Rank,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let session = Session::open(general, &command.world).await?;
    session.needs_vendors()?;
    if !session.desk.audience().is_operator() {
        return Err(Failure::Usage("comparing vendors is the operator's".to_owned()));
    }
    let range = period::range(command.days, session.estate.business_day(session.now()))?;
    let themes = session.themes.clone();
    let outlook = Outlook::settle(general, &session.config.screen, &session.estate, themes, Depth::None)?;
    let mut app = App::new(outlook.settings, &session.estate, session.now());
    (app.range, app.compare, app.ranking.kpi) =
        (RangeChoice::Days(range), compared(command.compare), rank.into());
    // How many vendors there are decides who is asked for them.
    let listed = session.look(BTreeSet::from([Question::Vendors]), Session::LONG_PATIENCE).await?;
    app.update(Message::Go(Screen::Compare), &listed);
    app.update(Message::Tick(listed.at), &listed);
    let wanted = app.wants(&session.estate, app.moment());
    let snapshot = session.look(wanted.clone(), Session::LONG_PATIENCE).await;
    session.close().await;
    let snapshot = snapshot?;
    let board = app.board(&snapshot);
    if board.tally.standings.is_unknown() {
        let question = board.tally.standings.parts.iter().find_map(|part| part.question.clone());
        let question = question.or_else(|| wanted.into_iter().next()).unwrap_or(Question::Vendors);
        return Err(Session::no_answer(&snapshot, &question));
    }
    print(&board, command.format, out)?;
    Ok(0)
}

fn print(board: &Board, format: ListFormat, out: &mut dyn Write) -> Result<(), Failure> {
    let (tally, table) = (&board.tally, board.table());
    match format {
        ListFormat::Json => {
            let listing = Listing {
                version: 1,
                rank: tally.kpi,
                days: tally.shown,
                compared_with: tally.before,
                concentration: tally.concentration(),
                missing: tally.lacks(),
                table: &table,
            };
            serde_json::to_writer_pretty(&mut *out, &listing)?;
            writeln!(out)?;
        }
        ListFormat::Csv => summary::sheet(&table).write(TableFormat::Csv, out)?,
        ListFormat::Table => {
            summary::sheet(&table).write(TableFormat::Table, out)?;
            for sentence in tally.concentration().into_iter().chain(tally.lacks()) {
                writeln!(out, "{sentence}")?;
            }
        }
    }
    Ok(())
}

const fn compared(compare: cli::Compare) -> Compare {
    match compare {
        cli::Compare::Nothing => Compare::Nothing,
        cli::Compare::Previous => Compare::Previous,
        cli::Compare::Week => Compare::WeekBefore,
        cli::Compare::FourWeeks => Compare::FourWeeksBefore,
        cli::Compare::Year => Compare::YearBefore,
    }
}

impl From<Rank> for Kpi {
    fn from(rank: Rank) -> Self {
        match rank {
            Rank::Revenue => Self::Revenue,
            Rank::Orders => Self::Orders,
            Rank::AverageOrder => Self::AverageOrder,
            Rank::Conversion => Self::Conversion,
            Rank::Completion => Self::Completion,
        }
    }
}
