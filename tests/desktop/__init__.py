"""Tests of ppagent.desktop."""
