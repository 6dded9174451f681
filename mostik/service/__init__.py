"""The client-service department: bookings, test drives, claims, documents."""
