-- 一事一调查: each yellow or red card that stands and each service with a bad rating, with its ticket (void ones are none)
-- and what is still missing of the four: investigated, held responsible, rectified, answered. What was joined to a
-- systemic ticket (并案) is put right with it.
CREATE OR REPLACE VIEW matters AS
WITH
given AS (
    SELECT
        'card' AS kind, card_id AS ref, subject, rule_id, colour, dept_code, region_code,
        responsible_staff_id AS staff_id, violated_at AS happened_at, historical,
        state IN ('answered', 'appealed', 'stands') AS handled
    FROM standing_cards
    WHERE colour IN ('yellow', 'red')
    UNION ALL
    SELECT
        'rating' AS kind, ticket_id AS ref, subject, 'R-01' AS rule_id, '' AS colour,
        argMin(dept_code, (rated_at, rating_id)), argMin(region_code, (rated_at, rating_id)),
        argMin(staff_id, (rated_at, rating_id)), min(rated_at), min(historical),
        false AS handled
    FROM current_ratings
    WHERE bad AND status IN ('valid', 'late', 'unmatched')
    GROUP BY subject, ticket_id
),
joint AS (
    SELECT id AS joined_to, measure != '' AND state IN ('follow_up', 'closed') AS put_right
    FROM current_tickets
    WHERE current_tickets.kind = 'systemic' AND state != 'void'
),
looked_into AS (
    SELECT
        subject, if(ticket.kind = 'investigation', card_id, id) AS ref, count() AS tickets,
        argMin(id, id) AS ticket_id, argMin(state, id) AS ticket_state, argMin(finding, id) AS finding,
        argMin(responsibility, id) AS responsibility, argMin(contacted, id) AS contacted,
        argMin((measure != '' AND state IN ('follow_up', 'closed')) OR put_right, id) AS done
    FROM current_tickets AS ticket LEFT JOIN joint USING (joined_to)
    WHERE ticket.kind IN ('investigation', 'bad_rating') AND state != 'void'
    GROUP BY subject, ref
)
SELECT
    given.*, tickets, ticket_id, ticket_state, finding,
    tickets = 1 AS opened,
    opened AND finding != '' AS investigated,
    opened AND responsibility != '' AS held_responsible,
    opened AND (finding IN ('no_basis', 'untrue') OR done) AS rectified,
    if(given.kind = 'card', handled, opened AND (contacted != '' OR ticket_state = 'closed')) AS answered,
    arrayFilter(
        name -> name != '',
        [
            multiIf(tickets = 0, 'ticket', tickets > 1, 'one ticket only', ''),
            if(investigated, '', 'investigated'),
            if(held_responsible, '', 'held_responsible'),
            if(rectified, '', 'rectified'),
            if(answered, '', 'answered')
        ]
    ) AS missing
FROM given LEFT JOIN looked_into USING (subject, ref)
