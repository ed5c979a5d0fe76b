"""A record goes out: JSON for programs, a page and a terminal summary for people."""
