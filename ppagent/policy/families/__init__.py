"""One short adapter per model family: what a Look looks like to a stock, unmodified model of transformers."""
