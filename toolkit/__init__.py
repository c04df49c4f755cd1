"""Excel to Flowtly and back."""

__version__ = "0.1.0"
