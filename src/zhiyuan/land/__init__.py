"""Industrial land, leased first and granted once its covenants are met (先租后让)."""
