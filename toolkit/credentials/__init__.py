"""Who we are to a service, and where that is kept: the environment, the system's keyring, or a file asked for."""
