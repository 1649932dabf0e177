// The form that the library answers. Page and worker are this one file: the worker, in which Python
// runs, starts from where the script of the page stands. Nothing is loaded from elsewhere.
if (typeof document === "undefined") {
  answerQuestions();
} else {
  const script = document.currentScript.src;
  for (const page of document.querySelectorAll(".try")) {
    showForm(page, script);
  }
}

// In the worker: { id, call, request, files } is answered by { id, answer } or { id, fault }.
function answerQuestions() {
  let python;
  const unpacked = new Map();

  function near(file) {
    return new URL(`try/${file}`, self.location);
  }

  async function start() {
    const { loadPyodide } = await import(near("pyodide.mjs"));
    const started = await loadPyodide({ indexURL: near("").href, stdout: () => {} });
    const source = await load("../try_questions.py");
    started.FS.writeFile("try_questions.py", new Uint8Array(source));
    return started;
  }

  async function load(file) {
    const response = await fetch(near(file));
    if (!response.ok) {
      throw new Error(`${file} cannot be loaded: ${response.status} ${response.statusText}`);
    }
    return response.arrayBuffer();
  }

  // What failed is tried again with the next question.
  function once(key, task) {
    if (!unpacked.has(key)) {
      unpacked.set(key, task().catch((error) => {
        unpacked.delete(key);
        throw error;
      }));
    }
    return unpacked.get(key);
  }

  async function prepare(files) {
    const loading = files.map((file) => once(file, () => load(file)));
    python = await once("python", start);
    for (const [at, buffer] of (await Promise.all(loading)).entries()) {
      await once(`${files[at]} unpacked`, async () => python.unpackArchive(buffer, "wheel"));
    }
  }

  self.onmessage = async ({ data: { id, call, request, files } }) => {
    try {
      await prepare(files);
      const questions = python.pyimport("try_questions");
      const answer = JSON.parse(questions[call](JSON.stringify(request)));
      self.postMessage({ id, answer });
    } catch (error) {
      self.postMessage({ id, fault: String(error.message || error).trim() });
    }
  };
}

function showForm(page, script) {
  const { questions, choices, files } = JSON.parse(page.querySelector("script").textContent);
  const find = (selector) => page.querySelector(selector);
  const [form, status, answered] = ["form", ".try-status", ".try-answer"].map(find);
  const [usual, rare] = page.querySelectorAll(".try-fields");
  const [csvButton, chartButton, copyButton] = [".try-csv", ".try-chart", ".try-copy"].map(find);
  const [figure, code] = [find("figure"), find("code")];
  const waiting = new Map();
  let worker;
  let shown; // what was asked last and answered

  function element(tag, attributes, text = "") {
    const made = document.createElement(tag);
    Object.assign(made, attributes).textContent = text;
    return made;
  }

  function options(pairs) {
    return pairs.map(([value, words]) => element("option", { value }, words));
  }

  function field({ name, label, kind, value, blank }) {
    const shell = element("p", { className: "try-field" });
    const id = `try-${name}`;
    const offered = choices[name] || [];
    let control;
    if (kind === "choice") {
      control = element("select", { id, name });
      control.append(...options(blank === null ? offered : [["", blank], ...offered]));
    } else if (kind === "lines") {
      control = element("textarea", { id, name, rows: 3 });
    } else {
      control = element("input", { id, name, type: "text", autocomplete: "off" });
      control.inputMode = kind === "number" ? "decimal" : "text";
    }
    control.value = value;
    shell.append(element("label", { htmlFor: id }, label), control);
    if (kind === "text") {
      const list = element("datalist", { id: `${id}-list` });
      list.append(...options(offered));
      control.setAttribute("list", list.id);
      shell.append(list);
    }
    return shell;
  }

  function showFields() {
    const { arguments: all } = questions[form.question.value];
    usual.replaceChildren(...all.filter((one) => !one.rare).map(field));
    rare.replaceChildren(...all.filter((one) => one.rare).map(field));
    rare.parentElement.hidden = !rare.children.length;
  }

  function say(words, kind = "") {
    status.textContent = words;
    status.dataset.kind = kind;
  }

  function ask(call, request, wanted) {
    if (!worker) {
      worker = new Worker(script, { type: "module" });
      worker.onmessage = ({ data: { id, answer, fault } }) => {
        const { resolve, reject } = waiting.get(id);
        waiting.delete(id);
        if (fault === undefined) {
          resolve(answer);
        } else {
          reject(new Error(fault));
        }
      };
      worker.onerror = (event) => {
        const error = new Error(event.message || "the script of the page cannot be loaded");
        waiting.forEach(({ reject }) => reject(error));
        waiting.clear();
        worker = undefined;
      };
    }
    const id = crypto.getRandomValues(new Uint32Array(1))[0];
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, call, request, files: wanted });
    });
  }

  // Only one thing at a time: what is shown always belongs together.
  async function busy(words, task) {
    const buttons = [...page.querySelectorAll("button")];
    const focused = document.activeElement;
    buttons.forEach((button) => { button.disabled = true; });
    answered.setAttribute("aria-busy", "true");
    say(words, "busy");
    try {
      await task();
    } catch (error) {
      console.error(error);
      say(`This page could not answer. ${error.message}`, "error");
    } finally {
      answered.removeAttribute("aria-busy");
      buttons.forEach((button) => { button.disabled = false; });
      if (focused && document.activeElement === document.body) {
        focused.focus({ preventScroll: true });
      }
    }
  }

  function given() {
    const set = new FormData(form);
    set.delete("question");
    return { question: form.question.value, arguments: Object.fromEntries(set) };
  }

  async function showAnswer() {
    const request = given();
    const answer = await ask("answer", request, files.answers);
    answered.hidden = answer.error !== undefined;
    figure.hidden = true;
    if (answer.error !== undefined) {
      say(answer.error, "error");
      return;
    }
    shown = { ...answer, request };
    find(".try-table").innerHTML = answer.html; // the library escapes all text in it
    code.textContent = answer.code;
    csvButton.hidden = !answer.csv;
    chartButton.hidden = !questions[request.question].chart || !answer.csv;
    const rows = find(".try-table").querySelectorAll("tbody tr").length;
    say(`The answer stands below: ${rows} ${rows === 1 ? "row" : "rows"}.`, "done");
  }

  async function showChart() {
    const { spec, error, code: more } = await ask("chart", shown.request, files.charts);
    if (error !== undefined) {
      say(error, "error");
      return;
    }
    for (const file of ["vega-bundle.js", "gallery.js"]) {
      await loadScript(new URL(file, script).href);
    }
    chartButton.textContent = "Draw a chart"; // what it needs is there from now on
    figure.hidden = false;
    await drawChart(figure, spec);
    figure.querySelector(".chart-scroll").setAttribute("aria-label", `Chart: ${spec.title.text}`);
    code.textContent = shown.code + more;
    say("The chart stands below the table.", "done");
  }

  function loadScript(src) {
    if (document.querySelector(`script[src="${src}"]`)) {
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const loaded = element("script", { src, onload: resolve });
      loaded.onerror = () => {
        loaded.remove();
        reject(new Error(`${src} cannot be loaded.`));
      };
      document.head.append(loaded);
    });
  }

  form.question.append(
    ...options(Object.entries(questions).map(([name, { words }]) => [name, words])),
  );
  form.question.addEventListener("change", showFields);
  showFields();
  // Who touches the form will ask. While they choose, Python starts, and answers what stands there:
  // the next answer then takes a moment. If it cannot, it says so when it is asked.
  form.addEventListener("focusin", () => {
    ask("answer", given(), files.answers).catch(() => {});
  }, { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(shown ? "Working out the answer …" : "Starting Python, then answering …", showAnswer);
  });
  chartButton.addEventListener("click", () => busy("Drawing the chart …", showChart));
  csvButton.addEventListener("click", () => {
    const href = URL.createObjectURL(new Blob([shown.csv], { type: "text/csv" }));
    element("a", { href, download: `${shown.request.question}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60000);
  });
  copyButton.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      say("The code is copied.", "done");
    } catch {
      getSelection().selectAllChildren(code);
      say("The code is marked: copy it as you copy any text.", "done");
    }
  });
}
