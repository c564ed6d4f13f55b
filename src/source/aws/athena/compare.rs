//! What a lake has against what is shipped: the table by its columns and partition keys, a view by its columns and its
//! definition. Pure. Athena writes a definition anew in its own hand; what that changes is not compared.

use super::{described::Described, settings::Workgroup, sql};
use crate::{business::View, config::Lake, question::Trouble};

/// The columns that the shipped definitions read of the table, and their types.
const TABLE_COLUMNS: [(&str, &str); 10] = [
    ("eventid", "string"),
    ("eventtype", "string"),
    ("vendorid", "string"),
    ("customerid", "string"),
    ("productid", "string"),
    ("orderid", "string"),
    ("category", "string"),
    ("total", "double"),
    ("items", "array<struct<productid:string,quantity:int,price:double>>"),
    ("timestamp", "string"),
];
const KEYS: [&str; 3] = ["year", "month", "day"];

/// How an object of the lake stands against the shipped one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stand {
    /// As shipped.
    Same,
    /// Not there.
    Missing,
    /// There, and not as shipped: what differs, each a clause.
    Differs(Vec<String>),
    /// There, and of another kind than is shipped; nothing of ours is put in its place.
    Other(String),
    /// It could not be looked at.
    Unknown(Trouble),
}

/// The table or a view of the lake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LakeObject {
    /// Its name.
    pub name: String,
    /// The view; none for the table.
    pub view: Option<View>,
    /// How it stands.
    pub stand: Stand,
    /// What is worth knowing and no difference.
    pub remarks: Vec<String>,
}

/// How a workgroup is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the workgroup of its own")]
pub struct WorkgroupFacts {
    /// Its name.
    pub name: String,
    /// False when nobody may run queries in it.
    pub is_enabled: bool,
    /// Most bytes a query may scan before Athena stops it.
    pub scan_limit_bytes: Option<u64>,
    /// Where results go; none where a query has to say so.
    pub output_location: Option<String>,
    /// True where a query's own output location is left aside or refused.
    pub is_enforced: bool,
    /// Athena keeps the results itself.
    pub keeps_results: bool,
    /// The engine.
    pub engine: Option<String>,
    /// True where results of earlier queries can be taken.
    pub may_reuse: bool,
    /// Numbers of its queries go to CloudWatch.
    pub publishes_metrics: bool,
}

impl WorkgroupFacts {
    /// Out of the settings, for a lake.
    pub(super) fn of(lake: &Lake, group: &Workgroup) -> Self {
        Self {
            name: lake.workgroup.to_string(),
            is_enabled: group.is_enabled,
            scan_limit_bytes: group.cutoff_bytes,
            output_location: group.place.clone(),
            is_enforced: group.is_enforced || group.keeps_results,
            keeps_results: group.keeps_results,
            engine: group.engine.clone(),
            may_reuse: group.may_reuse(),
            publishes_metrics: group.publishes,
        }
    }
}

/// How the table stands.
pub(super) fn table(lake: &Lake, found: Result<Option<Described>, Trouble>) -> LakeObject {
    let mut remarks = Vec::new();
    let stand = match found {
        Err(trouble) => Stand::Unknown(trouble),
        Ok(None) => Stand::Missing,
        Ok(Some(found)) if found.is_view => Stand::Other("it is a view, not a table".to_owned()),
        Ok(Some(found)) => {
            let mut differs = Vec::new();
            for (name, kind) in TABLE_COLUMNS {
                match found.columns.iter().find(|(own, _)| own == name) {
                    None => differs.push(format!("column {name} is missing")),
                    Some((_, own)) if !is_like(own, kind) => {
                        differs.push(format!("column {name} is {own}, not {kind}"));
                    }
                    Some(_) => {}
                }
            }
            let keys: Vec<&str> = found.keys.iter().map(|(name, _)| &**name).collect();
            if !KEYS.iter().all(|key| keys.contains(key)) {
                differs.push(format!("partitioned by {}, not by year, month and day", said(&keys)));
            }
            for (name, kind) in found.keys.iter().filter(|(name, _)| KEYS.contains(&&**name)) {
                if !is_like(kind, "string") {
                    differs.push(format!("partition key {name} is {kind}, not string"));
                }
            }
            if !found.is_projected {
                remarks.push(
                    "partitions are listed in the catalog, not computed: a new day is seen when it is added"
                        .to_owned(),
                );
            }
            if differs.is_empty() { Stand::Same } else { Stand::Differs(differs) }
        }
    };
    LakeObject { name: lake.table.to_string(), view: None, stand, remarks }
}

/// How a view stands, by its columns; the definition is looked at where they are the shipped ones.
pub(super) fn view(lake: &Lake, view: View, found: Result<Option<Described>, Trouble>) -> LakeObject {
    let stand = match found {
        Err(trouble) => Stand::Unknown(trouble),
        Ok(None) => Stand::Missing,
        Ok(Some(found)) if !found.is_view => Stand::Other("it is a table, not a view".to_owned()),
        Ok(Some(found)) => {
            let own: Vec<&str> = found.columns.iter().map(|(name, _)| &**name).collect();
            let shipped = sql::columns_of(view);
            let missing: Vec<&str> = shipped.iter().filter(|name| !own.contains(name)).copied().collect();
            let more: Vec<&str> = own.iter().filter(|name| !shipped.contains(name)).copied().collect();
            let mut differs = Vec::new();
            if !missing.is_empty() {
                differs.push(format!("without {}", said(&missing)));
            }
            if !more.is_empty() {
                differs.push(format!("with {} besides", said(&more)));
            }
            if differs.is_empty() { Stand::Same } else { Stand::Differs(differs) }
        }
    };
    LakeObject { name: lake.view_name(view).to_owned(), view: Some(view), stand, remarks: Vec::new() }
}

/// True where two texts define the same view: neither layout, quotes, parentheses, comments nor the name count.
pub(super) fn is_same_definition(found: &str, shipped: &str) -> bool {
    let tokens = |text: &str| query_of(&words(text));
    tokens(found) == tokens(shipped)
}

/// What follows the first `AS` of a `CREATE VIEW`; all of it where there is none. What Athena changes when it writes a
/// statement anew is left out: `AS` before an alias, `a || b` for `concat(a, b)`, `0.0` for `DECIMAL '0.0'`.
fn query_of(words: &[String]) -> Vec<String> {
    let is_as = |word: &&String| word.as_str() == "as";
    let start = words.iter().position(|word| is_as(&word)).map_or(0, |at| at + 1);
    let is_head = words.first().is_some_and(|word| word == "create");
    let body = if is_head { words.get(start..).unwrap_or_default() } else { words };
    let is_hand = |word: &&String| matches!(word.as_str(), "as" | "concat" | "||" | "decimal");
    let plain = |word: &String| {
        let number = word.trim_matches('\'');
        let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '.');
        let word = if is_number { number } else { word };
        word.rsplit('.').next().unwrap_or(word).to_owned()
    };
    body.iter().filter(|word| !is_hand(word)).map(plain).collect()
}

/// Words, numbers, operators and texts in quotes; the rest is layout. Names are in lower case, texts as they are.
fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        let mut word = String::new();
        match next {
            '\'' => {
                word.push(next);
                for inner in rest.by_ref() {
                    word.push(inner);
                    if inner == '\'' {
                        break;
                    }
                }
            }
            '-' if rest.peek() == Some(&'-') => {
                rest.by_ref().find(|inner| *inner == '\n');
            }
            next if is_name(next) || next == '"' || next == '`' => {
                let mut inner = Some(next);
                while let Some(letter) = inner {
                    if letter != '"' && letter != '`' {
                        word.extend(letter.to_lowercase());
                    }
                    inner = rest.next_if(|letter| is_name(*letter) || "\"`.".contains(*letter));
                }
            }
            next if next.is_whitespace() || "();,".contains(next) => {}
            next => {
                word.push(next);
                while let Some(more) = rest.next_if(|more| "<>=|!".contains(*more)) {
                    word.push(more);
                }
            }
        }
        if !word.is_empty() {
            found.push(word);
        }
    }
    found
}

const fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn is_like(own: &str, shipped: &str) -> bool {
    let plain = |kind: &str| kind.replace("varchar", "string").replace("integer", "int");
    plain(own) == plain(shipped)
}

fn said(names: &[&str]) -> String {
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
#[path = "tests/compare.rs"]
mod tests;
