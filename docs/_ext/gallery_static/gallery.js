// Draws the charts of a page; nothing is loaded from elsewhere.
for (const figure of document.querySelectorAll("figure.chart")) {
  const spec = JSON.parse(figure.querySelector("script").textContent);
  const options = {
    renderer: "svg",
    actions: { export: true, source: false, compiled: false, editor: false },
    downloadFileName: figure.id,
    loader: { http: { mode: "same-origin" } },
  };
  vegaEmbed(figure.querySelector(".chart-drawing"), spec, options).then(
    () => { figure.dataset.drawn = "yes"; },
    (error) => { console.error(figure.id, error); },
  );
}
