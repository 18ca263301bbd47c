"""Files that people hand in: looked at before they are taken, kept once by their content, given back safely.

Read ``content`` first (what a file is, whatever it calls itself), then ``shelf`` (kept under its SHA-256) and
``picture`` (a photo that may be shown). Which file belongs to what, and who may read it, is said by the rooms above.
"""
