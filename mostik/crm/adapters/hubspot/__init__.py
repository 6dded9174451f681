"""HubSpot: exports of deals, companies and contacts as CSV or XLSX."""
