"""Conservative pre-warning grades before each repayment cycle, and ranked follow-up lists."""

__version__ = "0.1.0"
