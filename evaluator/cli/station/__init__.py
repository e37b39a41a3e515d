"""Commands on one station or one evaluation: check, score, report, verify."""
