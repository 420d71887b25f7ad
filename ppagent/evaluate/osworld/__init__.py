"""Tasks in OSWorld's form, on private desktops: set up, played, judged by the system."""
