//! WHAT THE USER WROTE: strict TOML, every mistake at once, each under the user's own line.
