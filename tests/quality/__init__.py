"""The quality gate: how well the coder reads the stories written for this project."""
