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

// The charts that a page has from the start, each as wide as its column.
for (const figure of document.querySelectorAll("figure.chart:has(> script)")) {
  const [wide, narrow] = [...figure.querySelectorAll("script")].map(
    (script) => JSON.parse(script.textContent),
  );
  narrow.datasets = { ...wide.datasets, ...narrow.datasets };
  const column = figure.querySelector(".chart-scroll").clientWidth;
  drawChart(figure, column < 600 ? narrow : wide);
}
