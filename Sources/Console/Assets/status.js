// What the service does now, from its metrics.

import { call, reasonOf } from "./api.js";
import { format, h, scrollable, table } from "./dom.js";
import { t } from "./i18n.js";

/** The samples of a text in the format of Prometheus. */
export function samples(text) {
  const found = [];
  for (const line of text.split("\n")) {
    const match = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (!match) continue;
    const labels = {};
    for (const [, name, value] of (match[2] ?? "").matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)) labels[name] = value;
    found.push({ name: match[1], labels, value: Number(match[3].replace("+Inf", "Infinity")) });
  }
  return found;
}

/** The bound under which a share of the observations lies, from the buckets of a histogram. */
function quantile(buckets, share) {
  const total = buckets[buckets.length - 1]?.count ?? 0;
  let [lower, below] = [0, 0];
  for (const { bound, count } of buckets) {
    if (count >= share * total) {
      if (!Number.isFinite(bound)) return lower;
      return lower + ((bound - lower) * (share * total - below)) / Math.max(count - below, 1e-9);
    }
    [lower, below] = [bound, count];
  }
  return NaN;
}

const milliseconds = (seconds) => (Number.isFinite(seconds) ? `${format(seconds * 1000, 3)} ms` : "–");

/** A table whose rows stay where they are while their numbers change, so that what has the focus keeps it. */
function liveTable(label, heads) {
  const body = h("tbody");
  const rows = new Map();
  const element = scrollable(label, table(heads, body, label));
  element.hidden = true;
  return {
    element,
    update(found) {
      element.hidden = found.length === 0;
      for (const [key, head, ...cells] of found) {
        if (!rows.has(key)) {
          const made = cells.map(() => h("td"));
          rows.set(key, made);
          body.append(h("tr", null, h("th", { scope: "row" }, head()), made));
        }
        rows.get(key).forEach((cell, index) => { if (cell.textContent !== cells[index]) cell.textContent = cells[index]; });
      }
    },
  };
}

export function status(place) {
  const tiles = ["memory", "held by requests", "connections", "waiting answers", "processors busy", "requests per second"].map((label) => [label, h("strong", null, "–")]);
  const requests = liveTable(t("Requests"), [t("Route"), t("Status code"), t("Count"), t("per second"), "p50", "p99"]);
  const losses = liveTable(t("Losses"), [t("Loss"), t("Elements"), t("Elements per second")]);
  const refusals = liveTable(t("Refusals and faults"), [t("Reason"), t("Count"), t("per second")]);
  const problem = h("p", { class: "fault", role: "alert", hidden: true });
  const body = h("div", null, problem, h("div", { class: "tiles" }, tiles.map(([label, value]) => h("div", { class: "tile" }, value, h("span", null, t(label))))), requests.element, losses.element, refusals.element);
  let [before, timer, isOver, isFirst] = [null, null, false, true];
  place.replaceChildren(h("h2", null, t("The service now")), h("p", { class: "quiet" }, t("From /metrics, every two seconds. Rates are averages over the last two seconds; quantiles cover all requests since the start.")), body);

  const look = async () => {
    const answer = await call("GET", "/metrics", undefined, { accept: "text/plain", asks: isFirst });
    isFirst = false;
    if (isOver) return;
    timer = setTimeout(look, 2000);
    problem.hidden = answer.ok;
    if (!answer.ok) {
      problem.textContent = [401, 403, 404].includes(answer.status) ? t("There are no metrics here: they have a port of their own, or are not for this token.") : reasonOf(answer);
      before = null;
      return;
    }
    const now = { time: performance.now(), list: samples(answer.text) };
    show(now, before);
    before = now;
  };

  const show = (now, then) => {
    const seconds = then ? (now.time - then.time) / 1000 : 0;
    const key = (one) => `${one.name} ${JSON.stringify(one.labels)}`;
    const old = new Map((then?.list ?? []).map((one) => [key(one), one.value]));
    const value = (name) => now.list.find((one) => one.name === name && !Object.keys(one.labels).length)?.value ?? NaN;
    const named = (name) => now.list.filter((one) => one.name === name && one.value > 0);
    // A counter that has fallen is one of a process that was started again.
    const rate = (sample) => {
      const change = then ? sample.value - (old.get(key(sample)) ?? 0) : NaN;
      return change < 0 ? NaN : change / seconds;
    };
    const text = (number) => (Number.isFinite(number) ? format(number, 3) : "–");
    const bytes = (number) => (!Number.isFinite(number) ? "–" : number > 1e9 ? `${format(number / 1e9, 3)} GB` : `${format(number / 1e6, 3)} MB`);
    const routes = named("http_server_request_duration_seconds_count");
    const labels = ["http_request_method", "http_route", "http_response_status_code"];
    const histograms = new Map();
    for (const one of now.list) {
      if (one.name !== "http_server_request_duration_seconds_bucket") continue;
      const of = labels.map((label) => one.labels[label]).join(" ");
      if (!histograms.has(of)) histograms.set(of, []);
      histograms.get(of).push({ bound: one.labels.le === "+Inf" ? Infinity : Number(one.labels.le), count: one.value });
    }
    const processors = now.list.find((one) => one.name === "process_cpu_seconds_total");
    const values = [bytes(value("process_resident_memory_bytes")), bytes(value("lossd_held_bytes")), text(value("lossd_connections")), text(value("lossd_waiting_answers")), text(processors ? rate(processors) : NaN), text(routes.reduce((sum, one) => sum + rate(one), 0))];
    tiles.forEach(([, tile], index) => { tile.textContent = values[index]; });
    requests.update(routes.map((one) => {
      const buckets = histograms.get(labels.map((label) => one.labels[label]).join(" ")) ?? [];
      return [key(one), () => `${one.labels.http_request_method} ${one.labels.http_route}`, one.labels.http_response_status_code, format(one.value, 6), text(rate(one)), milliseconds(quantile(buckets, 0.5)), milliseconds(quantile(buckets, 0.99))];
    }));
    losses.update(named("lossd_evaluated_elements_total").map((one) => [key(one), () => h("a", { href: `#/losses/${one.labels.loss}` }, one.labels.loss), format(one.value, 6), text(rate(one))]));
    refusals.update([...named("lossd_requests_rejected_total"), ...named("lossd_faults_total")].map((one) => [key(one), () => one.labels.reason ?? one.labels.code, format(one.value, 6), text(rate(one))]));
    body.dataset.drawn = String(Number(body.dataset.drawn ?? 0) + 1);
  };

  look();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
