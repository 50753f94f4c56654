"""The losses that PyTorch lacks, each with the library that is its reference."""
