"""What would change? Pure functions from three sides to one plan."""
