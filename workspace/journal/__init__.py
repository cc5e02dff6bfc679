"""Who changed what, and when: lines that nothing in the product edits."""
