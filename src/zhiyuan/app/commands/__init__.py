"""One file per command: ``<name>.py`` holds a click command called ``command``.

The command line finds a file by its name (``close_month.py`` → ``zhiyuan close-month``) and
imports it only when it is called, so that ``zhiyuan --help`` stays quick.
"""
