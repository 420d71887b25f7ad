"""ppagent: see a screen like a video encoder, act on it, and show what it cost.

Importing the package does nothing else: no display is opened, no folder made, no torch loaded.
"""

__version__ = "0.1.0"
