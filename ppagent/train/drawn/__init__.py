"""Screens drawn with Pillow, on which everything is known: training data for the small model."""

from __future__ import annotations

from ppagent.train.drawn.drawer import Drawer, sheets

__all__ = ["Drawer", "sheets"]
