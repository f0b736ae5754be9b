-- The alerts of a kind about a card, ticket or lead that were not withdrawn: a referral stands for what a person confirmed or referred.
-- limit = 1
SELECT id, subject FROM current_alerts
WHERE subject = {subject:String} AND about_id = {about_id:String} AND kind = {kind:String} AND state != 'withdrawn'
LIMIT {limit:UInt32}
