"""Checklists: which steps a device is asked, and their versions as reference data that people edit."""
