"""What an imported file says: values, columns, rows and names. Pure: text in, frozen values and problems out."""
