"""Who sits for the federation in the bodies of institutions, until when, and what they report back."""
