//! WHAT IT LOOKS LIKE, pure: layout, format, screens, widgets.
