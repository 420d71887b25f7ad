"""What happened: written down step by step, verifiable, readable."""
