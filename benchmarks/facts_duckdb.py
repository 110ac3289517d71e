"""facts_duckdb.py FOLDER TARGET: the payment facts an analyst would ask DuckDB for, in SQL, as fast as we can write it.

The same conventions as the rule set's: satisfied on the first day from which what is allocated stays at or above the
amount less 1.00 元; the last N are counted per loan and the worst loan speaks; the late rate pools the loans.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

FACTS = """
create temp table rows as
select loan_id, due_on, instalment_no,
       round(due_amount * 100)::bigint as due, coalesce(reminders, null) as reminders, debit_result,
       case when paid_on <= date '2026-11-20' and paid_amount is not null then round(paid_amount * 100)::bigint else 0 end as paid,
       case when paid_on <= date '2026-11-20' and paid_amount is not null then paid_on end as paid_on
from read_parquet('{folder}/instalments*.parquet') where due_amount > 0 and due_on is not null;

create temp table grouped as
select loan_id, due_on, instalment_no, max(due) as due, max(reminders) as reminders,
       bool_or(coalesce(debit_result = 'no_funds', false)) as no_funds, sum(paid) as allocated, max(paid_on) as last_paid,
       sum(paid) filter (where paid_on <= due_on + 3) as within_3, count(*) as payments
from rows group by all;

create temp table several as
with days as (
    select r.loan_id, r.due_on, r.instalment_no, r.paid_on, sum(r.paid) as paid, max(g.due) - 100 as needed
    from rows r join grouped g on r.loan_id = g.loan_id and r.due_on = g.due_on
         and r.instalment_no is not distinct from g.instalment_no and g.payments > 1
    where r.paid_on is not null group by all),
running as (
    select *, sum(paid) over (partition by loan_id, due_on, instalment_no order by paid_on) as so_far from days),
held as (
    select *, min(so_far) over (partition by loan_id, due_on, instalment_no order by paid_on
                                rows between current row and unbounded following) as held from running)
select loan_id, due_on, instalment_no, min(paid_on) as satisfied_on from held where held >= needed group by all;

create temp table dues as
select g.*, case when payments > 1 then s.satisfied_on
                 when allocated >= due - 100 then coalesce(last_paid, g.due_on) end as satisfied_on
from grouped g left join several s on g.payments > 1 and g.loan_id = s.loan_id and g.due_on = s.due_on
     and g.instalment_no is not distinct from s.instalment_no;

create temp table history as
select *, satisfied_on is null as is_open,
       greatest(0, coalesce(satisfied_on, date '2026-11-20') - due_on) as days_late,
       row_number() over (partition by loan_id order by due_on desc, instalment_no desc) - 1 as from_last,
       lead(instalment_no) over (partition by loan_id order by due_on, instalment_no) as next_no
from dues where due_on < date '2026-11-20';

create temp table past as
select loan_id,
       max(days_late) filter (where is_open) as days_open,
       sum(greatest(0, due - allocated)) filter (where is_open) as open_amount,
       count(*) filter (where from_last < 12) as n, count(*) filter (where from_last < 12 and days_late >= 1) as k,
       max(days_late) filter (where is_open or satisfied_on >= date '2025-11-20') as worst_12,
       max(days_late) filter (where is_open or satisfied_on >= date '2026-05-20') as worst_6,
       count(*) filter (where from_last < 6 and days_late >= 4) as late_of_6,
       avg(days_late) filter (where from_last < 3) as mean_of_3,
       count(*) filter (where from_last < 6 and coalesce(within_3, 0) < due * 0.95) as short_of_6,
       max(days_late) filter (where instalment_no = 1 and from_last < 12) as first_late,
       max(days_late) filter (where instalment_no = 1 and is_open) as first_unpaid,
       coalesce(sum(case when not is_open and days_late <= 3 then 0.5 else 1.0 end) filter (where from_last < 6 and no_funds), 0) as failed,
       avg(reminders) filter (where from_last < 6) as reminders,
       least(12, coalesce(min(from_last) filter (where not coalesce(satisfied_on < due_on and (from_last = 0 or next_no - instalment_no = 1), false)), count(*))) as early
from history group by loan_id;

create temp table coming as
select loan_id, min(due_on) filter (where satisfied_on is null) as next_due,
       sum(greatest(0, due - allocated)) filter (where satisfied_on is null and due_on <= date '2026-12-25') as in_horizon
from dues where due_on >= date '2026-11-20' group by loan_id;

copy (
  select l.borrower_id,
         max(greatest(coalesce(p.days_open, 0), coalesce(l.days_past_due, 0))) as days_past_due,
         sum(greatest(coalesce(open_amount, 0), round((coalesce(overdue_principal, 0) + coalesce(overdue_interest, 0) + coalesce(overdue_fees, 0)) * 100))) as arrears,
         sum(coalesce(in_horizon, case when l.next_due_on between date '2026-11-20' and date '2026-12-25' then round(next_due_amount * 100) end, 0)) as due_in_horizon,
         min(coalesce(next_due, case when l.next_due_on >= date '2026-11-20' then l.next_due_on end)) as next_due_on,
         sum(n) as n, sum(k) as k, max(worst_12) as worst_12, max(worst_6) as worst_6, max(late_of_6) as late_of_6,
         max(mean_of_3) as mean_of_3, max(short_of_6) as short_of_6, max(first_late) as first_late,
         max(first_unpaid) as first_unpaid, max(failed) as failed, max(reminders) as reminders,
         min(early) as early
  from read_parquet('{folder}/loans*.parquet') l
  left join past p using (loan_id) left join coming c using (loan_id)
  group by l.borrower_id
) to '{target}' (format parquet);
"""


def main(folder: Path, target: Path) -> None:
    """Compute and write; two threads, as many as the machine has cores."""
    duckdb.connect(config={"threads": 2}).execute(FACTS.format(folder=folder, target=target))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
