"""The main loop as a library: pull, inspect, plan, apply; what the command line calls, one function a step."""
