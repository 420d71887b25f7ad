"""Scripts that the system's Python runs; they import one another from this folder, and nothing of ppagent."""
