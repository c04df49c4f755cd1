"""Documents of transactions: safe archives, readable folders, a manifest that proves itself, and what may be sent."""
