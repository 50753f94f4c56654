// A request as a program in several languages.

const quoted = (text) => JSON.stringify(text);
const indent = (json) => JSON.stringify(json, null, 2);

/** JSON as Python writes it. */
function python(value) {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map((part) => python(part)).join(", ")}]`;
  if (typeof value === "object") return `{${Object.entries(value).map(([key, part]) => `${quoted(key)}: ${python(part)}`).join(", ")}}`;
  return JSON.stringify(value);
}

const isTensor = (key, value) => Array.isArray(value) && !["gradients", "options"].includes(key);

function curl(url, body, hasToken) {
  const token = hasToken ? " \\\n  -H \"Authorization: Bearer $LOSSD_TOKEN\"" : "";
  return `curl ${url}${token} \\\n  --json '${JSON.stringify(body).replaceAll("'", "'\\''")}'\n`;
}

function javascript(url, body, hasToken) {
  const token = hasToken ? ", Authorization: `Bearer ${token}`" : "";
  const given = hasToken ? "const token = \"…\";\n" : "";
  return `${given}const response = await fetch(${quoted(url)}, {
  method: "POST",
  headers: { "Content-Type": "application/json"${token} },
  body: JSON.stringify(${indent(body).replaceAll("\n", "\n  ")}),
});
const answer = await response.json();
if (!response.ok) throw new Error(answer.detail);
console.log(answer);
`;
}

function send(url, hasToken) {
  const token = hasToken ? ", \"Authorization\": \"Bearer \" + os.environ[\"LOSSD_TOKEN\"]" : "";
  return `http = urllib.request.Request(
    ${quoted(url)}, json.dumps(body).encode(), {"Content-Type": "application/json"${token}})
answer = json.load(urllib.request.urlopen(http))
`;
}

/** The body with names of variables for its tensors, and what these are. */
function withVariables(body, make) {
  const lines = [];
  const used = new Set();
  const tasks = (Array.isArray(body.tasks) ? body.tasks : []).map((task, index) => {
    if (typeof task !== "object" || task === null) return python(task);
    const members = Object.entries(task).map(([key, value]) => {
      if (!isTensor(key, value)) return `${quoted(key)}: ${python(value)}`;
      const base = key.replace(/\W/g, "_");
      const name = used.has(base) ? `${base}${index}` : base;
      used.add(name);
      // What is not a number has to be sent as a string.
      if (/"/.test(JSON.stringify(value))) return `${quoted(key)}: ${python(value)}`;
      lines.push(`${name} = ${make(value)}`);
      return `${quoted(key)}: ${name}.tolist()`;
    });
    return `{${members.join(", ")}}`;
  });
  const rest = Object.entries(body).filter(([key]) => key !== "tasks").map(([key, value]) => `, ${quoted(key)}: ${python(value)}`);
  return `${lines.join("\n")}\nbody = {"tasks": [\n    ${tasks.join(",\n    ")},\n]${rest.join("")}}\n`;
}

/** A program in Python that makes tensors by a module's function. */
const inPython = (imports, make, typed, comment) => (url, body, hasToken) => `import json
${hasToken ? "import os\n" : ""}import urllib.request

${imports}

${withVariables(body, (value) => `${make}(${python(value)}${body.dtype === "float64" && /[.e]/.test(JSON.stringify(value)) ? typed : ""})`)}
${send(url, hasToken)}for task in answer["tasks"]:
    print(task["name"], task["loss"])
    for name, gradient in task.get("gradients", {}).items():
${comment}        print(name, ${make}(gradient${body.dtype === "float64" ? typed : ""}))
`;

const numpy = inPython("import numpy as np", "np.array", "", "");
const torch = inPython("import torch", "torch.tensor", ", dtype=torch.float64", "        # prediction.backward(...) goes on from here.\n");

/** The languages, and how each writes a request. */
export const languages = [["curl", curl], ["Python (numpy)", numpy], ["Python (torch)", torch], ["JavaScript", javascript]];
