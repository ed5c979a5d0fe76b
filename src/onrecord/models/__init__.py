"""Trained pieces that ship with the package: a folder of weights for each model and version, and the loader."""
