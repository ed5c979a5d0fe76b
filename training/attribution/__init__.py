"""The attribution finder: from an annotated corpus to the folder of weights that ships."""
