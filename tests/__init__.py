"""Tests: one file per module, golden files of whole runs, properties, and the shape of the code itself."""
