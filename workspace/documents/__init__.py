"""Documents to print and to keep: PDF and ODT from one tree."""
