-- Narrowed to a time: from the first instant on, before the second.
-- since = 1970-01-01T00:00:00Z
-- until = 2299-01-01T00:00:00Z
AND $it >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
AND $it < parseDateTime64BestEffort({until:String}, 3, 'UTC')
