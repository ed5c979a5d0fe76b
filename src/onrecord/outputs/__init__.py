"""Record in, files for people and machines out."""
