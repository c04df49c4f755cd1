"""Audit bundles: what a bundle says of itself, and the proof that nothing in it was touched."""
