"""The problems of the losses that PyTorch lacks."""
