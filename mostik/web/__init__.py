"""What every screen is made of: the shell, components, tables, forms, charts, the gallery."""
