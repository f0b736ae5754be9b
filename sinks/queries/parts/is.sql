-- Narrowed to one value, to none where it is *.
-- $it = *
AND ({$it:String} = '*' OR $it = {$it:String})
