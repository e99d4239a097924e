"""Published results of others, made again by Renkei's engine: the shape, beside the numbers."""
