// Elements and other small helpers that every part of the console uses.

const svgSpace = "http://www.w3.org/2000/svg";
const mathSpace = "http://www.w3.org/1998/Math/MathML";

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "selected") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An element of HTML: h("p", {class: "quiet"}, "text", child). */
export const h = (tag, properties, ...children) => fill(document.createElement(tag), properties, children);
/** An element of SVG. */
export const s = (tag, properties, ...children) => fill(document.createElementNS(svgSpace, tag), properties, children);
/** An element of MathML. */
export const m = (tag, properties, ...children) => fill(document.createElementNS(mathSpace, tag), properties, children);

/** A number as a person reads it. */
export function format(number, digits = 4) {
  if (typeof number !== "number") return String(number);
  if (!Number.isFinite(number)) return Number.isNaN(number) ? "NaN" : number > 0 ? "∞" : "−∞";
  if (number === 0) return "0";
  const size = Math.abs(number);
  const text = size >= 1e5 || size < 1e-3 ? number.toExponential(Math.max(digits - 2, 1)) : String(Number(number.toPrecision(digits)));
  return text.replace("-", "−").replace("e+", "e");
}

/** lossd writes what JSON has no number for as a string. */
export function toNumber(value) {
  return typeof value === "string" ? { NaN: NaN, Infinity, "-Infinity": -Infinity }[value] ?? Number.NaN : value;
}

/** All numbers of a nested list, and its shape. */
export function flatten(tensor) {
  const shape = [];
  for (let part = tensor; Array.isArray(part); part = part[0]) shape.push(part.length);
  return { shape, values: [tensor].flat(Infinity).map(toNumber) };
}

/** Calls `work` once nothing has happened for a moment. */
export function settled(work, milliseconds = 150) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...values), milliseconds);
  };
}

/** Shows a short text, which screen readers read too. */
export function announce(text) {
  const place = document.getElementById("status");
  place.textContent = text;
  place.hidden = false;
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => { place.hidden = true; }, 3000);
}

/** Copies a text where there is no clipboard, since the page came over plain HTTP. */
function copyBySelection(text) {
  const area = h("textarea", { value: text, class: "hidden", "aria-hidden": "true" });
  document.body.append(area);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  return isDone;
}

/** A button that copies what `text` returns. */
export function copyButton(label, text, copied, failed) {
  const button = h("button", {
    type: "button",
    onclick: async () => {
      let isDone = false;
      try {
        await navigator.clipboard.writeText(text());
        isDone = true;
      } catch {
        isDone = copyBySelection(text());
      }
      button.focus();
      announce(isDone ? copied : failed);
    },
  }, label);
  return button;
}

/** A choice among [value, text]. */
export const select = (properties, choices, chosen) => h("select", properties, choices.map(([value, text]) => h("option", { value, selected: value === chosen }, text)));

/** A table under these headings. */
export const table = (headings, body, caption) => h("table", null, caption ? h("caption", null, caption) : null,
  h("thead", null, h("tr", null, headings.map((text) => h("th", { scope: "col" }, text)))), body);

/** The beginning of a long text, which nobody reads to its end. */
export const cut = (text) => (text.length > 20000 ? `${text.slice(0, 20000)} …` : text);

/** A part of the page that can be scrolled, also with the keyboard. */
export const scrollable = (label, ...children) => h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, ...children);
