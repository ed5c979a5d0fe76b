"""How the table of places is built from GeoNames."""
