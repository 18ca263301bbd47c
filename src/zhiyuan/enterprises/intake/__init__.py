"""Workbooks of enterprises as people keep them: any sheet with a head, whose columns are guessed and may be chosen.

Read in this order: ``columns`` (what a column may mean), ``page`` (a sheet, its head and rows), ``values`` (what a
cell says), ``entry`` (a row as what it says of an enterprise, with a fault at every cell that says nothing).
"""
