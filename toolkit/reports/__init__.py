"""Issues, plans and receipts as text, JSON and HTML."""
