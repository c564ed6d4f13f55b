//! Roles of colour, and the themes that fill them.
