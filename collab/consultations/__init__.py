"""Consultations: what is asked about a proposal, who answers, and what is done with the answers."""
