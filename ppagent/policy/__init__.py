"""Who decides: a model with a KV session, a reader of text, or a script."""
