-- Where every card of a subject stands and who answers for it: what a list shows of cards_of_case, for a third of its work.
-- limit = 1000
SELECT card_id, revision, state, colour, rule_id, case_no, subject, dept_code, responsible_staff_id, violated_at, due_date
FROM (
    SELECT card_id, revision, state, colour, rule_id, case_no, subject, dept_code, responsible_staff_id, violated_at,
           due_date
    FROM cards
    WHERE subject = {subject:String}
    ORDER BY card_id, revision DESC, stamp DESC
    LIMIT 1 BY card_id
)
ORDER BY violated_at, card_id
LIMIT {limit:UInt32}
