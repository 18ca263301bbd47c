"""What people do about bills: keep accounts and prices, close months, issue bills."""
