// The reference of the interface, from the server's own description of it.

import { call, get } from "./api.js";
import { cut, format, h, scrollable, select } from "./dom.js";
import { t } from "./i18n.js";

/** What a reference inside the document stands for. */
function resolve(document, value) {
  let found = value;
  for (let depth = 0; found?.$ref && depth < 9; depth += 1) {
    found = found.$ref.slice(2).split("/").reduce((part, key) => part?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], document);
  }
  // Of a value that may be null, what it is otherwise.
  const branch = found?.anyOf?.find((one) => one.type !== "null") ?? found?.oneOf?.find((one) => one.type !== "null");
  return branch ? { ...resolve(document, branch), ...(found.description ? { description: found.description } : {}) } : found ?? {};
}

const typeOf = (schema) => [schema.type ?? (schema.enum || schema["x-extensible-enum"] ? "string" : t("any"))].flat().join(" | ");

/** A schema as a table of members, those with members of their own folded. */
function schemaView(document, reference, depth = 0) {
  const schema = resolve(document, reference);
  const members = { ...schema.properties };
  for (const part of schema.allOf ?? []) Object.assign(members, resolve(document, part).properties);
  const items = schema.items && resolve(document, schema.items);
  const names = Object.keys(members);
  const known = schema.enum ?? schema["x-extensible-enum"];
  return h("div", { class: "schema" },
    schema.description && depth === 0 ? h("p", null, schema.description) : null,
    known && depth === 0 ? h("p", null, known.map((one) => h("code", null, String(one))).flatMap((one) => [one, " "])) : null,
    names.length ? scrollable(t("Members"), h("table", null, h("tbody", null, names.map((name) => {
      const member = resolve(document, members[name]);
      const inner = member.properties || member.items ? member : null;
      const choices = member.enum ?? member["x-extensible-enum"];
      return h("tr", null,
        h("th", { scope: "row" }, h("code", null, name), (schema.required ?? []).includes(name) ? h("div", { class: "quiet" }, t("required")) : null),
        h("td", null, typeOf(member)),
        h("td", null, member.description ?? "", choices ? h("div", { class: "quiet" }, choices.slice(0, 12).join(", "), choices.length > 12 ? ", …" : "") : null,
          inner && depth < 4 ? lazily(inner.items ? `[ ${resolve(document, inner.items).title ?? typeOf(resolve(document, inner.items))} ]` : t("its members"), () => schemaView(document, inner.items && !inner.properties ? inner.items : inner, depth + 1)) : null));
    })))) : items && depth < 4 ? schemaView(document, schema.items, depth + 1) : null);
}

/** Details that are made when they are opened. */
function lazily(summary, make) {
  const element = h("details", null, h("summary", null, summary));
  element.addEventListener("toggle", () => { if (element.open && element.children.length === 1) element.append(make()); });
  return element;
}

/** The examples of a media type, by name, as text. */
function examplesOf(document, media) {
  const found = Object.entries(media?.examples ?? {}).map(([name, one]) => [resolve(document, one).summary ?? name, resolve(document, one).value]);
  if (media?.example !== undefined) found.unshift([t("Example"), media.example]);
  return found.filter(([, value]) => value !== undefined).map(([name, value]) => [name, JSON.stringify(value, null, 2)]);
}

function operation(document, path, method, description, shared) {
  const parameters = [...(shared ?? []), ...(description.parameters ?? [])].map((one) => resolve(document, one));
  const media = resolve(document, description.requestBody)?.content?.["application/json"];
  const id = `${method}${path}`.replace(/\W+/g, "-");
  const fields = parameters.filter((one) => one.in === "path").map((one) => [one, h("input", { id: `${id}-${one.name}`, value: one.example ?? resolve(document, one.schema).example ?? (path.includes("strategies") ? "upgrad" : "mse_loss") })]);
  const examples = examplesOf(document, media);
  const body = media ? h("textarea", { id: `${id}-body`, rows: 8, spellcheck: "false", value: examples[0]?.[1] ?? "" }) : null;
  const choice = examples.length > 1 ? select({ id: `${id}-example`, onchange: (event) => { body.value = examples[Number(event.target.value)][1]; } }, examples.map(([name], index) => [index, name])) : null;
  const output = h("div", { "aria-live": "polite" });
  const send = async () => {
    const target = fields.reduce((found, [one, input]) => found.replace(`{${one.name}}`, encodeURIComponent(input.value)), path);
    const answer = await call(method.toUpperCase(), target, body?.value);
    if (answer.status === 0) { output.replaceChildren(h("p", { class: "fault", role: "alert" }, answer.body.detail)); return; }
    const text = answer.body === undefined ? answer.text : JSON.stringify(answer.body, null, 1);
    output.replaceChildren(h("p", { class: "quiet" }, `${answer.status}, ${format(answer.milliseconds, 3)} ms`), scrollable(t("Answer"), h("pre", null, cut(text))));
  };
  return [
    description.description ? h("p", null, description.description) : null,
    parameters.length ? scrollable(t("Parameters"), h("table", null, h("caption", null, t("Parameters")), h("tbody", null, parameters.map((one) => h("tr", null, h("th", { scope: "row" }, h("code", null, one.name), h("div", { class: "quiet" }, one.in)), h("td", null, one.description ?? "")))))) : null,
    media ? [h("h4", null, t("Body")), lazily(t("its members"), () => schemaView(document, media.schema))] : null,
    h("h4", null, t("Answers")),
    h("ul", { class: "list" }, Object.entries(description.responses ?? {}).map(([status, response]) => {
      const found = resolve(document, response);
      const content = Object.entries(found.content ?? {});
      return h("li", null, h("strong", null, status), " ", found.description ?? "", content.map(([type, one]) => [" ", h("code", null, type), one.schema ? lazily(t("its members"), () => schemaView(document, one.schema)) : null]));
    })),
    h("h4", null, t("Send")),
    fields.map(([one, input]) => h("div", { class: "field" }, h("label", { for: input.id }, one.name), input)),
    choice ? h("div", { class: "field" }, h("label", { for: choice.id }, t("Example")), choice) : null,
    body ? h("div", { class: "field" }, h("label", { for: body.id }, t("Body")), body) : null,
    h("p", { class: "row" }, h("button", { type: "button", class: "primary", onclick: send }, t("Send"))), output,
  ];
}

export async function reference(place) {
  const document = await get("/openapi.json");
  const groups = new Map((document.tags ?? []).map((tag) => [tag.name, { ...tag, list: [] }]));
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ["get", "post"]) {
      const description = item[method];
      if (description) groups.get(description.tags?.[0])?.list.push({ path, method, description, shared: item.parameters });
    }
  }
  place.replaceChildren(
    h("h2", null, t("Reference")),
    h("p", { class: "lead" }, document.info.summary, " ", h("a", { href: "/openapi.yaml" }, "openapi.yaml"), ", ", h("a", { href: "/openapi.json" }, "openapi.json")),
    ...[...groups.values()].map((group) => h("section", { "aria-label": group.name }, h("h3", null, group.name), h("p", { class: "quiet" }, group.description ?? ""),
      group.list.map(({ path, method, description, shared }) => {
        const element = h("details", { class: "operation" }, h("summary", null, h("span", { class: `method ${method}` }, method.toUpperCase()), " ", h("code", null, path), " ", h("span", null, description.summary ?? "")));
        element.addEventListener("toggle", () => { if (element.open && element.children.length === 1) element.append(h("div", null, ...operation(document, path, method, description, shared).flat(9).filter(Boolean))); });
        return element;
      }))));
}
