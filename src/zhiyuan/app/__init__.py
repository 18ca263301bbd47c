"""The doors: settings, urls, shell, command line, and the processes of a running park."""
