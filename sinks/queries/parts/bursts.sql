-- Of a `line` of tuples in order of time (ms first) those of which some `least` in a row that hold it came within `width` ms
-- (`dense`), and when the burst began that each belongs to (`first_times`): what follows within `width` is of the same.
arrayMap(each -> each.1, line) AS times,
arrayMap((first, last) -> last > 0 AND last - first <= width,
    times, arrayResize(arraySlice(times, least), length(times), 0)) AS begins,
arrayCumSum(begins) AS begun,
arraySlice(arrayConcat(arrayResize(emptyArrayUInt32(), least, 0), begun), 1, length(line)) AS begun_before,
arrayFilter((each, now, before) -> now > before, line, begun, begun_before) AS dense,
arrayMap(each -> each.1, dense) AS dense_times,
arrayFill((at, gap) -> gap > width, dense_times, arrayDifference(dense_times)) AS first_times
