"""What people/ is given at build time."""
