/* What scripts add to pages that work without them: lists that are filtered in place, charts to be pointed at. */
"use strict";
(function () {
  const part = "part";

  /* Somebody whose session ended, or a page of another kind, is shown whole. */
  function whole(event) {
    const path = event.detail.pathInfo && event.detail.pathInfo.finalRequestPath;
    event.preventDefault();
    window.location.assign(path || window.location.href);
  }
  document.addEventListener("htmx:responseError", whole);
  document.addEventListener("htmx:sendError", whole);
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status < 400 && !event.detail.serverResponse.includes('id="' + part + '"')) {
      event.detail.shouldSwap = false;
      whole(event);
    }
  });
  document.addEventListener("htmx:afterSettle", draw);

  function colour(kind) {
    return getComputedStyle(document.documentElement).getPropertyValue("--chart-" + kind).trim();
  }

  function series(said, name, place) {
    const line = said.form === "time" && !said.stacked;
    return {
      name: name, type: line ? "line" : "bar", stack: said.stacked ? "all" : undefined, symbol: "none",
      barMaxWidth: 28, itemStyle: { color: colour(line ? "s" + place % 4 : said.kinds[place]) }, lineStyle: { width: 2.5 },
      data: said.rows.map(function (row) { return row[place]; }),
    };
  }

  function option(said) {
    const names = { type: "category", data: said.labels, axisTick: { show: false } };
    const figures = { type: "value", min: 0, minInterval: said.whole ? 1 : 0, splitLine: { lineStyle: { color: "#e3e6ea" } } };
    const lying = said.form === "bars";
    if (lying) { names.inverse = true; names.axisLabel = { width: 150, overflow: "truncate" }; }
    return {
      animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      aria: { enabled: false }, tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: lying ? "shadow" : "line" } },
      legend: said.names.length > 1 ? { bottom: 0, type: "scroll" } : undefined,
      grid: { left: 8, right: 16, top: 12, bottom: said.names.length > 1 ? 34 : 8, containLabel: true },
      xAxis: lying ? figures : names, yAxis: lying ? names : figures,
      series: said.names.map(function (name, place) { return series(said, name, place); }),
    };
  }

  /* The picture that came with the page is exchanged for a chart of the same figures. */
  function draw() {
    document.querySelectorAll("[data-chart]").forEach(function (place) {
      const said = JSON.parse(place.dataset.chart);
      place.removeAttribute("data-chart");
      const box = document.createElement("div");
      box.className = "drawn";
      box.style.height = (said.form === "bars" ? 60 + 26 * said.labels.length : 240) + "px";
      box.setAttribute("role", "img");
      box.setAttribute("aria-label", said.title);
      place.replaceChildren(box);
      const chart = window.echarts.init(box, null, { renderer: "canvas" });
      chart.setOption(option(said));
      if (said.links) {
        chart.on("click", function (at) { if (said.links[at.dataIndex]) { window.location.assign(said.links[at.dataIndex]); } });
      }
      new ResizeObserver(function () { chart.resize(); }).observe(box);
    });
  }
  if (window.echarts) { draw(); }
})();
