"""How the tables behind grouping were made: how rare words are, and when two reports tell one event."""
