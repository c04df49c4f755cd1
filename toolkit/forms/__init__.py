"""Other forms than the workbook: delimited text, read and written, JSON lines, and Parquet."""
