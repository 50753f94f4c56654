// Try it: a form and the JSON that it stands for, the answer, and what is wrong with the request at its place.

import { call, losses, token } from "./api.js";
import { heatMap } from "./charts.js";
import { languages } from "./code.js";
import { copyButton, cut, flatten, format, h, scrollable, select, settled, toNumber } from "./dom.js";
import { historyList, remember } from "./history.js";
import { t } from "./i18n.js";
import { locate, nearest, withMember } from "./locate.js";

const draftKey = "lossd.draft";
/** Longer requests have neither a form nor a program: making these for each change would take longer than typing. */
const longest = 100000;
/** How much of the request is shown around what is wrong with it. */
const around = 600;

/** JSON with blanks after commas and colons. */
function spaced(value) {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value === "object" && value !== null) return `{${Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${spaced(part)}`).join(", ")}}`;
  return JSON.stringify(value);
}

/** JSON of an example, tensors on lines of their own. */
function requestText(request) {
  const tasks = request.tasks.map((task) => `    {\n${Object.entries(task).map(([key, value]) => `      ${JSON.stringify(key)}: ${spaced(value)}`).join(",\n")}\n    }`);
  const rest = Object.entries(request).filter(([key]) => key !== "tasks").map(([key, value]) => `  ${JSON.stringify(key)}: ${spaced(value)},\n`);
  return `{\n${rest.join("")}  "tasks": [\n${tasks.join(",\n")}\n  ]\n}`;
}

/** Where the byte with that number is in a text. */
function placeOfByte(text, offset) {
  return new TextDecoder().decode(new TextEncoder().encode(text).slice(0, offset)).length;
}

/** The drafts of this tab by loss, and which of them was the last. */
function drafts() {
  try { return JSON.parse(sessionStorage.getItem(draftKey)) ?? { texts: {} }; } catch { return { texts: {} }; }
}

function keepDraft(name, text) {
  const found = drafts();
  found.texts[name] = text;
  found.last = name;
  try { sessionStorage.setItem(draftKey, JSON.stringify(found)); } catch { sessionStorage.removeItem(draftKey); }
}

export async function tryIt(place, wanted) {
  const all = await losses();
  const find = (name) => all.find((one) => one.name === name || one.aliases.includes(name));
  const editor = h("textarea", { id: "editor", spellcheck: "false", rows: 16, autocapitalize: "off" });
  const form = h("div", { class: "form" });
  const problems = h("div", { class: "problems" });
  const output = h("div", { class: "answer", "aria-live": "polite" });
  const kept = drafts();
  let entry = find(wanted) ?? find(kept.last) ?? find("cross_entropy") ?? all[0];
  let turn = 0;

  const parsed = () => {
    if (editor.value.length > longest) return null;
    try { return JSON.parse(editor.value); } catch { return null; }
  };
  const changed = () => {
    keepDraft(entry.name, editor.value);
    // Another section may be shown by now.
    if (place.isConnected) window.history.replaceState(null, "", `#/try/${entry.name}`);
  };

  /** Starts with the example of a loss. */
  const use = (name, text) => {
    entry = find(name) ?? entry;
    editor.value = text ?? requestText(entry.example);
    showForm();
    changed();
    showCode();
  };
  const past = historyList((request) => use(entry.name, request));

  /** The only task of the request, if the form can stand for it. */
  const task = () => {
    const request = parsed();
    return request?.tasks?.length === 1 && typeof request.tasks[0] === "object" && request.tasks[0] !== null ? request.tasks[0] : null;
  };

  /** Sets a member of the task, of its options or of the request, or removes it. */
  const set = (pointer, key, json) => {
    let text = editor.value;
    if (pointer.endsWith("/options") && json !== null) {
      const options = locate(text).get(pointer);
      if (!options || text[options[0]] !== "{") text = withMember(text, "/tasks/0", "options", "{}");
    }
    editor.value = withMember(text, pointer, key, json);
    changed();
    showCode();
  };

  /** What was typed as JSON: a word is a string, and an unfinished list nothing yet. */
  const typed = (text) => {
    if (text.trim() === "") return null;
    try { JSON.parse(text); return text.trim(); } catch { return /^\s*[[{]/.test(text) ? undefined : JSON.stringify(text); }
  };

  const field = (key, label, value, { isOption = false, choices, hint, tall } = {}) => {
    const id = `field-${key}`;
    const change = (event) => {
      const json = typed(event.target.value);
      document.getElementById(`${id}-fault`).replaceChildren(...(json === undefined ? [t("This is not JSON yet.")] : []));
      if (json !== undefined) set(isOption ? "/tasks/0/options" : "/tasks/0", key, json);
    };
    const path = isOption ? `options/${key}` : key;
    const control = choices
      ? select({ id, onchange: change, "data-path": path }, choices, value)
      : h(tall ? "textarea" : "input", { id, value, oninput: change, spellcheck: "false", rows: tall ? Math.min(Math.max(value.split("\n").length, 1), 6) : null, "aria-describedby": hint ? `${id}-hint` : null, "data-path": path });
    return h("div", { class: "field" }, h("label", { for: id }, label), control, hint ? h("small", { id: `${id}-hint` }, hint) : null, h("div", { class: "fault", id: `${id}-fault` }));
  };

  const check = (id, label, checked, change) => h("div", { class: "check" }, h("input", { type: "checkbox", id, checked, onchange: (event) => change(event.target.checked) }), h("label", { for: id }, label));

  // Made once, so that it keeps the focus.
  const chosen = select({ id: "field-loss", onchange: (event) => use(event.target.value, drafts().texts[event.target.value]) }, all.map((one) => [one.name, one.name]));
  const choose = h("div", { class: "field" }, h("label", { for: "field-loss" }, t("Loss")), chosen, h("p", null, h("button", { type: "button", id: "example", onclick: () => use(entry.name) }, t("Start with the example"))));
  const fields = h("div");
  form.append(choose, fields);

  const showForm = () => {
    const found = task();
    const own = found && find(found.loss);
    entry = own ?? entry;
    chosen.value = entry.name;
    if (!own) {
      const reason = editor.value.length > longest ? t("The request is too long for the form; it is edited as JSON.")
        : parsed() ? t("The form stands for requests of one task; this one is edited as JSON.") : t("This is not JSON yet.");
      fields.replaceChildren(h("p", { class: "quiet" }, reason));
      return;
    }
    // As it was written, so that no digit changes.
    const places = locate(editor.value);
    const written = (path) => {
      const span = places.get(`/tasks/0/${path.replaceAll("~", "~0")}`);
      return span ? editor.value.slice(span[0], span[1]) : "";
    };
    const usual = entry.inputs.filter((one) => one.gradient === "default").map((one) => one.name);
    const wantedGradients = () => { const names = task()?.gradients; return new Set(Array.isArray(names) ? names : usual); };
    fields.replaceChildren(
      h("fieldset", null, h("legend", null, t("Inputs")), entry.inputs.map((input) => field(input.name, input.name, written(input.in === "options" ? `options/${input.name}` : input.name), {
        isOption: input.in === "options", hint: `${input.shape}. ${input.summary}`, tall: true,
      })), field("mask", "mask", written("mask"), { hint: t("Which items count, true or false.") }), field("sample_weight", "sample_weight", written("sample_weight"), { hint: t("How much each item counts.") })),
      h("fieldset", null, h("legend", null, t("Options")), entry.options.map((option) => {
        const range = /^one of (.*)$/.exec(option.range ?? "");
        const choices = option.name === "reduction" ? entry.reductions : range ? range[1].split(", ") : option.type === "boolean" ? ["true", "false"] : null;
        return field(option.name, option.name, written(`options/${option.name}`), {
          isOption: true, hint: option.summary,
          choices: choices && [["", `${t("default")}: ${JSON.stringify(option.default)}`], ...choices.map((one) => [option.type === "boolean" ? one : JSON.stringify(one), one])],
        });
      })),
      h("fieldset", null, h("legend", null, t("Gradients")),
        entry.inputs.filter((input) => input.gradient !== "never").map((input) => check(`gradient-${input.name}`, input.name, wantedGradients().has(input.name), (isOn) => {
          const names = wantedGradients();
          if (isOn) names.add(input.name); else names.delete(input.name);
          set("/tasks/0", "gradients", spaced([...names]));
        })),
        check("safe", t("safe: no NaN from infinite or missing numbers"), found.safe === true, (isOn) => set("/tasks/0", "safe", isOn ? "true" : null)),
        h("div", { class: "field" }, h("label", { for: "dtype" }, "dtype"), select({ id: "dtype", onchange: (event) => set("", "dtype", event.target.value === "float64" ? "\"float64\"" : null) },
          ["float32", "float64"].map((one) => [one, one]), parsed()?.dtype ?? "float32"))));
  };

  const language = select({ id: "language", onchange: () => showCode() }, languages.map(([label], index) => [index, label]));
  const program = h("pre", { tabindex: "0" }, h("code"));
  const code = h("details", { ontoggle: () => showCode() }, h("summary", null, t("Copy as code")),
    h("p", { class: "row" }, h("label", { for: "language" }, t("Programming language")), language, copyButton(t("Copy"), () => program.textContent, t("Copied"), t("Not copied"))), program);
  const showCode = () => {
    if (!code.open) return;
    const request = parsed();
    program.firstChild.textContent = request ? languages[Number(language.value)][1](`${location.origin}/v1/evaluate`, request, token() !== "") : "";
  };

  editor.addEventListener("input", settled(() => { showForm(); changed(); showCode(); }, 200));

  /** Where a problem lies in the request. */
  const spanOf = (places, problem) => {
    if (problem.offset === undefined) return nearest(places, problem.pointer ?? "");
    const start = placeOfByte(editor.value, problem.offset);
    return [start, start + 1];
  };

  /** The request with marks where something is wrong, and the same at the fields of the form. */
  const showProblems = (list, kind) => {
    const text = editor.value;
    const places = text.length > longest && !list.some((problem) => problem.pointer) ? new Map() : locate(text);
    for (const problem of list) {
      const path = (problem.pointer ?? "").replace(/^#\/tasks\/0\//, "");
      const control = [...form.querySelectorAll("[data-path]")].find((one) => path === one.dataset.path || path.startsWith(`${one.dataset.path}/`));
      if (control) {
        if (kind === "fault") control.setAttribute("aria-invalid", "true");
        document.getElementById(`${control.id}-fault`)?.append(h("p", { class: kind }, problem.detail));
      }
    }
    const spans = list.map((problem) => [...spanOf(places, problem), problem]).sort((a, b) => a[0] - b[0]);
    const parts = [];
    const show = (start, end) => {
      if (end - start <= 2 * around) parts.push(text.slice(start, end));
      else parts.push(parts.length ? text.slice(start, start + around) : "", "\n…\n", end < text.length ? text.slice(end - around, end) : "");
    };
    let at = 0;
    for (const [start, end, problem] of spans) {
      if (start < at) continue;
      const last = Math.max(Math.min(end, start + around), start + 1);
      show(at, start);
      parts.push(h("mark", { class: kind, title: problem.detail }, text.slice(start, last) || " "));
      at = Math.max(last, end);
    }
    show(at, text.length);
    return h("div", null,
      h("ul", { class: "list" }, list.map((problem) => h("li", null, h("button", {
        type: "button", class: "link", onclick: () => { editor.focus(); editor.setSelectionRange(...spanOf(places, problem).slice(0, 2)); },
      }, problem.pointer ?? (problem.line === undefined ? t("the request") : `${problem.line}:${problem.column}`)), " ", h("code", null, problem.code ?? ""), " ", problem.detail))),
      scrollable(t("The request with marks"), h("pre", null, parts)));
  };

  const tensor = (value, label) => {
    const { shape, values } = flatten(value);
    return heatMap(values, shape, label);
  };

  const send = async () => {
    const mine = turn += 1;
    problems.replaceChildren();
    output.replaceChildren(h("p", { class: "quiet" }, "…"));
    for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
    for (const spot of form.querySelectorAll("[id$='-fault']")) spot.replaceChildren();
    const answer = await call("POST", "/v1/evaluate", editor.value, { timed: true });
    if (mine !== turn) return;
    if (answer.status) remember(editor.value, answer.status);
    past.show();
    const line = answer.status === 0 ? "" : h("p", { class: "quiet" }, `${answer.status}, ${format(answer.milliseconds, 3)} ms, `, h("code", null, answer.requestID ?? ""), answer.timing ? h("span", null, " · ", answer.timing.replaceAll(";dur=", " ").replaceAll(",", " ·"), " ms") : null);
    output.dataset.answered = String(Number(output.dataset.answered ?? 0) + 1);
    if (!answer.ok) {
      output.replaceChildren(line, h("p", { class: "fault", role: "alert" }, answer.body?.detail ?? answer.text.slice(0, 500)));
      if (answer.status && answer.body) problems.replaceChildren(showProblems(answer.body.errors ?? [{ detail: answer.body.detail }], "fault"));
      return;
    }
    const warnings = answer.body.warnings ?? [];
    if (warnings.length) problems.replaceChildren(h("h3", null, t("Warnings")), showProblems(warnings, "warning"));
    const json = h("details", null, h("summary", null, t("The answer as JSON")), h("p", null, copyButton(t("Copy"), () => answer.text, t("Copied"), t("Not copied"))));
    json.addEventListener("toggle", () => {
      if (json.open && json.children.length === 2) json.append(scrollable("JSON", h("pre", null, answer.text.length > 20000 ? cut(answer.text) : JSON.stringify(answer.body, null, 1))));
    });
    output.replaceChildren(line,
      ...answer.body.tasks.map((result) => h("section", { "aria-label": result.name }, h("h3", null, result.name),
        Array.isArray(result.loss) ? tensor(result.loss, t("loss")) : h("p", { class: "result" }, t("loss"), " ", h("strong", null, format(toNumber(result.loss), 8)), h("span", { class: "quiet" }, ` ${t("denominator")} ${format(toNumber(result.denominator), 8)}`)),
        Object.entries(result.gradients ?? {}).map(([input, gradient]) => tensor(gradient, `${t("gradient")} ${input}`)))),
      answer.body.tasks.length > 1 ? h("p", { class: "result" }, t("total"), " ", h("strong", null, format(toNumber(answer.body.total?.loss ?? "NaN"), 8))) : "",
      answer.body.weighting ? tensor(Object.values(answer.body.weighting.weights).map(toNumber), `${t("weights")} ${Object.keys(answer.body.weighting.weights).join(", ")}`) : "",
      json);
  };

  editor.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(); });
  place.replaceChildren(
    h("h2", null, t("Try it")),
    h("div", { class: "columns even" },
      h("section", { "aria-label": t("The form") }, form),
      h("section", { "aria-label": t("The request") },
        h("label", { for: "editor" }, t("The request, as JSON")), editor,
        h("p", { class: "row" }, h("button", { type: "button", class: "primary", id: "send", onclick: send }, t("Evaluate")), h("span", { class: "quiet" }, "Ctrl + Enter")),
        problems, output, code, past.element)));
  // What was written for a loss goes on.
  use(entry.name, kept.texts[entry.name]);
}
