-- Narrowed to what begins so.
-- subject = *
AND ({subject:String} = '*' OR startsWith($it, {subject:String}))
