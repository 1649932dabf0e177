// Draws charts; nothing is loaded from elsewhere.
function drawChart(figure, spec) {
  const options = {
    renderer: "svg",
    actions: { export: true, source: false, compiled: false, editor: false },
    downloadFileName: figure.id,
    loader: { http: { mode: "same-origin" } },
  };
  return vegaEmbed(figure.querySelector(".chart-drawing"), spec, options).then(
    () => { figure.dataset.drawn = "yes"; },
    (error) => { console.error(figure.id, error); },
  );
}

// The charts that a page has from the start.
for (const figure of document.querySelectorAll("figure.chart:has(> script)")) {
  drawChart(figure, JSON.parse(figure.querySelector("script").textContent));
}
