"""Training screens of real programs on private desktops."""
