"""An evaluator's sheet on one station: its questions, its answers, its file."""
