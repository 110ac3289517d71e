"""Is the grade right? Past cycles replayed with only what was known then, measured, and told in words."""
