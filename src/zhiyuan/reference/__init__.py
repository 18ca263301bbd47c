"""The book: figures that a document could change, with dates and citations. Data only.

A page is one YAML file: name → unit → dated values → source. ``zhiyuan.kernel.reference``
is its only reader. Beside each page ``<page>.test.yaml`` says what must come out of it.
"""
