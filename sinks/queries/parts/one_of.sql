-- Narrowed to some codes with commas between, to none where it is *.
-- $it = *
AND ({$it:String} = '*' OR has(splitByChar(',', {$it:String}), $it))
