"""What is built from packages before the static files are collected: the font, and the part of Bootstrap we use."""
