//! The ranking in sentences: what the screen says above its rows, what is copied and what is told plainly.

use rust_decimal::Decimal;

use super::{board::Board, board::Tally, state::App};
use crate::{
    business::{Basis, Benchmark, Kpi, Kpis, Money, Move, Placing, Ranked},
    pipeline::{Unit, clean_line, say, say_count},
    question::Snapshot,
};

impl Tally {
    /// How much of the marketplace the first few make: `The top 3 of 24 vendors make 41 % of revenue.`
    pub fn concentration(&self) -> Option<String> {
        let told = self.ranking.concentration(self.kpi)?;
        let share = format!("{:.0} %", told.share * 100.0);
        let of = say_count(told.of as f64);
        Some(match told.top {
            1 => format!("The first of {of} vendors makes {share} of {}.", self.kpi.label()),
            top => format!("The top {top} of {of} vendors make {share} of {}.", self.kpi.label()),
        })
    }

    /// What is missing from the numbers and why, a sentence each; empty when all of them are there.
    pub fn lacks(&self) -> Vec<String> {
        let mut lacks = Vec::new();
        for part in &self.standings.parts {
            let days = match part.days.days() {
                1 => part.days.from().to_string(),
                _ => format!("{} to {}", part.days.from(), part.days.to()),
            };
            match (&part.lack, part.is_known) {
                (Some(lack), false) => lacks.push(format!("{days} missing: {lack}")),
                (None, false) => lacks.push(format!("{days} not read yet")),
                (Some(lack), true) => lacks.push(lack.to_string()),
                (None, true) if part.is_stale => lacks.push(format!("{days} stale")),
                (None, true) => {}
            }
        }
        lacks.dedup();
        lacks
    }

    /// What changes and moves stand on, in a few words; why there are none, where there are none.
    pub fn compared_words(&self) -> &'static str {
        match (self.before, &self.ranking.compared, self.basis) {
            (None, _, _) => "compared with nothing",
            (Some(_), None, _) if self.earlier.as_ref().is_some_and(|earlier| earlier.is_unknown()) => {
                "earlier days not read"
            }
            (Some(_), None, _) => "not all days read: no change told",
            (Some(_), Some(_), Basis::ClosedDays) => "changes leave today out",
            (Some(_), Some(_), Basis::OpenDay) if self.kpi.adds_up() => "today is open: no change told",
            (Some(_), Some(_), _) => "",
        }
    }
}

impl App {
    /// A figure of a KPI for people; a dash where it is unknown.
    pub fn kpi_said(&self, shown: &Snapshot, kpis: Option<&Kpis>, kpi: Kpi) -> String {
        let money = |amount: Decimal| Money::new(amount, shown.estate.currency.clone()).to_string();
        let said = kpis.and_then(|kpis| match kpi {
            Kpi::Revenue => Some(money(kpis.revenue)),
            Kpi::Orders => Some(say_count(kpis.orders as f64)),
            Kpi::AverageOrder => kpis.average_order.map(money),
            Kpi::Conversion => kpis.conversion.map(|share| say(share, Unit::Ratio)),
            Kpi::Completion => kpis.completion.map(|share| say(share, Unit::Ratio)),
        });
        said.unwrap_or_else(|| "–".to_owned())
    }

    /// The ranking as sentences: what it is of, what is missing, the first rows.
    pub fn ranking_sentences(&self, shown: &Snapshot, rows: usize) -> Vec<String> {
        if !self.audience.is_operator() {
            return vec!["Comparing vendors is the operator's.".to_owned()];
        }
        let board = self.board(shown);
        let tally = &board.tally;
        if tally.standings.is_unknown() {
            let lacks = tally.lacks();
            let unknown = || vec!["The vendors of these days are not known yet.".to_owned()];
            return if lacks.is_empty() {
                unknown()
            } else {
                lacks.iter().map(|lack| format!("{lack}.")).collect()
            };
        }
        let mut lines = vec![format!(
            "{} vendors by {}, {} to {}.",
            say_count(tally.ranking.rows.len() as f64),
            tally.kpi.label(),
            tally.shown.from(),
            tally.shown.to()
        )];
        lines.extend(tally.concentration());
        lines.extend(tally.lacks().iter().map(|lack| format!("{}.", lack.trim_end_matches('.'))));
        for line in 0..board.order.len().min(rows) {
            lines.extend(self.row_sentence(&board, line, shown));
        }
        lines
    }

    fn row_sentence(&self, board: &Board, line: usize, shown: &Snapshot) -> Option<String> {
        let (place, row) = (*board.order.get(line)?, board.row(line)?);
        let rank = row.rank.map_or_else(|| "no rank".to_owned(), |rank| format!("rank {rank}"));
        let moved = match row.moved {
            Some(Move::Up(places)) => format!(", up {places}"),
            Some(Move::Down(places)) => format!(", down {places}"),
            Some(Move::New) => ", new".to_owned(),
            Some(Move::Same) | None => String::new(),
        };
        let name = clean_line(board.tally.name(place), 120);
        Some(format!("{name} ({}), {rank}{moved}: {}.", row.vendor, self.figures(row, shown)))
    }

    fn figures(&self, row: &Ranked, shown: &Snapshot) -> String {
        let kpis = row.kpis();
        if kpis.is_none() {
            return "not read".to_owned();
        }
        let figure = |kpi: Kpi| format!("{} {}", kpi.label(), self.kpi_said(shown, kpis.as_ref(), kpi));
        let share = row.share.map(|share| format!("share {:.1} %", share * 100.0));
        Kpi::ALL.into_iter().map(figure).chain(share).collect::<Vec<_>>().join(", ")
    }

    /// The chosen row, to be pasted.
    pub(super) fn ranked_text(&self, shown: &Snapshot) -> Option<String> {
        let board = self.board(shown);
        let sentence = self.row_sentence(&board, self.ranked_line(&board), shown)?;
        Some(format!("{} to {}, {sentence}", board.tally.shown.from(), board.tally.shown.to()))
    }

    /// The benchmark that may be shown: of the chosen vendor for operators, of a vendor's own where the operator lets it.
    pub fn shown_benchmark(&self, shown: &Snapshot) -> Option<Benchmark> {
        if !self.audience.is_operator() {
            let range = self.date_range(self.today(&shown.estate));
            return shown.benchmarks.get(&range).cloned();
        }
        let board = self.board(shown);
        let vendors = shown.vendors().map_or(&[][..], |vendors| vendors);
        Some(board.tally.benchmark(&self.ranked_vendor(&board)?, vendors))
    }

    /// The benchmark, to be pasted.
    pub(super) fn benchmark_text(&self, shown: &Snapshot) -> Option<String> {
        let benchmark = self.shown_benchmark(shown)?;
        let category = benchmark.category.as_deref().unwrap_or("category unknown");
        let told = |(kpi, place): &(Kpi, Placing)| format!("{}: {}", kpi.label(), place.label());
        let told: Vec<String> = benchmark.places.iter().map(told).collect();
        Some(format!("{}\n{}", clean_line(category, 80), told.join("\n")))
    }
}
