// Turns lossd's gradient by log-probabilities into what a training API takes; Node 20 or later, without dependencies.
//
//     node convert.ts together|tinker REQUEST.json [URL of lossd, by default http://127.0.0.1:8080]
//
// Node runs it as it is from 22.18 on; before, `npx tsc` or any other tool removes the types, or copy it as convert.mjs: there are none.
import { readFile } from "node:fs/promises";

const [form, file, url = "http://127.0.0.1:8080"] = process.argv.slice(2);

const forms = {
  // One entry for each sample, as long as its target_tokens; the gradient as it is.
  together: (samples) => ({ gradients: samples.map((data) => ({ data, dtype: "D_TYPE_FLOAT32" })) }),
  // The service computes −Σ weights·logprob: the weights of each sample are its gradient with the other sign.
  tinker: (samples) => ({ weights: samples.map((sample) => sample.map((number) => 0 - number)) }),
};

if (!(form in forms) || file === undefined) {
  console.error("usage: convert.ts together|tinker REQUEST.json [URL]");
  process.exit(2);
}
const response = await fetch(`${url}/v1/evaluate`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: await readFile(file),
});
const answer = await response.json();
if (!response.ok) {
  console.error(answer.detail);
  process.exit(1);
}
console.log(JSON.stringify(forms[form](answer.tasks[0].gradients.log_probs)));
