"""Salesforce: exports of accounts, contacts, leads, opportunities and activities, joined by name."""
