//! The difference of two trees of values, and how it is applied: what makes a small change small on the tape.
//! An edit is `[new]` for another value, `[]` for one that is gone, or an object of edits of what lies inside.

use serde_json::{Map, Value};

/// An edit that does not fit the value it is applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an edit does not fit what it changes")]
pub(super) struct Misfit;

/// Key of the elements appended to a list.
const MORE: &str = "+";
/// Key of the number of elements a list is cut to first.
const KEPT: &str = "=";

/// What makes `new` of `old`; none when they are equal.
pub(super) fn difference(old: &Value, new: &Value) -> Option<Value> {
    match (old, new) {
        _ if old == new => None,
        (Value::Object(old), Value::Object(new)) => Some(Value::Object(of_objects(old, new))),
        (Value::Array(old), Value::Array(new)) => Some(Value::Object(of_lists(old, new))),
        _ => Some(Value::Array(vec![new.clone()])),
    }
}

fn of_objects(old: &Map<String, Value>, new: &Map<String, Value>) -> Map<String, Value> {
    let gone = old.keys().filter(|key| !new.contains_key(*key));
    let mut edits: Map<String, Value> = gone.map(|key| (key.clone(), Value::Array(Vec::new()))).collect();
    for (key, value) in new {
        let edit = match old.get(key) {
            Some(before) => difference(before, value),
            None => Some(Value::Array(vec![value.clone()])),
        };
        edits.extend(edit.map(|edit| (key.clone(), edit)));
    }
    edits
}

fn of_lists(old: &[Value], new: &[Value]) -> Map<String, Value> {
    let mut edits = Map::new();
    if new.len() < old.len() {
        edits.insert(KEPT.to_owned(), new.len().into());
    }
    for (place, (before, value)) in old.iter().zip(new).enumerate() {
        edits.extend(difference(before, value).map(|edit| (place.to_string(), edit)));
    }
    if let Some(more) = new.get(old.len()..).filter(|more| !more.is_empty()) {
        edits.insert(MORE.to_owned(), more.to_vec().into());
    }
    edits
}

/// Applies an edit to what it was made from.
///
/// # Errors
/// When it does not fit; the value may then be changed in part.
pub(super) fn apply(value: &mut Value, edit: Value) -> Result<(), Misfit> {
    match (value, edit) {
        (value, Value::Array(mut new)) => {
            *value = new.pop().filter(|_| new.is_empty()).ok_or(Misfit)?;
            Ok(())
        }
        (Value::Object(fields), Value::Object(edits)) => {
            for (key, edit) in edits {
                match fields.get_mut(&key) {
                    _ if edit.as_array().is_some_and(Vec::is_empty) => {
                        fields.remove(&key);
                    }
                    Some(field) => apply(field, edit)?,
                    None => apply(fields.entry(key).or_insert(Value::Null), edit)?,
                }
            }
            Ok(())
        }
        (Value::Array(list), Value::Object(edits)) => apply_to_list(list, edits),
        _ => Err(Misfit),
    }
}

fn apply_to_list(list: &mut Vec<Value>, mut edits: Map<String, Value>) -> Result<(), Misfit> {
    if let Some(kept) = edits.remove(KEPT) {
        list.truncate(kept.as_u64().and_then(|kept| usize::try_from(kept).ok()).ok_or(Misfit)?);
    }
    let more = edits.remove(MORE);
    for (place, edit) in edits {
        let place: usize = place.parse().map_err(|_| Misfit)?;
        apply(list.get_mut(place).ok_or(Misfit)?, edit)?;
    }
    match more {
        None => {}
        Some(Value::Array(more)) => list.extend(more),
        Some(_) => return Err(Misfit),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn trees() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            "[a-c+=0]{0,2}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map("[a-c+=0]{1,2}", inner, 0..5)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    #[test]
    fn a_small_change_of_a_large_value_is_small() {
        let old =
            json!({ "list": [{ "name": "a", "value": 1 }, { "name": "b", "value": 2 }], "rest": "same" });
        let mut new = old.clone();
        new["list"][1]["value"] = 3.into();
        assert_eq!(difference(&old, &new), Some(json!({ "list": { "1": { "value": [3] } } })));
    }

    proptest! {
        #[test]
        fn an_edit_makes_the_new_value_of_the_old(old in trees(), new in trees()) {
            let mut value = old.clone();
            if let Some(edit) = difference(&old, &new) {
                prop_assert_eq!(apply(&mut value, edit), Ok(()));
            }
            prop_assert_eq!(value, new);
        }

        #[test]
        fn an_edit_from_anywhere_breaks_nothing(mut value in trees(), edit in trees()) {
            let _ = apply(&mut value, edit);
        }
    }
}
