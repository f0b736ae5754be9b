AND ({region:String} = '*' OR has(splitByChar(',', {region:String}), region_code))
AND ({department:String} = '*' OR has(splitByChar(',', {department:String}), dept_code))
AND ({item:String} = '*' OR has(splitByChar(',', {item:String}), item_code))
