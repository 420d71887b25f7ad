"""Frames: where they come from, and when the screen is at rest."""
