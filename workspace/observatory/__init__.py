"""The observatory: indicators of the centres, year by year, as context of the project and never as proof of it."""
