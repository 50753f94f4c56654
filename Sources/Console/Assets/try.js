// Try it: a form and the JSON that it stands for, the answer, and what is wrong with the request at its place.

import { call, losses, token } from "./api.js";
import { heatMap } from "./charts.js";
import { languages } from "./code.js";
import { copyButton, flatten, format, h, scrollable, settled, toNumber } from "./dom.js";
import { historyList, remember } from "./history.js";
import { t } from "./i18n.js";
import { locate, nearest } from "./locate.js";

/** A tensor on as few lines as its rows. */
function tensorText(value) {
  if (!Array.isArray(value) || !Array.isArray(value[0])) return JSON.stringify(value);
  return `[${value.map((part) => JSON.stringify(part)).join(",\n ")}]`;
}

/** JSON of a request, tensors on lines of their own. */
function requestText(request) {
  const tasks = (request.tasks ?? []).map((task) => {
    const members = Object.entries(task).map(([key, value]) => `      ${JSON.stringify(key)}: ${JSON.stringify(value).replaceAll(",", ", ").replaceAll("\":", "\": ")}`);
    return `    {\n${members.join(",\n")}\n    }`;
  });
  const rest = Object.entries(request).filter(([key]) => key !== "tasks").map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`);
  return `{\n${rest.join("")}  "tasks": [\n${tasks.join(",\n")}\n  ]\n}`;
}

export async function tryIt(place, name) {
  const all = await losses();
  const editor = h("textarea", { id: "editor", spellcheck: "false", rows: 16, autocapitalize: "off" });
  const form = h("div", { class: "form" });
  const problems = h("div", { class: "problems" });
  const output = h("div", { class: "answer", "aria-live": "polite" });
  const code = h("div");
  let entry = all.find((one) => one.name === name) ?? all.find((one) => one.name === "cross_entropy");
  let isWriting = false;

  const parsed = () => { try { return JSON.parse(editor.value); } catch { return null; } };
  const history = historyList((request) => { editor.value = request; fromEditor(); });

  /** The only task of the request, if the form can stand for it. */
  const task = () => {
    const request = parsed();
    return request?.tasks?.length === 1 && typeof request.tasks[0] === "object" && request.tasks[0] !== null ? request.tasks[0] : null;
  };

  const update = (change) => {
    const request = parsed();
    if (!request?.tasks?.[0]) return;
    change(request.tasks[0], request);
    isWriting = true;
    editor.value = requestText(request);
    isWriting = false;
    showCode();
  };

  const setMember = (key, text, isOption) => update((found) => {
    const target = isOption ? (found.options ??= {}) : found;
    if (text.trim() === "") delete target[key];
    else { try { target[key] = JSON.parse(text); } catch { target[key] = text; } }
    if (isOption && !Object.keys(target).length) delete found.options;
  });

  const field = (key, label, value, { isOption = false, choices, hint, tall } = {}) => {
    const id = `field-${key}`;
    const change = (event) => setMember(key, event.target.value, isOption);
    const control = choices
      ? h("select", { id, onchange: change, "data-path": isOption ? `options/${key}` : key }, choices.map(([text, shown]) => h("option", { value: text, selected: text === value }, shown)))
      : h(tall ? "textarea" : "input", { id, value, oninput: change, spellcheck: "false", rows: tall ? Math.min(Math.max(value.split("\n").length, 1), 6) : null, "aria-describedby": hint ? `${id}-hint` : null, "data-path": isOption ? `options/${key}` : key });
    return h("div", { class: "field" }, h("label", { for: id }, label), control, hint ? h("small", { id: `${id}-hint` }, hint) : null, h("div", { class: "fault", id: `${id}-fault` }));
  };

  const showForm = () => {
    const found = task();
    const own = found && all.find((one) => one.name === found.loss || one.aliases.includes(found.loss));
    const choose = h("div", { class: "field" }, h("label", { for: "field-loss" }, t("Loss")), h("select", {
      id: "field-loss", onchange: (event) => { location.hash = `#/try/${event.target.value}`; },
    }, all.map((one) => h("option", { value: one.name, selected: one.name === (own ?? entry).name }, one.name))));
    if (!own) {
      form.replaceChildren(choose, h("p", { class: "quiet" }, parsed() ? t("The form stands for requests of one task; this one is edited as JSON.") : t("This is not JSON yet.")));
      return;
    }
    entry = own;
    const value = (holder, key) => (holder?.[key] === undefined ? "" : tensorText(holder[key]));
    const reductions = entry.reductions;
    form.replaceChildren(choose,
      h("fieldset", null, h("legend", null, t("Inputs")), entry.inputs.map((input) => field(input.name, input.name, value(input.in === "options" ? found.options : found, input.name), {
        isOption: input.in === "options", hint: `${input.shape}. ${input.summary}`, tall: true,
      })), field("mask", "mask", value(found, "mask"), { hint: t("Which items count, true or false.") }), field("sample_weight", "sample_weight", value(found, "sample_weight"), { hint: t("How much each item counts.") })),
      h("fieldset", null, h("legend", null, t("Options")), entry.options.map((option) => {
        const current = found.options?.[option.name];
        const range = /^one of (.*)$/.exec(option.range ?? "");
        const choices = option.name === "reduction" ? reductions : range ? range[1].split(", ") : option.type === "boolean" ? ["true", "false"] : null;
        const text = (one) => (option.type === "boolean" ? one : JSON.stringify(one));
        return field(option.name, option.name, current === undefined ? "" : JSON.stringify(current), {
          isOption: true, hint: option.summary,
          choices: choices && [["", `${t("default")}: ${JSON.stringify(option.default)}`], ...choices.map((one) => [text(one), one])],
        });
      })),
      h("fieldset", null, h("legend", null, t("Gradients")), entry.inputs.filter((input) => input.gradient !== "never").map((input) => {
        const id = `gradient-${input.name}`;
        const wanted = found.gradients ?? entry.inputs.filter((one) => one.gradient === "default").map((one) => one.name);
        return h("div", { class: "check" }, h("input", {
          type: "checkbox", id, checked: Array.isArray(wanted) && wanted.includes(input.name),
          onchange: (event) => update((one) => {
            const names = new Set(Array.isArray(one.gradients) ? one.gradients : entry.inputs.filter((other) => other.gradient === "default").map((other) => other.name));
            if (event.target.checked) names.add(input.name); else names.delete(input.name);
            one.gradients = [...names];
          }),
        }), h("label", { for: id }, input.name));
      }), h("div", { class: "check" }, h("input", {
        type: "checkbox", id: "safe", checked: found.safe === true,
        onchange: (event) => update((one) => { if (event.target.checked) one.safe = true; else delete one.safe; }),
      }), h("label", { for: "safe" }, t("safe: no NaN from infinite or missing numbers"))),
      h("div", { class: "field" }, h("label", { for: "dtype" }, "dtype"), h("select", {
        id: "dtype", onchange: (event) => update((_, request) => { if (event.target.value === "float64") request.dtype = "float64"; else delete request.dtype; }),
      }, ["float32", "float64"].map((one) => h("option", { value: one, selected: (parsed()?.dtype ?? "float32") === one }, one))))));
  };

  const language = h("select", { id: "language", onchange: () => showCode() }, languages.map(([label], index) => h("option", { value: index }, label)));
  const program = h("pre", { tabindex: "0" }, h("code"));
  const showCode = () => {
    const request = parsed();
    program.firstChild.textContent = request ? languages[Number(language.value)][1](`${location.origin}/v1/evaluate`, request, token() !== "") : "";
  };
  code.append(h("details", null, h("summary", null, t("As a program")), h("p", { class: "row" }, h("label", { for: "language" }, t("Language")), language, copyButton(t("Copy"), () => program.textContent, t("Copied"))), program));

  const fromEditor = () => { if (!isWriting) { showForm(); showCode(); } };
  editor.addEventListener("input", settled(fromEditor, 200));

  /** The request with marks where something is wrong, and at the fields of the form. */
  const showProblems = (list, kind) => {
    const text = editor.value;
    const places = locate(text);
    for (const problem of list) {
      const path = (problem.pointer ?? "").replace(/^#\/tasks\/0\//, "");
      const control = [...form.querySelectorAll("[data-path]")].find((one) => path === one.dataset.path || path.startsWith(`${one.dataset.path}/`));
      if (control) {
        if (kind === "fault") control.setAttribute("aria-invalid", "true");
        document.getElementById(`${control.id}-fault`)?.append(h("p", { class: kind }, problem.detail));
      }
    }
    const spans = list.map((problem) => {
      const line = /line (\d+), column (\d+)/.exec(problem.detail);
      let [start, end] = nearest(places, problem.pointer ?? "");
      if (line && problem.pointer === undefined) {
        start = text.split("\n").slice(0, Number(line[1]) - 1).join("\n").length + (Number(line[1]) > 1 ? 1 : 0) + Number(line[2]) - 1;
        end = start + 1;
      }
      return { start, end, problem };
    }).sort((a, b) => a.start - b.start);
    const parts = [];
    let at = 0;
    for (const { start, end, problem } of spans) {
      if (start < at) continue;
      parts.push(text.slice(at, start), h("mark", { class: kind, title: problem.detail }, text.slice(start, Math.max(end, start + 1))));
      at = Math.max(end, start + 1);
    }
    parts.push(text.slice(at));
    return h("div", null,
      h("ul", { class: "list" }, list.map((problem) => {
        const [start, end] = nearest(places, problem.pointer ?? "");
        return h("li", null, h("button", { type: "button", class: "link", onclick: () => { editor.focus(); editor.setSelectionRange(start, end); } }, problem.pointer ?? t("the request")),
          " ", h("code", null, problem.code ?? ""), " ", problem.detail);
      })),
      scrollable(t("The request with marks"), h("pre", null, parts)));
  };

  const send = async () => {
    problems.replaceChildren();
    for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
    for (const spot of form.querySelectorAll("[id$='-fault']")) spot.replaceChildren();
    const answer = await call("POST", "/v1/evaluate", editor.value, { timed: true });
    remember(editor.value, answer.status);
    history.show();
    const line = h("p", { class: "quiet" }, `${answer.status}, ${format(answer.milliseconds, 3)} ms, `, h("code", null, answer.requestID ?? ""), answer.timing ? h("span", null, " · ", answer.timing.replaceAll(";dur=", " ").replaceAll(",", " ·"), " ms") : null);
    if (!answer.ok) {
      output.replaceChildren(line, h("p", { class: "fault" }, answer.body?.detail ?? answer.text.slice(0, 500)));
      if (answer.body) problems.replaceChildren(showProblems(answer.body.errors ?? [{ detail: answer.body.detail }], "fault"));
      return;
    }
    const warnings = answer.body.warnings ?? [];
    if (warnings.length) problems.replaceChildren(h("h3", null, t("Warnings")), showProblems(warnings, "warning"));
    output.replaceChildren(line,
      ...answer.body.tasks.map((result) => h("section", { "aria-label": result.name }, h("h3", null, result.name),
        Array.isArray(result.loss) ? heatMap(flatten(result.loss).values, flatten(result.loss).shape, t("loss")) : h("p", { class: "result" }, t("loss"), " ", h("strong", null, format(toNumber(result.loss), 8)), h("span", { class: "quiet" }, ` ${t("denominator")} ${format(toNumber(result.denominator), 8)}`)),
        Object.entries(result.gradients ?? {}).map(([input, gradient]) => heatMap(flatten(gradient).values, flatten(gradient).shape, `${t("gradient")} ${input}`)))),
      h("details", null, h("summary", null, t("The answer as JSON")), h("p", null, copyButton(t("Copy"), () => answer.text, t("Copied"))), scrollable("JSON", h("pre", null, answer.text.length > 20000 ? `${answer.text.slice(0, 20000)} …` : JSON.stringify(answer.body, null, 1)))));
    output.dataset.answered = String(Number(output.dataset.answered ?? 0) + 1);
  };

  editor.value = requestText(entry.example);
  editor.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(); });
  place.replaceChildren(
    h("h2", null, t("Try it")),
    h("div", { class: "columns even" },
      h("section", { "aria-label": t("The form") }, form),
      h("section", { "aria-label": t("The request") },
        h("label", { for: "editor" }, t("The request, as JSON")), editor,
        h("p", { class: "row" }, h("button", { type: "button", class: "primary", id: "send", onclick: send }, t("Evaluate")), h("span", { class: "quiet" }, "Ctrl + Enter")),
        problems, output, code, history.element)));
  showForm();
  showCode();
}
