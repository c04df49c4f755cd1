"""The command line: options, one library call, a report, an exit code."""
