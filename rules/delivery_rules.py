"""Rules of what follows a decision: handing over the result, issuing the certificate."""

from rules.case_events import CertificateIssued, Closed, Decided, Delivered, ReadyNotified
from rules.clocks import called_off, duty
from rules.verdict import CASE, Verdict
from rules.view import CaseView

DELIVERY = (
    ("送达期限", "delivery limit"),
    ("作出决定", "Decided"),
    ("至该时未送达、未通知领取", "not delivered nor ready to collect by then"),
)
CERTIFICATE = (
    ("出证期限", "certificate limit"),
    ("办结", "Closed"),
    ("至该时未出证", "no certificate issued by then"),
)


def t09(case: CaseView) -> list[Verdict]:
    """T-09 送达超期: not delivered, nor the applicant told to collect, within N working days of the decision. Yellow.

    From the first decision of any result; stopped also by a close as withdrawn or voided. Basis: 行政许可法 44.
    """
    decided = case.first(Decided)
    if decided is None:
        return []
    handed = case.first_of(Delivered, ReadyNotified)
    stops = [handed.time if handed else None, called_off(case)]
    return duty(case, "T-09", CASE, decided, stops, DELIVERY)


def t13(case: CaseView) -> list[Verdict]:
    """T-13 出证超期: no certificate issued within N working days of the close. Yellow.

    Of items that end in a certificate, from the first normal close, where the first decision approves. Basis: the
    office's rulebook.
    """
    decided = case.first(Decided)
    if decided is None or decided.data.result != "approved" or case.item is None or not case.item.certificate:
        return []
    closed = next((fact for fact in case.of(Closed) if fact.data.kind == "normal"), None)
    if closed is None:
        return []
    issued = case.first(CertificateIssued)
    return duty(case, "T-13", CASE, closed, [issued.time if issued else None], CERTIFICATE)
