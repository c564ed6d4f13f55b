//! What counts as the shipped table and the shipped views, and what does not.

use std::collections::BTreeMap;

use super::*;

fn lake() -> Lake {
    Lake {
        region: None,
        workgroup: "w".into(),
        catalog: "AwsDataCatalog".into(),
        database: "db".into(),
        table: "vendor_events".into(),
        views: BTreeMap::new(),
        output_location: None,
        reuse_minutes: 60,
        scan_limit_bytes: None,
    }
}

/// As Athena writes a definition anew: its own layout, parentheses around comparisons, no `AS` before an alias.
fn rewritten(sql: &str) -> String {
    let body = sql.replace(" AS orders", " orders").replace(" AS revenue", " \"revenue\"");
    let body = body.replace("eventtype = 'ProductView'", "(eventtype = 'ProductView')");
    let body = body
        .replace("year || '-' || month || '-' || day", "concat(concat(year, '-'), concat(month, '-'), day)");
    let body =
        body.replace(" 0.0", " DECIMAL '0.0'").replace('\n', "\n   ").replace("GROUP BY", "\nGROUP BY ");
    body.replacen("CREATE OR REPLACE VIEW", "CREATE VIEW", 1)
}

#[test]
fn a_definition_that_athena_wrote_anew_is_the_same_and_another_query_is_not() {
    for view in sql::VIEWS {
        let shipped = sql::ddl(&lake(), view).unwrap().sql;
        assert!(is_same_definition(&rewritten(&shipped), &shipped), "{view:?}");
        let other = shipped.replace("customerid", "userid").replace("times", "counts");
        assert!(!is_same_definition(&other, &shipped), "{view:?}");
    }
    let with_text = |word: &str| format!("CREATE VIEW a AS SELECT x FROM t WHERE k = '{word}'");
    assert!(!is_same_definition(&with_text("CartAdd"), &with_text("cartadd")), "texts keep their case");
    assert!(is_same_definition(
        "create view other AS select (X) from db.t -- what\n",
        "CREATE VIEW a AS SELECT x FROM t"
    ));
}

fn described(columns: &[(&str, &str)], keys: &[(&str, &str)]) -> Described {
    let own =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    Described { is_view: false, columns: own(columns), keys: own(keys), is_projected: true }
}

const BY_DAY: [(&str, &str); 3] = [("year", "string"), ("month", "string"), ("day", "string")];

#[test]
fn the_shipped_table_is_the_same_with_more_columns_and_listed_partitions() {
    let mut columns = TABLE_COLUMNS.to_vec();
    columns.push(("campaign", "string"));
    let listed = Described { is_projected: false, ..described(&columns, &BY_DAY) };
    let object = table(&lake(), Ok(Some(listed)));
    assert_eq!(object.stand, Stand::Same);
    assert!(object.remarks[0].contains("listed in the catalog"), "{:?}", object.remarks);
}

#[test]
fn a_table_of_another_shape_tells_each_difference() {
    let mut columns = TABLE_COLUMNS.to_vec();
    columns[7] = ("total", "decimal(10,2)");
    columns.remove(9);
    let keys = [("year", "int"), ("month", "string"), ("hour", "string")];
    let Stand::Differs(differs) = table(&lake(), Ok(Some(described(&columns, &keys)))).stand else {
        panic!("it differs")
    };
    assert_eq!(
        differs,
        [
            "column total is decimal(10,2), not double",
            "column timestamp is missing",
            "partitioned by year, month, hour, not by year, month and day",
            "partition key year is int, not string",
        ]
    );
}

#[test]
fn a_view_is_told_by_its_columns_and_a_table_of_its_name_is_left_alone() {
    let columns: Vec<(&str, &str)> =
        sql::columns_of(View::ConversionFunnel).into_iter().map(|name| (name, "bigint")).collect();
    let as_view = |columns: &[(&str, &str)]| Described { is_view: true, ..described(columns, &[]) };
    let stand = |found| view(&lake(), View::ConversionFunnel, Ok(found)).stand;
    assert_eq!(stand(Some(as_view(&columns))), Stand::Same);
    assert_eq!(stand(None), Stand::Missing);
    let Stand::Differs(differs) = stand(Some(as_view(&[&columns[1..], &[("extra", "int")]].concat()))) else {
        panic!("it differs")
    };
    assert_eq!(differs, ["without vendorid", "with extra besides"]);
    assert!(matches!(stand(Some(described(&columns, &[]))), Stand::Other(_)));
}
