// The catalogue: every loss with its formula, and a curve of it from real evaluations.

import { call, losses, reasonOf } from "./api.js";
import { curves, plane } from "./charts.js";
import { announce, flatten, format, h, scrollable, select, settled, table, toNumber } from "./dom.js";
import { formula } from "./formula.js";
import { t } from "./i18n.js";

/** What was searched for, which stays when a loss is opened. */
let searched = "";

export async function catalogue(place, wanted) {
  const all = await losses();
  const entry = all.find((one) => one.name === wanted || one.aliases.includes(wanted));
  const name = entry?.name;
  const list = h("ul", { class: "list" });
  const search = h("input", { type: "search", id: "search", placeholder: t("name, alias or words"), value: searched, oninput: () => { names.open = true; announce(t("{n} losses", { n: show(search.value) })); },
    onkeydown: (event) => { if (event.key === "Enter") list.querySelector("a")?.click(); },
  });
  const show = (words) => {
    searched = words;
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    const found = all.filter((entry) => {
      const text = [entry.name, ...entry.aliases, entry.summary, entry.source].join(" ").toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
    list.replaceChildren(...found.map((entry) => h("li", null,
      h("a", { href: `#/losses/${entry.name}`, "aria-current": entry.name === name ? "page" : null }, entry.name))));
    if (!found.length) list.append(h("li", { class: "quiet" }, t("nothing found")));
    return found.length;
  };
  const names = h("details", { class: "names", open: innerWidth > 760 || (searched !== "" && !name) }, h("summary", null, t("{n} losses", { n: all.length })), list);
  show(searched);
  const shown = entry ?? all.find((one) => one.name === "cross_entropy") ?? all[0];
  place.replaceChildren(h("div", { class: "columns" },
    h("aside", { "aria-label": t("Losses") }, h("label", { for: "search" }, t("Search")), search, names),
    h("article", { "aria-labelledby": "loss" }, wanted && !entry ? h("p", { class: "fault", role: "alert" }, t("There is no loss of this name:"), " ", h("code", null, wanted.slice(0, 80))) : null, ...details(shown).filter(Boolean))));
  if (name) place.querySelector("#loss").focus?.();
}

function details(entry) {
  return [
    h("h2", { id: "loss", tabindex: "-1" }, entry.name),
    entry.aliases.length ? h("p", { class: "quiet" }, t("also"), " ", entry.aliases.join(", ")) : null,
    h("p", { class: "lead" }, entry.summary),
    formula(entry.formula),
    h("p", { class: "row" }, h("a", { class: "button primary", href: `#/try/${entry.name}` }, t("Try it"))),
    explorer(entry),
    h("h3", null, t("Inputs")),
    scrollable(t("Inputs"), table(["Name", "Shape", "Gradient", "What it is"].map((text) => t(text)),
      h("tbody", null, entry.inputs.map((input) => h("tr", null,
        h("th", { scope: "row" }, h("code", null, input.name), input.in === "options" ? h("div", { class: "quiet" }, t("in options")) : null, input.required ? null : h("div", { class: "quiet" }, t("optional"))),
        h("td", null, input.shape), h("td", null, t({ default: "yes", on_request: "on request", never: "no" }[input.gradient])), h("td", null, input.summary)))))),
    h("h3", null, t("Options")),
    scrollable(t("Options"), table(["Name", "Default", "Range", "What it does"].map((text) => t(text)),
      h("tbody", null, entry.options.map((option) => h("tr", null,
        h("th", { scope: "row" }, h("code", null, option.name), option.requires ? h("div", { class: "quiet" }, t("needs"), " ", h("code", null, option.requires)) : null), h("td", null, h("code", null, JSON.stringify(option.default))),
        h("td", null, option.range ?? option.type), h("td", null, option.summary)))))),
    h("dl", null,
      h("dt", null, t("The mean divides by")), h("dd", null, entry.denominator),
      entry.kinks ? [h("dt", null, t("Where the gradient jumps")), h("dd", null, entry.kinks)] : null,
      entry.safe ? [h("dt", null, t("With safe")), h("dd", null, entry.safe)] : null,
      h("dt", null, t("Source")), h("dd", null, entry.source)),
  ];
}

/** Bounds of a slider for an option, from the range in words; null for options that are no numbers, that shapes depend on, or that need an
 * input which the task does not give. */
function sliderRange(option, task) {
  if (!["number", "integer"].includes(option.type) || typeof option.default !== "number" || option.name === "div_value") return null;
  if (option.requires && task[option.requires] === undefined) return null;
  const range = option.range ?? "";
  const between = /from (\S+) to (?:below )?([\d.]+)/.exec(range);
  if (between) {
    const [low, high] = [Number(between[1]), Number(between[2])];
    if (option.type === "integer" && high > 100) return null;
    return [low, /to below/.test(range) ? high - (high - low) / 100 : high];
  }
  const far = Math.max(4 * Math.abs(option.default), 4);
  if (/greater than 0/.test(range)) return [far / 200, far];
  if (/0 or greater/.test(range)) return [0, far];
  // A whole number without bounds is an index.
  if (option.type === "integer") return null;
  return [option.default - far, option.default + far];
}

/** Where to move a number of an input, by what the numbers of the input mean. */
function sweepRange(input, value) {
  switch (input.kind) {
    case "probability": return [0.01, 0.99];
    case "class_index_or_probability": return [0, 1];
    case "log_probability": return [Math.min(-6, value - 3), Math.max(0, value)];
    case "variance": return [0.05, Math.max(4, 2 * value)];
    case "weight": return [0, Math.max(4, 2 * value)];
    case "box": return [value - 3, value + 3];
    default: return [Math.min(value, 0) - 4, Math.max(value, 0) + 4];
  }
}

/** A tensor with the number at a flat place replaced. */
function replaced(tensor, index, value) {
  if (!Array.isArray(tensor)) return value;
  const size = flatten(tensor[0]).values.length;
  return tensor.map((part, at) => (at === Math.floor(index / size) ? replaced(part, index % size, value) : part));
}

/** A flat place in a tensor, as its indices. */
function indices(shape, index) {
  const found = [];
  let rest = index;
  for (const size of [...shape].reverse()) {
    found.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `[${found.join(", ")}]`;
}

/** The most tasks that the server takes in a request, as far as it has said. */
let most = Infinity;

/** The curve of a loss over one number of an input, and its map over two. */
function explorer(entry) {
  const task = entry.example.tasks[0];
  const inputs = entry.inputs.filter((input) => input.in === "task" && input.gradient !== "never" && task[input.name] !== undefined
    && !(input.gradient === "on_request" && Number.isInteger(flatten(task[input.name]).values[0]) && input.kind === "class_index_or_probability"));
  const options = { ...(task.options ?? {}) };
  const output = h("div", { class: "charts", "aria-live": "polite" });
  const control = (id, label, values, value) => [h("label", { for: id }, label), select({ id, onchange: () => { if (id === "sweep-input") refill(); draw(); } }, values, value)];
  const places = (name) => {
    const { shape, values } = flatten(task[name]);
    return values.map((value, index) => [String(index), shape.length ? `${indices(shape, index)} = ${format(value)}` : format(value)]);
  };
  const [inputLabel, inputSelect] = control("sweep-input", t("Input"), inputs.map((input) => [input.name, input.name]), inputs[0].name);
  const [placeLabel, placeSelect] = control("sweep-place", t("Number"), [], "0");
  const [secondLabel, secondSelect] = control("sweep-second", t("Second number"), [], "");
  const refill = () => {
    const found = places(inputSelect.value);
    placeSelect.replaceChildren(...found.map(([key, text]) => h("option", { value: key }, text)));
    secondSelect.replaceChildren(h("option", { value: "" }, t("none")), ...found.map(([key, text]) => h("option", { value: key }, text)));
    if (found.length > 1) secondSelect.value = "1";
  };
  refill();

  const sliders = entry.options.map((option) => [option, sliderRange(option, task)]).filter(([, range]) => range).map(([option, [low, high]]) => {
    const value = typeof options[option.name] === "number" ? options[option.name] : option.default;
    const shown = h("output", { for: `slider-${option.name}` }, format(value));
    return h("div", null, h("label", { for: `slider-${option.name}` }, option.name), h("input", {
      id: `slider-${option.name}`, type: "range", min: low, max: high, step: option.type === "integer" ? 1 : (high - low) / 200, value,
      oninput: (event) => { options[option.name] = Number(event.target.value); shown.textContent = format(options[option.name]); later(); },
    }), shown);
  });

  /** What is chosen, without its number. */
  const chosen = (from) => from.selectedOptions[0].textContent.split(" = ")[0];

  let turn = 0;
  const draw = async () => {
    const mine = turn += 1;
    const input = inputs.find((one) => one.name === inputSelect.value);
    const { values } = flatten(task[input.name]);
    const [first, second] = [Number(placeSelect.value), secondSelect.value === "" || secondSelect.value === placeSelect.value ? null : Number(secondSelect.value)];
    const steps = (index, count) => {
      const [low, high] = sweepRange(input, values[index]);
      return Array.from({ length: count }, (_, step) => low + ((high - low) * step) / (count - 1));
    };
    const xs = steps(first, most > 200 ? 161 : Math.max(Math.min(most, 161), 2));
    // A server that takes few tasks draws the curve alone.
    const [us, vs] = second === null || most < xs.length + 625 ? [[], []] : [steps(first, 25), steps(second, 25)];
    const at = (tensor, extra) => ({ ...task, ...extra, name: undefined, [input.name]: tensor, options: { ...options, reduction: options.reduction === "none" ? "mean" : options.reduction } });
    const tasks = xs.map((x) => at(replaced(task[input.name], first, x), { gradients: [input.name] }));
    for (const v of vs) for (const u of us) tasks.push(at(replaced(replaced(task[input.name], first, u), second, v), { gradients: [] }));
    const answer = await call("POST", "/v1/evaluate", { dtype: "float64", tasks: tasks.map((one, index) => ({ ...one, name: `t${index}` })) });
    if (mine !== turn) return;
    const limit = /at most (\d+) are evaluated/.exec(answer.body?.errors?.[0]?.detail ?? "");
    if (limit && Number(limit[1]) < most) {
      most = Number(limit[1]);
      draw();
      return;
    }
    if (!answer.ok) {
      output.replaceChildren(h("p", { class: "fault" }, reasonOf(answer)));
      return;
    }
    const found = answer.body.tasks;
    const axis = `${input.name}${values.length > 1 ? `, ${chosen(placeSelect)}` : ""}`;
    const lines = [
      { name: t("loss"), class: "a", x: xs, y: xs.map((_, index) => toNumber(found[index].loss)) },
      { name: t("gradient"), class: "b", x: xs, y: xs.map((_, index) => flatten(found[index].gradients[input.name]).values[first]) },
    ];
    const [loss, gradient] = lines.map(({ y }) => {
      const finite = y.filter(Number.isFinite);
      return Math.max(...finite) - Math.min(...finite);
    });
    // Where one is much larger than the other, each has an axis of its own.
    const groups = Math.max(loss, gradient) > 5 * Math.min(loss, gradient) ? lines.map((line) => [line]) : [lines];
    const parts = groups.map((group) => curves(group, { label: entry.name, axis, mark: values[first], height: groups.length > 1 ? 190 : 260 }));
    if (us.length) {
      parts.push(plane(found.slice(xs.length).map((one) => toNumber(one.loss)), us, vs, {
        label: t("loss"), x: chosen(placeSelect), y: chosen(secondSelect),
      }));
    }
    output.replaceChildren(...parts);
    output.dataset.drawn = entry.name;
  };
  const later = settled(draw, 60);
  draw();
  return h("section", { class: "explorer", "aria-label": t("Curve of the loss and its gradient") },
    h("h3", null, t("Curve")), h("p", { class: "quiet" }, t("One number of the example is moved, the others stay; each point is evaluated by this server, all of them in one request.")),
    h("div", { class: "controls" }, h("div", null, inputLabel, inputSelect), h("div", null, placeLabel, placeSelect), flatten(task[inputs[0].name]).values.length > 1 || inputs.length > 1 ? h("div", null, secondLabel, secondSelect) : null, sliders),
    output);
}
