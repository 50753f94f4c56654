// The console: sections by the fragment of the address, language and colours.

import { forgetToken, token } from "./api.js";
import { catalogue } from "./catalogue.js";
import { h, select } from "./dom.js";
import { language, setLanguage, t } from "./i18n.js";
import { reference } from "./reference.js";
import { status } from "./status.js";
import { tryIt } from "./try.js";
import { weighting } from "./weighting.js";

const sections = [
  ["losses", "Losses", catalogue], ["try", "Try it", tryIt], ["weighting", "Weighting", weighting],
  ["status", "Status", status], ["reference", "Reference", reference],
];
const schemes = { auto: "Colours: system", light: "Colours: light", dark: "Colours: dark" };
let leave = null;

function settings() {
  const focused = document.activeElement?.id;
  const scheme = localStorage.getItem("lossd.scheme") ?? "auto";
  document.documentElement.dataset.scheme = scheme;
  const choice = (id, label, values, value, change) => [h("label", { class: "hidden", for: id }, label), select({ id, onchange: (event) => change(event.target.value) }, values, value)];
  document.getElementById("settings").replaceChildren(
    ...(token() ? [h("button", { type: "button", onclick: () => { forgetToken(); location.reload(); } }, t("Forget token"))] : []),
    ...choice("scheme", t("Colours"), Object.entries(schemes).map(([key, text]) => [key, t(text)]), scheme, (value) => {
      localStorage.setItem("lossd.scheme", value);
      document.documentElement.dataset.scheme = value;
    }),
    ...choice("language-of-page", "Language / 语言", [["en", "English"], ["zh", "中文"]], language(), (value) => { setLanguage(value); show(); }));
  if (focused) document.getElementById(focused)?.focus();
}

let turn = 0;

async function show() {
  const mine = turn += 1;
  const decoded = (part) => { try { return decodeURIComponent(part); } catch { return part; } };
  const [name, argument] = location.hash.replace(/^#\//, "").split("/").map(decoded);
  const [key, title, render] = sections.find(([one]) => one === name) ?? sections[0];
  document.documentElement.lang = language() === "zh" ? "zh-Hans" : "en";
  document.title = `${t(title)} – lossd`;
  document.getElementById("skip").textContent = t("Skip to content");
  document.getElementById("tabs").replaceChildren(...sections.map(([one, label]) => h("a", { href: `#/${one}`, "aria-current": one === key ? "page" : null }, t(label))));
  settings();
  leave?.();
  leave = null;
  const place = h("div", { class: `section ${key}` }, h("p", { class: "quiet" }, "…"));
  document.getElementById("main").replaceChildren(place);
  try {
    const end = await render(place, argument);
    // Another section may have been opened meanwhile.
    if (mine !== turn) { end?.(); return; }
    leave = end ?? null;
    place.dataset.ready = key;
  } catch (error) {
    if (mine !== turn) return;
    place.replaceChildren(h("p", { class: "fault", role: "alert" }, String(error.message ?? error)), h("p", null, h("button", { type: "button", onclick: show }, t("Retry"))));
  }
}

document.getElementById("skip").addEventListener("click", (event) => {
  // The fragment names a section; it must stay.
  event.preventDefault();
  document.getElementById("main").focus();
});
addEventListener("token", settings);
addEventListener("hashchange", show);
show();
