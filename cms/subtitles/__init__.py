"""Subtitle files: WebVTT and SubRip (SRT) read and written, and the times of cues."""
