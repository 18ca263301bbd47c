"""The room's pages: meters and their tree, readings by hand, virtual meters."""
