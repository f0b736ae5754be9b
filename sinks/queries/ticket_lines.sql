-- Where every ticket of a subject stands and who answers for it: what a list shows of tickets_of_subject, for a third of its work.
-- limit = 1000
SELECT id, kind, state, card_id, dept_code, responsible_staff_id
FROM (
    SELECT id, kind, state, card_id, dept_code, responsible_staff_id, opened_at
    FROM tickets
    WHERE subject = {subject:String}
    ORDER BY id, revision DESC, stamp DESC
    LIMIT 1 BY id
)
ORDER BY opened_at, id
LIMIT {limit:UInt32}
