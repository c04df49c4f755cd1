"""Bank statements: read, proved, written, and held against the service's transactions."""
