"""Screens rendered by a real Chromium, with what the DOM knows of them, and tasks done on them."""
