// Weighting: gradients as arrows that can be moved, what strategies make of them, and a small training run.

import { call, reasonOf, strategies } from "./api.js";
import { curves, heatMap } from "./charts.js";
import { flatten, format, h, s, select, settled } from "./dom.js";
import { t } from "./i18n.js";

const names = ["a", "b", "c"];
const usual = new Set(["mean", "mgda", "upgrad", "pcgrad", "cagrad", "nash_mtl"]);
const [size, unit] = [420, 120];
const px = (x) => size / 2 + x * unit;
const py = (y) => size / 2 - y * unit;

export async function weighting(place) {
  const all = await strategies();
  const gradients = [[1.2, 0.2], [-0.5, 0.9], [0.3, -0.8]];
  let count = 2;
  const chosen = new Set(all.map((entry) => entry.name).filter((name) => usual.has(name)));
  const hue = (name) => `hsl(${(all.findIndex((entry) => entry.name === name) * 137) % 360} 65% 42%)`;

  const arrows = s("g");
  const results = s("g");
  const handles = s("g");
  const picture = s("svg", { viewBox: `0 0 ${size} ${size}`, class: "arrows", role: "group", "aria-label": t("Gradients of the tasks; move them with the pointer or the arrow keys") },
    s("defs", null, ["task", "result"].map((kind) => s("marker", { id: `tip-${kind}`, viewBox: "0 0 10 10", refX: 8, refY: 5, markerWidth: 6, markerHeight: 6, orient: "auto-start-reverse" }, s("path", { d: "M0 0L10 5L0 10z", fill: "context-stroke" })))),
    s("g", { class: "grid" }, s("line", { x1: 0, x2: size, y1: size / 2, y2: size / 2 }), s("line", { x1: size / 2, x2: size / 2, y1: 0, y2: size }), s("circle", { cx: size / 2, cy: size / 2, r: unit, fill: "none" })),
    arrows, results, handles);
  const table = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("Weights by strategy"), "aria-live": "polite" });
  const conflicts = h("div");

  const arrow = ([x, y], kind, color) => {
    const line = s("line", { x1: px(0), y1: py(0), x2: px(x), y2: py(y), class: `arrow ${kind}`, "marker-end": `url(#tip-${kind})` });
    if (color) line.style.stroke = color;
    return line;
  };

  const showGradients = () => {
    arrows.replaceChildren(...gradients.slice(0, count).map((gradient) => arrow(gradient, "task")));
    for (const [index, handle] of [...handles.children].entries()) {
      const [x, y] = gradients[index];
      handle.setAttribute("transform", `translate(${px(x)} ${py(y)})`);
      handle.setAttribute("aria-label", `${t("gradient of task")} ${names[index]}: ${format(x, 3)}, ${format(y, 3)}`);
    }
  };

  const showHandles = () => {
    handles.replaceChildren(...gradients.slice(0, count).map((_, index) => {
      const move = (x, y) => {
        gradients[index] = [Math.max(Math.min(x, 1.7), -1.7), Math.max(Math.min(y, 1.7), -1.7)];
        showGradients();
        later();
      };
      const handle = s("g", { tabindex: "0", role: "button", class: "handle", "data-task": names[index] }, s("circle", { r: 13 }), s("text", { "text-anchor": "middle", dy: "0.35em" }, names[index]));
      handle.addEventListener("pointerdown", (event) => { handle.setPointerCapture(event.pointerId); event.preventDefault(); handle.focus(); });
      handle.addEventListener("pointermove", (event) => {
        if (!handle.hasPointerCapture(event.pointerId)) return;
        const box = picture.getBoundingClientRect();
        move((((event.clientX - box.left) / box.width) * size - size / 2) / unit, (size / 2 - ((event.clientY - box.top) / box.height) * size) / unit);
      });
      handle.addEventListener("keydown", (event) => {
        const step = { ArrowLeft: [-0.05, 0], ArrowRight: [0.05, 0], ArrowUp: [0, 0.05], ArrowDown: [0, -0.05] }[event.key];
        if (!step) return;
        event.preventDefault();
        move(gradients[index][0] + step[0], gradients[index][1] + step[1]);
      });
      return handle;
    }));
    showGradients();
  };

  let turn = 0;
  const ask = async () => {
    const mine = turn += 1;
    const tasks = names.slice(0, count);
    const jacobian = gradients.slice(0, count);
    const losses = Object.fromEntries(tasks.map((name, index) => [name, [1, 2, 0.5][index]]));
    const found = await Promise.all([...chosen].map(async (name) => {
      const entry = all.find((one) => one.name === name);
      const answer = await call("POST", "/v1/weights", { tasks, strategy: name, jacobian, losses, ...(entry.random ? { seed: 1 } : {}) });
      return { name, answer };
    }));
    if (mine !== turn) return;
    const sums = found.filter(({ answer }) => answer.ok && Array.isArray(answer.body.gradient)).map(({ name, answer }) => ({ name, sum: flatten(answer.body.gradient).values }));
    // Longer ones than fit are drawn to the border, dashed.
    const limit = (size / 2 - 14) / unit;
    results.replaceChildren(...sums.flatMap(({ name, sum }, index) => {
      const length = Math.max(...sum.map(Math.abs));
      const shown = length > limit ? sum.map((value) => (value * limit) / length) : sum;
      const line = arrow(shown, "result", hue(name));
      if (length > limit) line.setAttribute("stroke-dasharray", "8 4");
      return [line, s("text", { x: px(shown[0]) + 4, y: py(shown[1]) - 4, class: "tip" }, String(index + 1))];
    }));
    const numbers = new Map(sums.map(({ name }, index) => [name, index + 1]));
    table.replaceChildren(h("table", null,
      h("thead", null, h("tr", null, h("th", { scope: "col" }, t("Strategy")), tasks.map((name) => h("th", { scope: "col" }, `w ${name}`)), h("th", { scope: "col" }, t("Direction")))),
      h("tbody", null, found.map(({ name, answer }) => {
        const swatch = h("span", { class: "swatch" });
        swatch.style.background = hue(name);
        return h("tr", null, h("th", { scope: "row" }, swatch, numbers.has(name) ? `${numbers.get(name)} ` : "", name),
          answer.ok ? [...tasks.map((task) => h("td", null, format(flatten(answer.body.weights[task]).values[0], 3))), h("td", null, flatten(answer.body.gradient ?? []).values.map((value) => format(value, 3)).join(", "))]
            : h("td", { colspan: count + 1, class: "quiet" }, reasonOf(answer)));
      }))));
    table.dataset.drawn = [...chosen].join(" ");
    const cosines = jacobian.flatMap((one) => jacobian.map((other) => (one[0] * other[0] + one[1] * other[1]) / (Math.hypot(...one) * Math.hypot(...other))));
    conflicts.replaceChildren(heatMap(cosines, [count, count], t("Cosines between the gradients; tasks conflict below 0")));
  };
  const later = settled(ask, 60);

  const boxes = h("div", { class: "choices" }, all.map((entry) => h("div", { class: "check" }, h("input", {
    type: "checkbox", id: `strategy-${entry.name}`, checked: chosen.has(entry.name),
    onchange: (event) => { if (event.target.checked) chosen.add(entry.name); else chosen.delete(entry.name); ask(); },
  }), h("label", { for: `strategy-${entry.name}`, title: entry.summary }, entry.name))));

  const run = training(all);
  place.replaceChildren(
    h("h2", null, t("Weighting")),
    h("p", { class: "lead" }, t("Each task would move the shared parameters against its gradient. A strategy weights the tasks; each coloured arrow is the weighted sum of the gradients, and the step goes against it.")),
    h("div", { class: "columns even" },
      h("section", { "aria-label": t("Gradients") },
        h("p", { class: "row" }, h("label", { for: "tasks" }, t("Tasks")), select({ id: "tasks", onchange: (event) => { count = Number(event.target.value); showHandles(); ask(); } }, [2, 3].map((number) => [number, number]))),
        picture, conflicts),
      h("section", { "aria-label": t("Strategies") }, h("h3", null, t("Strategies")), boxes, table)),
    run.element);
  showHandles();
  ask();
  return run.stop;
}

/** Two squared errors with different optima and scales, trained step by step through the server. */
function training(all) {
  const output = h("div", { class: "charts", "aria-live": "polite" });
  const strategy = select({ id: "run-strategy" }, all.map((entry) => [entry.name, entry.name]), "upgrad");
  const rate = h("input", { id: "run-rate", type: "number", min: "0.001", max: "1", step: "0.005", value: "0.05" });
  const steps = h("input", { id: "run-steps", type: "number", min: "1", max: "300", value: "60" });
  const button = h("button", { type: "button", class: "primary", id: "run" }, t("Run"));
  let turn = 0;
  button.addEventListener("click", async () => {
    const mine = turn += 1;
    const entry = all.find((one) => one.name === strategy.value);
    let [theta, state] = [[1.5, 1.5], undefined];
    const path = [theta];
    const series = { weights: [[], []], losses: [[], []] };
    const last = Math.min(Math.max(Number(steps.value) || 60, 1), 300);
    for (let step = 0; step < last && mine === turn; step += 1) {
      // One after the other: each step needs the one before.
      const answer = await call("POST", "/v1/evaluate", {
        dtype: "float64", tensors: { theta },
        tasks: [
          { name: "a", loss: "mse_loss", input: "theta", target: [1, -1] },
          { name: "b", loss: "mse_loss", input: "theta", target: [-1, 0.5], options: { reduction: "sum", weight: [4, 4] } },
        ],
        weighting: {
          strategy: entry.name, ...(entry.needs.some((need) => need !== "losses") ? { level: "shared_input" } : {}),
          ...(state ? { state } : {}), ...(entry.random ? { seed: step } : {}),
        },
      });
      if (!answer.ok) {
        output.replaceChildren(h("p", { class: "fault" }, reasonOf(answer)));
        return;
      }
      if (mine !== turn) return;
      state = answer.body.weighting.state ?? undefined;
      const weights = names.slice(0, 2).map((name) => flatten(answer.body.weighting.weights[name]).values[0]);
      const slopes = answer.body.tasks.map((task) => flatten(task.gradients.input).values);
      answer.body.tasks.forEach((task, index) => {
        series.losses[index].push(flatten(task.loss ?? "NaN").values[0]);
        series.weights[index].push(weights[index]);
      });
      theta = theta.map((value, axis) => value - Number(rate.value) * (weights[0] * slopes[0][axis] + weights[1] * slopes[1][axis]));
      if (!theta.every(Number.isFinite)) break;
      path.push(theta);
      if (step % 5 === 4 || step === last - 1) show(series, path);
    }
    show(series, path);
    output.dataset.run = `${entry.name} ${path.length - 1}`;
  });
  const show = (series, path) => {
    const x = series.losses[0].map((_, index) => index);
    if (!x.length) return;
    output.replaceChildren(
      curves(["a", "b"].map((name, index) => ({ name: `${t("loss")} ${name}`, class: "ab"[index], x, y: series.losses[index] })), { label: t("losses"), axis: t("step"), height: 200 }),
      curves(["a", "b"].map((name, index) => ({ name: `${t("weight")} ${name}`, class: "ab"[index], x, y: series.weights[index] })), { label: t("weights"), axis: t("step"), height: 200 }),
      h("p", { class: "quiet" }, `θ = ${path[path.length - 1].map((value) => format(value)).join(", ")}`));
  };
  const element = h("section", { "aria-label": t("A training run") },
    h("h3", null, t("A training run")),
    h("p", { class: "quiet" }, t("Two tasks share θ: a pulls it to (1, −1), b eight times as hard to (−1, 0.5). Each step is a request; the strategy's state goes back and forth.")),
    h("div", { class: "controls" }, h("div", null, h("label", { for: "run-strategy" }, t("Strategy")), strategy), h("div", null, h("label", { for: "run-rate" }, t("Learning rate")), rate), h("div", null, h("label", { for: "run-steps" }, t("Steps")), steps), button),
    output);
  return { element, stop: () => { turn += 1; } };
}
