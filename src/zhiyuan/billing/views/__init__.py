"""Pages of prices, accounts and the tariff calendar."""
