"""A policy without a model: it reads the screen and follows plain instructions."""
