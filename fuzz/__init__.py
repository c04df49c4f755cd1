"""Searches for input that gets no answer: `make fuzz TARGET=workbook|mt940|camt|table|zip|plan|config`."""
