//! JUDGEMENT, pure: threshold rules over ripe points become health with reasons.
