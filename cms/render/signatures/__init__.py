"""Signatures in released files: C2PA Content Credentials in pictures and films, PAdES in PDF files."""
