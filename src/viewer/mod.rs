//! PAIRS OF EYES: the one loop, generic over backend and input; the only code that touches a terminal.
