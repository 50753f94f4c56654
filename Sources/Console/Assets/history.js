// What was asked before, kept by the browser.

import { h } from "./dom.js";
import { t } from "./i18n.js";

const key = "lossd.history";
const [most, longest] = [30, 20000];

export function past() {
  try { return JSON.parse(localStorage.getItem(key)) ?? []; } catch { return []; }
}

/** Remembers a request, unless it is very long or was the last one. */
export function remember(request, outcome) {
  if (request.length > longest) return;
  const entries = past().filter((entry) => entry.request !== request);
  entries.unshift({ request, outcome, time: Date.now() });
  try { localStorage.setItem(key, JSON.stringify(entries.slice(0, most))); } catch { /* Full, or switched off. */ }
}

/** The list of them; `use` is called with the one that is chosen. */
export function historyList(use) {
  const list = h("ol", { class: "history" });
  const show = () => {
    const entries = past();
    list.replaceChildren(...entries.map((entry) => {
      let names = "";
      try { names = JSON.parse(entry.request).tasks.map((task) => task.loss).join(", "); } catch { names = entry.request.slice(0, 40); }
      return h("li", null, h("button", { type: "button", class: "link", onclick: () => use(entry.request) }, names || "…"),
        h("span", { class: "quiet" }, ` ${entry.outcome}, ${new Date(entry.time).toLocaleTimeString()}`));
    }));
    if (!entries.length) list.append(h("li", { class: "quiet" }, t("nothing yet")));
  };
  show();
  const element = h("details", null, h("summary", null, t("History")), list,
    h("button", { type: "button", onclick: () => { localStorage.removeItem(key); show(); } }, t("Forget all")));
  return { element, show };
}
