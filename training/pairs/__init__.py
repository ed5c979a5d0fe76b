"""The weights with which tellings are joined: from labelled events to the file that ships."""
