//! `tidewatch products`: every product of a vendor, or of all, over some days, ranked, with what it is compared with and
//! where it comes from. JSON is documented in docs/json.md.

use std::{collections::BTreeSet, io::Write, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{failure::Failure, period, session::Session, sheet::Sheet};
use crate::{
    business::{
        Basis, BookedProduct, DateRange, Money, ProductBoard, ProductColumn, ProductCounts, ProductOrder,
        ProductRow, VendorId, VendorScope,
    },
    cli::{self, General, TableFormat},
    question::{
        Estate, ProductAnswers, Provenance, Question, Snapshot, Trouble, index_fails, product_questions,
    },
};

/// Prints a vendor's products.
pub(super) async fn run(
    general: &General,
    command: &cli::Products,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let scope = period::scope(&command.vendor)?;
    let session = Session::open(general, &command.world).await?;
    session.needs_vendors()?;
    if scope.one().is_none() && session.estate.lake.is_none() {
        let sentence =
            "the products of all vendors are told by the lake alone, and none is configured: name one vendor";
        return Err(Failure::Usage(sentence.to_owned()));
    }
    let estate = &Arc::clone(&session.estate);
    let now = session.now();
    let range = period::range(command.days, estate.business_day(now))?;
    let before = period::compared(command.compare, range, estate.business_day(now));
    let questions = |index_fails| {
        let ranges = [Some(range), before].into_iter().flatten();
        let mut wanted = product_questions(ranges, &scope, index_fails, estate, now);
        wanted.insert(Question::Vendors);
        wanted
    };
    let snapshot = look(session, &scope, questions).await?;
    if let (VendorScope::One(id), Some(vendors)) = (&scope, snapshot.vendors())
        && let Some(sentence) = period::unknown_vendor(id, vendors)
    {
        return Err(Failure::Usage(sentence));
    }
    let order = ProductOrder { column: ProductColumn::from(command.sort), is_reversed: command.reverse };
    let report = Report::of(&snapshot, &scope, (range, before), order, command.limit);
    if report.known_days == 0 {
        let wanted = product_questions([range], &scope, false, estate, now);
        let sentence = "no store keeps products of these days: they lie ahead, or are older than the table and there is no lake";
        return Err(wanted.first().map_or_else(
            || Failure::NoAnswer(sentence.to_owned()),
            |question| Session::no_answer(&snapshot, question),
        ));
    }
    match command.format {
        TableFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &report)?;
            writeln!(out)?;
        }
        TableFormat::Table => report.write(out)?,
        TableFormat::Csv | TableFormat::Md => report.sheet().write(command.format, out)?,
    }
    Ok(0)
}

/// Looks once; where the index failed for good, once more at the lake for its days.
async fn look(
    session: Session,
    scope: &VendorScope,
    questions: impl Fn(bool) -> BTreeSet<Question>,
) -> Result<Arc<Snapshot>, Failure> {
    let mut looked = session.look(questions(false), Session::LONG_PATIENCE).await;
    if let (Ok(snapshot), VendorScope::One(vendor)) = (&looked, scope)
        && session.estate.lake.is_some()
        && index_fails(snapshot, vendor)
    {
        looked = session.look(questions(true), Session::LONG_PATIENCE).await;
    }
    session.close().await;
    looked
}

#[derive(Serialize)]
struct Report {
    version: u8,
    vendor: String,
    currency: String,
    from: NaiveDate,
    to: NaiveDate,
    known_days: i64,
    days: i64,
    complete_to: Option<DateTime<Utc>>,
    index_from: Option<NaiveDate>,
    compared: Option<Compared>,
    sort: &'static str,
    totals: Counts,
    products_found: usize,
    products: Vec<Row>,
    unknown_days: Vec<NaiveDate>,
    sources: Vec<Provenance>,
    troubles: Vec<Trouble>,
}

/// The days that are compared.
#[derive(Serialize)]
struct Compared {
    from: NaiveDate,
    to: NaiveDate,
    is_complete: bool,
    leaves_out_today: bool,
}

#[derive(Serialize)]
struct Counts {
    revenue: Money,
    orders: i64,
    units: Option<i64>,
    views: i64,
    favorites: i64,
    cart_adds: i64,
    conversion: Option<f64>,
}

#[derive(Serialize)]
struct Row {
    vendor: Option<String>,
    product: String,
    category: Option<String>,
    rank: Option<u32>,
    rank_change: Option<i64>,
    standing: Option<&'static str>,
    share: Option<f64>,
    #[serde(flatten)]
    counts: Counts,
    compared_revenue: Option<Money>,
    previous_revenue: Option<Money>,
    revenue_change: Option<f64>,
}

impl Counts {
    fn of(counts: &ProductCounts, estate: &Estate) -> Self {
        Self {
            revenue: Money::new(counts.revenue, estate.currency.clone()),
            orders: counts.orders,
            units: counts.units,
            views: counts.views,
            favorites: counts.favorites,
            cart_adds: counts.cart_adds,
            conversion: counts.conversion(),
        }
    }
}

impl Row {
    fn of(
        board: &ProductBoard,
        (row, product): (&ProductRow, &BookedProduct),
        scope: &VendorScope,
        estate: &Estate,
    ) -> Self {
        let money = |amount| Money::new(amount, estate.currency.clone());
        let vendor = product.key.vendor.as_deref().or(scope.one().map(VendorId::as_str));
        // A change against days that are not all known would be a change against nothing.
        let is_fair = !board.is_partial && board.basis.is_some_and(|basis| basis != Basis::OpenDay);
        let change = row.compared.filter(|_| is_fair).and_then(|compared| compared.revenue_change());
        Self {
            vendor: vendor.map(str::to_owned),
            product: product.key.product.to_string(),
            category: product.category.as_deref().map(str::to_owned),
            rank: row.rank,
            rank_change: row.rank_change(),
            standing: Some(row.standing.as_str()).filter(|word| !word.is_empty()),
            share: row.share,
            counts: Counts::of(&row.counts, estate),
            compared_revenue: row.compared.map(|compared| money(compared.now.revenue)),
            previous_revenue: row.compared.map(|compared| money(compared.before.revenue)),
            revenue_change: change.map(|change| change.amount() / 100.0),
        }
    }
}

impl Report {
    fn of(
        snapshot: &Snapshot,
        scope: &VendorScope,
        (range, before): (DateRange, Option<DateRange>),
        order: ProductOrder,
        limit: Option<usize>,
    ) -> Self {
        let estate = &snapshot.estate;
        let answers = ProductAnswers::of(snapshot, scope);
        let history = answers.history(scope, estate);
        let book = &history.book;
        let board = ProductBoard::of(book, range, before, estate.business_day(snapshot.at));
        let rows = order.sorted(&board, book, |_| true);
        let product = |at: &u32| {
            let row = board.rows.get(*at as usize)?;
            Some(Row::of(&board, (row, book.products().get(row.place)?), scope, estate))
        };
        let is_about =
            |asked: &DateRange| [Some(range), before].iter().flatten().any(|r| asked.overlap(r).is_some());
        let sources = answers.answers.iter().filter(|one| is_about(&one.asked));
        Self {
            version: 1,
            vendor: scope.one().map_or("all".to_owned(), ToString::to_string),
            currency: estate.currency.code().to_owned(),
            from: range.from(),
            to: range.to(),
            known_days: board.known_days,
            days: board.days,
            complete_to: answers.complete_to(range),
            index_from: history.seam(range).map(|(_, from)| from),
            compared: before.filter(|_| board.basis.is_some()).map(|before| Compared {
                from: before.from(),
                to: before.to(),
                is_complete: !board.is_partial,
                leaves_out_today: board.basis == Some(Basis::ClosedDays),
            }),
            sort: order.column.as_str(),
            totals: Counts::of(&board.total, estate),
            products_found: rows.len(),
            products: rows.iter().take(limit.unwrap_or(usize::MAX)).filter_map(product).collect(),
            unknown_days: range.dates().filter(|date| !book.is_known(*date)).collect(),
            sources: sources.map(|one| one.held.provenance.clone()).collect(),
            troubles: snapshot.troubles().map(|(_, trouble)| trouble.clone()).collect(),
        }
    }

    fn sheet(&self) -> Sheet {
        let columns = [
            "#rank",
            "#move",
            "product",
            "vendor",
            "#revenue",
            "#change",
            "#share",
            "#orders",
            "#units",
            "#views",
            "#favourites",
            "#cart adds",
            "#conversion",
        ];
        let mut sheet = Sheet::new(columns);
        let told = |value: Option<String>| value.unwrap_or_default();
        for product in &self.products {
            let counts = &product.counts;
            let moved = match product.standing {
                Some(word @ ("new" | "gone")) => word.to_owned(),
                _ => told(product.rank_change.map(|won| format!("{won:+}"))),
            };
            sheet.push(vec![
                told(product.rank.map(|rank| rank.to_string())),
                moved,
                product.product.clone(),
                told(product.vendor.clone()),
                counts.revenue.plain(),
                told(product.revenue_change.map(|change| format!("{change:.4}"))),
                told(product.share.map(|share| format!("{share:.4}"))),
                counts.orders.to_string(),
                told(counts.units.map(|units| units.to_string())),
                counts.views.to_string(),
                counts.favorites.to_string(),
                counts.cart_adds.to_string(),
                told(counts.conversion.map(|rate| format!("{rate:.4}"))),
            ]);
        }
        sheet
    }

    fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let complete = self
            .complete_to
            .map_or(String::new(), |to| format!(", complete to {}", to.format("%F %H:%M UTC")));
        writeln!(out, "products of {}, {} to {}{complete}", self.vendor, self.from, self.to)?;
        writeln!(
            out,
            "  {} products, revenue {}, {} orders",
            self.products_found, self.totals.revenue, self.totals.orders
        )?;
        if let Some(from) = self.index_from {
            writeln!(out, "  the index tells days from {from}, the lake those before")?;
        }
        if !self.unknown_days.is_empty() {
            writeln!(out, "  {} days are not known and not counted", self.unknown_days.len())?;
        }
        writeln!(out)?;
        self.sheet().write(TableFormat::Table, out)?;
        for trouble in &self.troubles {
            writeln!(out, "! {} {}", trouble.sentence, trouble.fix)?;
        }
        Ok(())
    }
}

impl From<cli::ProductSort> for ProductColumn {
    fn from(sort: cli::ProductSort) -> Self {
        match sort {
            cli::ProductSort::Rank => Self::Rank,
            cli::ProductSort::Move => Self::Move,
            cli::ProductSort::Product => Self::Product,
            cli::ProductSort::Revenue => Self::Revenue,
            cli::ProductSort::Change => Self::Change,
            cli::ProductSort::Share => Self::Share,
            cli::ProductSort::Orders => Self::Orders,
            cli::ProductSort::Units => Self::Units,
            cli::ProductSort::Views => Self::Views,
            cli::ProductSort::Favourites => Self::Favorites,
            cli::ProductSort::CartAdds => Self::CartAdds,
            cli::ProductSort::Conversion => Self::Conversion,
        }
    }
}
