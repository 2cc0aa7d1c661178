"""A campaign as one folder of data: reading, validation, and what the rest of the code asks about it."""
