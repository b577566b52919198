"""Quality and speed, measured. `python -m bench.quality` and `python -m bench.speed`; see README.md."""
