"""How the sentence encoder that ships with the package was made from a published one."""
