AND ({region:String} = '*' OR has(splitByChar(',', {region:String}), region_code))
AND ({department:String} = '*' OR has(splitByChar(',', {department:String}), dept_code))
