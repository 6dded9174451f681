"""Bitrix24: its CSV export, where a deal repeats for each product, and the answers of its REST saved as JSON."""
