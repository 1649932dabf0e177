// Draws the charts of a page, each as wide as its column; nothing is loaded from elsewhere.
for (const figure of document.querySelectorAll("figure.chart")) {
  const [wide, narrow] = [...figure.querySelectorAll("script")].map(
    (script) => JSON.parse(script.textContent),
  );
  narrow.datasets = { ...wide.datasets, ...narrow.datasets };
  const options = {
    renderer: "svg",
    actions: { export: true, source: false, compiled: false, editor: false },
    downloadFileName: figure.id,
    loader: { http: { mode: "same-origin" } },
  };
  const column = figure.querySelector(".chart-scroll").clientWidth;
  const spec = column < 600 ? narrow : wide;
  vegaEmbed(figure.querySelector(".chart-drawing"), spec, options).then(
    () => { figure.dataset.drawn = "yes"; },
    (error) => { console.error(figure.id, error); },
  );
}
