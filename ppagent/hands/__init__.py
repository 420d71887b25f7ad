"""Who carries it out, and who must agree first."""
