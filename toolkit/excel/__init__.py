"""The workbook: read losslessly, written as a template or a pull, patched in place."""
