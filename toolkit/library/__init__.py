"""The public library: what `from toolkit import Flowtly, Workbook, plan, apply` gives, thin over the main loop."""
