//! WHEN TO ASK AND WHAT TO MAKE OF IT: schedule (pure), fold (pure), the only task that polls.
