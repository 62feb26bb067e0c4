"""What the coder knows about the world before it reads: event types, countries, actors and places.

Plain tables under ``data/`` (source and licence in ``data/README.md``), read once and indexed. Nothing here reads a
document.
"""
