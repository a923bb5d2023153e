"""Flights from every source: files, visibility, uploads, analysis and scores.

Import from the modules: ``service.Logbook`` is the way in, and ``digest`` runs in CPU workers
without bringing a database with it.
"""
