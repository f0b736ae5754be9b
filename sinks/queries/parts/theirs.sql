-- What is theirs to see: of departments (one a line, all where it is *), or whose person ($it) they are.
-- depts = *
-- staff_id = *
AND ({depts:String} = '*' OR (dept_code != '' AND has(splitByChar('\n', {depts:String}), dept_code))
     OR $it = {staff_id:String})
