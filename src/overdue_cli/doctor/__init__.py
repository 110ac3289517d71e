"""The input doctor: what was recognised, assumed, set aside and missing, before anybody trusts a grade."""
