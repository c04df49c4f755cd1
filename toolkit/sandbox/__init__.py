"""The service, embedded: a real HTTP server with a small company in it."""
