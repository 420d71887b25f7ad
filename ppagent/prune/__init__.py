"""Which blocks of a frame the model needs: the codec."""
