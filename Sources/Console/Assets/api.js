// Requests to the server that the page comes from.

import { h } from "./dom.js";
import { language, t } from "./i18n.js";

const tokenKey = "lossd.token";
let asking = null;

/** The token of this tab; it is forgotten with the tab. */
export const token = () => sessionStorage.getItem(tokenKey) ?? "";
export const forgetToken = () => sessionStorage.removeItem(tokenKey);

/** Asks for a token, once however many requests need one; false when there is none. */
function askForToken() {
  asking ??= new Promise((resolve) => {
    const input = h("input", { type: "password", id: "token", autocomplete: "off", required: true });
    const dialog = h("dialog", { "aria-labelledby": "token-title" },
      h("form", { method: "dialog" },
        h("h2", { id: "token-title" }, t("This server asks for a token")),
        token() ? h("p", { class: "fault", role: "alert" }, t("The server refused this token.")) : null,
        h("label", { for: "token" }, t("Token")), input,
        h("p", { class: "row" }, h("button", { type: "submit", class: "primary", value: "use" }, t("Use")), h("button", { type: "button", onclick: () => dialog.close("") }, t("Cancel")))));
    dialog.addEventListener("close", () => {
      const isGiven = dialog.returnValue === "use" && input.value.trim() !== "";
      if (isGiven) {
        sessionStorage.setItem(tokenKey, input.value.trim());
        dispatchEvent(new Event("token"));
      }
      dialog.remove();
      asking = null;
      resolve(isGiven);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
  return asking;
}

/**
 * Sends a request and reads its answer.
 *
 * Where a token is needed, it is asked for unless `asks` is false. Returns status (0 where no answer came), body (parsed where it is JSON), text, milliseconds as the client saw them, and fields of the
 * answer.
 */
export async function call(method, path, body, { timed = false, accept, asks = true } = {}) {
  for (let attempt = 0; ; attempt += 1) {
    const headers = { Accept: accept ?? "application/json", "Accept-Language": language() };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (timed) headers.Prefer = "server-timing";
    const used = token();
    if (used) headers.Authorization = `Bearer ${used}`;
    const start = performance.now();
    let [response, text] = [null, ""];
    try {
      response = await fetch(path, { method, headers, body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body) });
      text = await response.text();
    } catch {
      return { ok: false, status: 0, body: { detail: t("The server does not answer.") }, text: "", milliseconds: performance.now() - start };
    }
    const milliseconds = performance.now() - start;
    // Another request may have been given a token meanwhile.
    if (response.status === 401 && attempt < 5 && (token() !== used || (asks && await askForToken()))) continue;
    let parsed;
    try { parsed = JSON.parse(text); } catch { parsed = undefined; }
    return {
      ok: response.ok, status: response.status, body: parsed, text, milliseconds,
      requestID: response.headers.get("x-request-id"), timing: response.headers.get("server-timing"),
    };
  }
}

/** What is wrong with a request that was not answered as wished, in one line. */
export const reasonOf = (answer) => answer.body?.errors?.[0]?.detail ?? answer.body?.detail ?? String(answer.status);

const kept = new Map();

/** What a path answers, asked for once in each language. */
export async function get(path) {
  const key = `${language()} ${path}`;
  if (!kept.has(key)) {
    const answer = await call("GET", path);
    if (!answer.ok) throw new Error(reasonOf(answer));
    kept.set(key, answer.body);
  }
  return kept.get(key);
}

export const losses = async () => (await get("/v1/losses")).losses;
export const strategies = async () => (await get("/v1/strategies")).strategies;
