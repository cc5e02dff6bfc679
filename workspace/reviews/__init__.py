"""Reviews of progress: what the board says of each item of the project, sitting after sitting."""
