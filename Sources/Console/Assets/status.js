// What the service does now, from its metrics.

import { call } from "./api.js";
import { format, h, scrollable } from "./dom.js";
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

export function status(place) {
  const body = h("div");
  let [before, timer] = [null, null];
  place.replaceChildren(h("h2", null, t("The service now")), h("p", { class: "quiet" }, t("From /metrics, every two seconds. Rates are those since the last look; quantiles are of all requests.")), body);

  const look = async () => {
    const answer = await call("GET", "/metrics", undefined, { accept: "text/plain" });
    if (!body.isConnected) return;
    if (!answer.ok) {
      body.replaceChildren(h("p", { class: "quiet" }, t("There are no metrics here: they have a port of their own, or are not for this token.")));
      return;
    }
    const now = { time: performance.now(), list: samples(answer.text) };
    show(now, before);
    before = now;
    timer = setTimeout(look, 2000);
  };

  const show = (now, then) => {
    const seconds = then ? (now.time - then.time) / 1000 : 0;
    const value = (list, name) => list?.find((one) => one.name === name && !Object.keys(one.labels).length)?.value;
    const same = (one, other) => one.name === other.name && JSON.stringify(one.labels) === JSON.stringify(other.labels);
    const rate = (sample) => {
      const old = then?.list.find((one) => same(one, sample));
      return then ? (sample.value - (old?.value ?? 0)) / seconds : NaN;
    };
    const show1 = (number, unit = "") => (Number.isFinite(number) ? `${format(number, 3)}${unit}` : "–");
    const routes = now.list.filter((one) => one.name === "http_server_request_duration_seconds_count" && one.value > 0);
    const histogram = (labels) => now.list.filter((one) => one.name === "http_server_request_duration_seconds_bucket" && ["http_request_method", "http_route", "http_response_status_code"].every((key) => one.labels[key] === labels[key]))
      .map((one) => ({ bound: one.labels.le === "+Inf" ? Infinity : Number(one.labels.le), count: one.value }));
    const table = (label, heads, rows) => scrollable(label, h("table", null, h("caption", null, label), h("thead", null, h("tr", null, heads.map((head) => h("th", { scope: "col" }, head)))), h("tbody", null, rows)));
    const row = (head, ...cells) => h("tr", null, h("th", { scope: "row" }, head), cells.map((cell) => h("td", null, cell)));
    const tile = (label, text) => h("div", { class: "tile" }, h("strong", null, text), h("span", null, label));
    const gigabytes = (bytes) => (bytes === undefined ? "–" : bytes > 1e9 ? `${format(bytes / 1e9, 3)} GB` : `${format(bytes / 1e6, 3)} MB`);
    const losses = now.list.filter((one) => one.name === "lossd_evaluated_elements_total" && one.value > 0);
    const refusals = now.list.filter((one) => one.name === "lossd_requests_rejected_total" && one.value > 0);
    const faults = now.list.filter((one) => one.name === "lossd_faults_total" && one.value > 0);
    body.replaceChildren(
      h("div", { class: "tiles" },
        tile(t("memory"), gigabytes(value(now.list, "process_resident_memory_bytes"))),
        tile(t("held by requests"), gigabytes(value(now.list, "lossd_held_bytes"))),
        tile(t("connections"), show1(value(now.list, "lossd_connections"))),
        tile(t("answers that wait"), show1(value(now.list, "lossd_waiting_answers"))),
        tile(t("processors busy"), show1(rate({ ...now.list.find((one) => one.name === "process_cpu_seconds_total") }))),
        tile(t("requests per second"), show1(routes.reduce((sum, one) => sum + rate(one), 0)))),
      table(t("Requests"), [t("Route"), t("Status"), t("Count"), t("per second"), "p50", "p99"], routes.map((one) => row(`${one.labels.http_request_method} ${one.labels.http_route}`, one.labels.http_response_status_code, format(one.value, 6), show1(rate(one)), milliseconds(quantile(histogram(one.labels), 0.5)), milliseconds(quantile(histogram(one.labels), 0.99))))),
      losses.length ? table(t("Losses"), [t("Loss"), t("Elements"), t("Elements per second")], losses.map((one) => row(h("a", { href: `#/losses/${one.labels.loss}` }, one.labels.loss), format(one.value, 6), show1(rate(one))))) : null,
      refusals.length || faults.length ? table(t("Refusals and faults"), [t("Reason"), t("Count"), t("per second")], [...refusals, ...faults].map((one) => row(one.labels.reason ?? one.labels.code, format(one.value, 6), show1(rate(one))))) : "");
    body.dataset.drawn = String(Number(body.dataset.drawn ?? 0) + 1);
  };

  look();
  return () => clearTimeout(timer);
}
