"""Measurements with bars to meet; ``python -m bench`` runs them all."""
