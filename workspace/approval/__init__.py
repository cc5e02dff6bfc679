"""Review of minutes, their tacit approval, their corrections and versions."""
