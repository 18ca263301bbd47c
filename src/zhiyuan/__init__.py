"""Zhiyuan 智园: run an industrial park. See docs/house.md for the floors and rooms."""

__version__ = "0.1.0"
