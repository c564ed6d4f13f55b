//! Streaming result pages, against a client that answers from memory.
