"""Clients and deals: pipelines, stages, companies, contacts, activities, payments, the timeline of each."""
