"""MiniWoB++ in headless Chromium: real pages, real input events, raw rewards."""
