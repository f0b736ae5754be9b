-- The leads that were there before the view fed; running twice changes nothing.
INSERT INTO latest_leads SELECT * FROM leads
