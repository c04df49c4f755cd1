"""Is it right? From cells to records, with every issue at its address."""
