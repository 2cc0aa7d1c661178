"""Documents and films written anew from their content, by code that imports no Django and no other app.

``python -m cms.files.rebuild KIND SOURCE TARGET`` does it in a process of its own, with limits of memory and time.
"""
