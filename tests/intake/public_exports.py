"""Small invented exports in the very column layouts of systems and data sets that mappings are shipped for."""

from __future__ import annotations

from pathlib import Path

_MONTHS = [(2026, month) for month in range(1, 11)]


def _dues(paid: int) -> list[tuple[int, str, bool]]:
    return [(n, f"{y}-{m:02}-15", n <= paid) for n, (y, m) in enumerate(_MONTHS, start=1)]


def fineract(folder: Path) -> list[Path]:
    """m_loan and its schedule: loan 11 has paid all that was due, loan 12 is three instalments behind."""
    loans = (
        "id,account_no,external_id,client_id,group_id,product_id,fund_id,loan_officer_id,loan_status_id,loan_type_enum,currency_code,"
        "currency_digits,principal_amount_proposed,principal_amount,approved_principal,annual_nominal_interest_rate,number_of_repayments,"
        "submittedon_date,approvedon_date,expected_disbursedon_date,disbursedon_date,expected_maturedon_date,maturedon_date,"
        "principal_disbursed_derived,principal_repaid_derived,principal_outstanding_derived,interest_charged_derived,total_outstanding_derived,"
        "rescheduledon_date,is_npa,version\n"
    )
    for loan, client in ((11, 501), (12, 502)):
        loans += (
            f"{loan},00000{loan},NULL,{client},NULL,3,NULL,7,300,1,KES,2,10000.000000,10000.000000,10000.000000,24.000000,12,2025-11-20,"
            "2025-11-25,2025-12-15,2025-12-15,2026-12-15,NULL,10000.000000,7000.000000,3000.000000,1200.000000,3300.000000,NULL,0,1\n"
        )
    schedule = (
        "id,loan_id,fromdate,duedate,installment,principal_amount,principal_completed_derived,principal_writtenoff_derived,interest_amount,"
        "interest_completed_derived,interest_writtenoff_derived,interest_waived_derived,fee_charges_amount,fee_charges_completed_derived,"
        "fee_charges_writtenoff_derived,fee_charges_waived_derived,penalty_charges_amount,penalty_charges_completed_derived,"
        "penalty_charges_writtenoff_derived,penalty_charges_waived_derived,completed_derived,obligations_met_on_date,createdby_id\n"
    )
    for loan, paid in ((11, 10), (12, 7)):
        for n, due, met in _dues(paid):
            principal, interest, fee = ("900.000000", "100.000000", "5.000000") if met else ("NULL", "NULL", "NULL")
            schedule += (
                f"{loan}{n:02},{loan},{due},{due},{n},900.000000,{principal},NULL,100.000000,{interest},NULL,NULL,5.000000,{fee},NULL,NULL,"
                f"NULL,NULL,NULL,NULL,{int(met)},{due if met else 'NULL'},1\n"
            )
    return _written(folder, {"m_loan.csv": loans, "m_loan_repayment_schedule.csv": schedule})


def fineract_report(folder: Path) -> list[Path]:
    """The report "Active Loans - Details": one line a loan, no client number, no days past due."""
    text = (
        "Office/Branch,Currency,Loan Officer,Client,Loan Account No.,Product,Fund,Loan Amount,Annual Nominal Interest Rate,Disbursed Date,"
        "Expected Matured On,Principal Repaid,Principal Outstanding,Principal Overdue,Interest Repaid,Interest Outstanding,Interest Overdue,"
        "Fees Repaid,Fees Outstanding,Fees Overdue,Penalties Repaid,Penalties Outstanding,Penalties Overdue\n"
        "Head Office,KES,Otieno,Wanjiru A,000000011,Group loan,-,10000,24,2025-12-15,2026-12-15,7000,3000,0,700,300,0,0,0,0,0,0,0\n"
        "Head Office,KES,Otieno,Kamau B,000000012,Group loan,-,10000,24,2025-12-15,2026-12-15,4000,6000,2700,400,600,300,0,15,15,0,20,20\n"
    )
    return _written(folder, {"Active Loans - Details.csv": text})


def frappe(folder: Path) -> list[Path]:
    """Loan, its schedules and its repayments, with labels and field names mixed as its exports do."""
    loans = (
        "ID,applicant_type,applicant,applicant_name,company,posting_date,status,loan_product,loan_amount,rate_of_interest,is_secured_loan,"
        "disbursement_date,disbursed_amount,repayment_method,repayment_periods,days_past_due,classification_code,loan_restructure_count,"
        "total_payment,total_principal_paid,written_off_amount,total_amount_paid,is_npa\n"
        "ACC-LOAN-2025-00011,Customer,CUST-0501,Asha,Demo Finance,2025-12-10,Disbursed,Term Loan,10000,18,0,2025-12-15,10000,"
        "Repay Over Number of Periods,10,0,STD,0,10500,9000,0,10050,0\n"
        "ACC-LOAN-2025-00012,Customer,CUST-0502,Ravi,Demo Finance,2025-12-10,Disbursed,Term Loan,10000,18,0,2025-12-15,10000,"
        "Repay Over Number of Periods,10,98,SUB,0,10500,6300,0,7035,1\n"
    )
    schedule, repayments = (
        "Loan,Payment Date,Number Of Days,Principal Amount,Interest Amount,Total Payment,Balance Loan Amount,Is Accrued\n",
        "name,against_loan,applicant,repayment_type,posting_date,due_date,payable_amount,amount_paid,principal_amount_paid\n",
    )
    for loan, client, paid in (("ACC-LOAN-2025-00011", "CUST-0501", 10), ("ACC-LOAN-2025-00012", "CUST-0502", 7)):
        for n, due, met in _dues(paid):
            schedule += f"{loan},{due},30,900,105,1005,{10000 - 900 * n},1\n"
            if met:
                repayments += (
                    f"LM-REP-{loan[-2:]}{n:02},{loan},{client},Normal Repayment,{due} 10:15:00,{due},1005,1005,900\n"
                )
    names = ("Loan.csv", "Loan Repayment Schedule.csv", "Loan Repayment.csv")
    return _written(folder, dict(zip(names, (loans, schedule, repayments), strict=True)))


def lending_club(folder: Path) -> list[Path]:
    """Accepted loans: a current one, one in each band of lateness, one paid and one charged off."""
    head = (
        "id,member_id,loan_amnt,funded_amnt,funded_amnt_inv,term,int_rate,installment,grade,sub_grade,emp_title,emp_length,home_ownership,"
        "annual_inc,verification_status,issue_d,loan_status,pymnt_plan,url,desc,purpose,title,zip_code,addr_state,dti,delinq_2yrs,"
        "earliest_cr_line,out_prncp,out_prncp_inv,total_pymnt,recoveries,last_pymnt_d,last_pymnt_amnt,next_pymnt_d,last_credit_pull_d,"
        "policy_code,application_type,hardship_flag,debt_settlement_flag\n"
    )
    states = (
        "Current",
        "In Grace Period",
        "Late (16-30 days)",
        "Late (31-120 days)",
        "Default",
        "Fully Paid",
        "Charged Off",
    )
    for n, state in enumerate(states, start=1):
        open_ = "0.0" if state in ("Fully Paid", "Charged Off") else "5000.0"
        following = "" if open_ == "0.0" else "Jan-2019"
        head += (
            f"6840761{n},,10000.0,10000.0,10000.0, 36 months,13.99,341.73,C,C4,driver,10+ years,MORTGAGE,55000.0,Not Verified,Dec-2016,{state},"
            f"n,https://x/{n},,debt_consolidation,Debt consolidation,190xx,PA,5.91,0.0,Aug-2003,{open_},{open_},5000.0,0.0,Nov-2018,341.73,"
            f"{following},Dec-2018,1.0,Individual,N,N\n"
        )
    return _written(folder, {"accepted_2007_to_2018Q4.csv": head})


def ppdai(folder: Path) -> list[Path]:
    r"""LC and LP: blanks are `\N`, codes of the repayment state are PPDai's own."""
    loans = (
        "ListingId,借款金额,借款期限,借款利率,借款成功日期,初始评级,借款类型,是否首标,年龄,性别,手机认证,户口认证,视频认证,学历认证,"
        "征信认证,淘宝认证,历史成功借款次数,历史成功借款金额,总待还本金,历史正常还款期数,历史逾期还款期数\n"
        "126541,18000,12,18.0,2025-12-15,C,其他,否,35,男,成功认证,未成功认证,成功认证,未成功认证,未成功认证,未成功认证,11,40326.0,8712.73,57,16\n"
        "133291,9453,12,20.0,2025-12-15,D,其他,否,34,男,成功认证,未成功认证,未成功认证,未成功认证,未成功认证,未成功认证,4,14500.0,7890.64,13,1\n"
    )
    dues = "ListingId,期数,还款状态,应还本金,应还利息,剩余本金,剩余利息,到期日期,还款日期,recorddate\n"
    for loan, paid in ((126541, 10), (133291, 7)):
        for n, due, met in _dues(paid):
            left, day, state = ("0.0,0.0", due, 1) if met else ("1380.23,270.0", "\\N", 0)
            dues += f"{loan},{n},{state},1380.23,270.0,{left},{due},{day},2026-11-20\n"
    return _written(folder, {"LC.csv": loans, "LP.csv": dues})


def ppdai_lcis(folder: Path) -> list[Path]:
    """LCIS of one record day: one loan running, one overdue, one repaid."""
    text = (
        "ListingId,借款金额,借款期限,借款利率,借款成功日期,初始评级,借款类型,是否首标,年龄,性别,手机认证,户口认证,视频认证,学历认证,"
        "征信认证,淘宝认证,历史成功借款次数,历史成功借款金额,总待还本金,历史正常还款期数,历史逾期还款期数,我的投资金额,当前到期期数,"
        "当前还款期数,已还本金,已还利息,待还本金,待还利息,标当前逾期天数,标当前状态,上次还款日期,上次还款本金,上次还款利息,"
        "下次计划还款日期,下次计划还款本金,下次计划还款利息,recorddate\n"
    )
    for loan, days, state, following in (
        (1693100, 0, "正常还款中", "2026-12-15"),
        (1713229, 40, "逾期中", "2026-12-15"),
        (1904026, 0, "已还清", ""),
    ):
        plan = "40.1,3.2" if following else ","
        text += (
            f"{loan},3629,6,12.0,2025-12-15,A,APP闪电,否,28,女,成功认证,未成功认证,未成功认证,未成功认证,未成功认证,未成功认证,2,3000.0,1200.0,"
            f"9,0,50,4,4,33.1,1.5,16.9,0.5,{days},{state},2026-11-15,8.4,0.3,{following},{plan},2026-11-20\n"
        )
    return _written(folder, {"LCIS.csv": text})


def _written(folder: Path, files: dict[str, str]) -> list[Path]:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]
