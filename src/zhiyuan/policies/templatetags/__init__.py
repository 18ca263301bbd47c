"""What templates of policies say with."""
