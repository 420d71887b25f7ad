"""Grounding sets made from real programs and pages."""
