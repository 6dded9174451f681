"""The Maven opportunities set: four files that make a whole department with its deals."""
