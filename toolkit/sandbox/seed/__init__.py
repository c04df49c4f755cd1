"""The small company that a fresh sandbox holds."""
