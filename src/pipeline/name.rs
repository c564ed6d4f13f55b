//! Names of pipelines, stages and metrics: cheap to clone, ordered, never mixed up with one another.
//! What a name may contain is checked where it enters (config), not here.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

macro_rules! name {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
        #[serde(transparent)]
        pub struct $type(Arc<str>);

        impl $type {
            /// Wraps a name that has already been checked.
            pub fn new(name: impl Into<Arc<str>>) -> Self {
                Self(name.into())
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl From<&str> for $type {
            fn from(name: &str) -> Self {
                Self::new(name)
            }
        }
    };
}

name! {
    /// The name of a pipeline, unique in a configuration.
    PipelineName
}
name! {
    /// The name of a stage, unique in its pipeline: what the user calls it, such as `processor`.
    StageName
}
name! {
    /// The key of a metric, unique in its stage: `iterator_age`, `errors`. Used in config, JSON and rules.
    MetricKey
}
