//! WHAT EACH KIND OF STAGE IS MEASURED BY: const tables, one file a kind.
