"""The whole company in one file: every table as lines of JSON, every stored file, hashes of all of them."""
