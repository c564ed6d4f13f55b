//! On which shelf a product stands: the category its events tell, finer than its vendor's, judged by its name.

/// A shelf and the words by which its products are known.
type Shelf = (&'static str, &'static [&'static str]);

/// The shelves of each category of vendors, and the one for all that is on none of them.
const SHELVES: [(&[Shelf], &str); 6] = [
    (
        &[
            ("Breakfast", &["basket", "box", "granola"]),
            ("Bread", &["loaf", "bread", "roll", "pretzel", "ciabatta", "baguette", "rusk", "sesame ring"]),
        ],
        "Pastry",
    ),
    (
        &[
            ("Equipment", &["grinder", "v60", "cup", "pot", "jug", "tamper"]),
            (
                "Beans",
                &[
                    "nr. 1",
                    "house filter",
                    "decaf",
                    "ethiopia",
                    "colombia",
                    "kenya",
                    "beans",
                    "gift",
                    "blend",
                ],
            ),
            ("Beans", &["roast", "brazil", "sumatra", "peru", "pads", "subscription"]),
            ("Food", &["bread", "breakfast", "eggs", "toast", "scone"]),
        ],
        "Drinks",
    ),
    (
        &[
            ("To take home", &["to go", "kit", "bento"]),
            ("Bowls", &["ramen", "tantan", "udon", "noodles", "bowl", "broth", "don", "tempura", "wonton"]),
        ],
        "Sides and sweets",
    ),
    (
        &[
            ("Cups and jugs", &["cup", "mug", "tumbler", "pitcher", "jug", "carafe", "teapot"]),
            ("Plates and bowls", &["plate", "bowl", "platter", "baking dish", "olive dish"]),
        ],
        "For the home",
    ),
    (
        &[
            ("Supplies", &["soil", "pot", "can", "food", "mister", "box", "trellis", "hotel", "glass"]),
            ("Supplies", &["service", "compost", "mulch", "seed set"]),
            ("Balcony and garden", &["lavender", "geranium", "tomato", "basil", "strawberry", "hydrangea"]),
            ("Balcony and garden", &["rose", "tree", "heather", "bulb", "wreath"]),
        ],
        "House plants",
    ),
    (
        &[
            (
                "Stationery",
                &["notebook", "pen", "letter", "ink", "washi", "planner", "sketch", "wax", "paper "],
            ),
            ("Comics", &["manga", "comic", "graphic", "artbook"]),
            (
                "Books",
                &["novel", "paperback", "guide", "book", "poetry", "history", "crime", "science", "edition"],
            ),
        ],
        "Gifts and games",
    ),
];

/// The shelf of a product of a category of vendors.
pub(super) fn shelf_of(category: usize, product: &str) -> &'static str {
    let Some((shelves, rest)) = SHELVES.get(category) else { return "Other" };
    let name = format!("{} ", product.to_lowercase());
    let found = shelves.iter().find(|(_, words)| words.iter().any(|word| name.contains(word)));
    found.map_or(rest, |(shelf, _)| shelf)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::simulator::wares::VENDORS;

    #[test]
    fn every_shelf_has_products_and_every_category_several_shelves() {
        let mut counts: BTreeMap<(usize, &str), usize> = BTreeMap::new();
        for (category, _, products) in VENDORS {
            for (product, _) in products {
                *counts.entry((category, shelf_of(category, product))).or_default() += 1;
            }
        }
        for (category, (shelves, rest)) in SHELVES.iter().enumerate() {
            for shelf in shelves.iter().map(|(shelf, _)| shelf).chain([rest]) {
                assert!(
                    counts.get(&(category, shelf)).is_some_and(|count| *count > 1),
                    "{shelf}: {counts:?}"
                );
            }
        }
        assert_eq!((shelf_of(0, "Rye loaf"), shelf_of(3, "Ramen bowl")), ("Bread", "Plates and bowls"));
    }
}
