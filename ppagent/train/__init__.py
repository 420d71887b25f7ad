"""Data for and training of ppagent's own small model."""
