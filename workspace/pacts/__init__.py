"""Pacts of cooperation, signatories and commitments."""
