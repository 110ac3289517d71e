"""A slow, obvious reading of the domain guide in plain Python, written without looking at the pipeline.

It decides nothing by tables of ours: the numbers are the guide's own, written out again, so that a slip
in the YAML shows as well as one in the code.
"""

from oracle.records import YUAN, Borrower, Inspection, Instalment, Loan, Payment, Run, Verdict
from oracle.verdict import judge

__all__ = ["YUAN", "Borrower", "Inspection", "Instalment", "Loan", "Payment", "Run", "Verdict", "judge"]
