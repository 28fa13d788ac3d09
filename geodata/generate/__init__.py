"""Builds the layers of `geodata/gumei-2016` from `geodata/sources`. Same input, same bytes."""
