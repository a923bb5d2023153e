"""What happens when things break: crashes, a full disk, lost workers, fifty at once.

``python -m bench.faults [NAME...]`` runs them at length; the tests run short forms.
"""
