"""What was found in a workbook, shown in the workbook itself, and taken out again without a trace."""
