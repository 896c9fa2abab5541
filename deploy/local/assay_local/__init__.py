"""The Assay stack as plain processes on one machine."""
