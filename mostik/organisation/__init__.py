"""The department as a machine: meetings and promises, hiring, regulations, requests between departments."""
