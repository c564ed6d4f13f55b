//! ONE VIEWER'S MIND, Elm without I/O: message, screen state, the command table.
