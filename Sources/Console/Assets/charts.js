// Curves as SVG and maps of numbers as tables or on a canvas.

import { format, h, s, scrollable } from "./dom.js";
import { t } from "./i18n.js";

/** Round numbers between two bounds, about `count` of them. */
function ticks(low, high, count) {
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= raw) ?? power;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(Math.floor(high / step) - first + 1, 0) }, (_, index) => (first + index) * step);
}

/** Bounds of numbers that leave out the few that are far larger than the rest. */
function bounds(values) {
  const finite = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (!finite.length) return [0, 1];
  let [low, high] = [finite[0], finite[finite.length - 1]];
  const [lower, upper] = [finite[Math.floor(finite.length * 0.03)], finite[Math.floor(finite.length * 0.97)]];
  if (high - low > 8 * (upper - lower) && upper > lower) [low, high] = [Math.max(low, lower - (upper - lower)), Math.min(high, upper + (upper - lower))];
  if (high - low < 1e-12) [low, high] = [low - 1, high + 1];
  return [low, high];
}

/**
 * Curves over one axis.
 *
 * series: [{name, class, x, y}]; mark: a place on the axis to point out.
 */
export function curves(series, { label, axis, mark, width = 560, height = 260 }) {
  const [left, right, top, bottom] = [52, 12, 12, 34];
  const [x0, x1] = [Math.min(...series[0].x), Math.max(...series[0].x)];
  const all = bounds(series.flatMap((one) => one.y));
  const pad = (all[1] - all[0]) * 0.06;
  const [y0, y1] = [all[0] - pad, all[1] + pad];
  const px = (x) => left + ((x - x0) / (x1 - x0 || 1)) * (width - left - right);
  const py = (y) => height - bottom - ((y - y0) / (y1 - y0)) * (height - top - bottom);
  const grid = [
    ticks(x0, x1, 6).map((x) => [s("line", { x1: px(x), x2: px(x), y1: top, y2: height - bottom }), s("text", { x: px(x), y: height - bottom + 15, "text-anchor": "middle" }, format(x, 3))]),
    ticks(y0, y1, 5).map((y) => [s("line", { x1: left, x2: width - right, y1: py(y), y2: py(y) }), s("text", { x: left - 6, y: py(y) + 4, "text-anchor": "end" }, format(y, 3))]),
  ];
  const lines = series.map((one) => {
    let [path, isDown] = ["", false];
    one.x.forEach((x, index) => {
      const y = one.y[index];
      // Far outside it would only slow the browser down.
      if (!Number.isFinite(y)) { isDown = false; return; }
      path += `${isDown ? "L" : "M"}${px(x).toFixed(2)} ${Math.max(Math.min(py(y), 4 * height), -3 * height).toFixed(2)}`;
      isDown = true;
    });
    return s("path", { d: path, class: `curve ${one.class}`, fill: "none" });
  });
  const clip = `clip-${curves.count = (curves.count ?? 0) + 1}`;
  return h("figure", { class: "chart" },
    s("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${label}: ${series.map((one) => `${one.name} ${describe(one)}`).join("; ")}` },
      s("clipPath", { id: clip }, s("rect", { x: left, y: top, width: width - left - right, height: height - top - bottom })),
      s("g", { class: "grid" }, grid),
      y0 < 0 && y1 > 0 && s("line", { class: "zero", x1: left, x2: width - right, y1: py(0), y2: py(0) }),
      mark !== undefined && mark >= x0 && mark <= x1 && s("line", { class: "mark", x1: px(mark), x2: px(mark), y1: top, y2: height - bottom }),
      s("g", { "clip-path": `url(#${clip})` }, lines),
      s("text", { class: "axis", x: (left + width - right) / 2, y: height - 4, "text-anchor": "middle" }, axis)),
    h("figcaption", null, series.map((one) => h("span", { class: `key ${one.class}` }, one.name))));
}

/** A curve in words, for those who do not see it. */
function describe(one) {
  const finite = one.y.filter(Number.isFinite);
  if (!finite.length) return t("has no finite value");
  return `${format(Math.min(...finite))} … ${format(Math.max(...finite))}`;
}

/** The colour of a number: blue below 0, red above, paler near it. */
export function colour(value, largest) {
  if (!Number.isFinite(value)) return "rgb(128 128 128)";
  const share = largest > 0 ? Math.min(Math.abs(value) / largest, 1) ** 0.6 : 0;
  const [r, g, b] = value < 0 ? [31, 111, 235] : [207, 34, 46];
  return `rgb(${r} ${g} ${b} / ${(0.04 + 0.4 * share).toFixed(3)})`;
}

/**
 * A map of a tensor: a table with numbers where it is small, an aggregated picture where it is large.
 */
export function heatMap(values, shape, label) {
  const last = shape.length ? shape[shape.length - 1] : 1;
  // A long vector goes over several lines.
  const columns = last > 24 && values.length <= 400 && values.length === last ? 16 : last;
  const rows = columns ? Math.ceil(values.length / columns) : 0;
  const largest = values.reduce((found, value) => (Number.isFinite(value) && Math.abs(value) > found ? Math.abs(value) : found), 0);
  if (values.length === 0) return h("p", { class: "quiet" }, t("no elements"));
  if (values.length <= 400 && columns <= 24) {
    return scrollable(label, h("table", { class: "heat" }, h("caption", null, `${label}, ${shape.length ? shape.join(" × ") : t("one number")}`),
      h("tbody", null, Array.from({ length: rows }, (_, row) => h("tr", null, Array.from({ length: columns }, (__, column) => {
        if (row * columns + column >= values.length) return null;
        const value = values[row * columns + column];
        const cell = h("td", { title: `${row * columns + column}: ${value}` }, format(value));
        cell.style.background = colour(value, largest);
        return cell;
      }))))));
  }
  return picture(values, rows, columns, `${label}, ${shape.join(" × ")}`);
}

/** Means of blocks of a large map, and the number under the pointer. */
function picture(values, rows, columns, label) {
  const [across, down] = [Math.min(columns, 96), Math.min(rows, 48)];
  const cell = Math.max(Math.floor(576 / across), 4);
  const canvas = h("canvas", { width: across * cell, height: down * cell, role: "img" });
  const readout = h("figcaption", { "aria-live": "polite" }, label);
  const blocks = new Float64Array(across * down);
  const counts = new Float64Array(across * down);
  const paint = canvas.getContext("2d");
  let place = 0;
  // In slices, so that the page goes on answering.
  const slice = () => {
    const end = Math.min(place + 200000, values.length);
    for (; place < end; place += 1) {
      const block = Math.floor((Math.floor(place / columns) * down) / rows) * across + Math.floor(((place % columns) * across) / columns);
      blocks[block] += values[place];
      counts[block] += 1;
    }
    if (place < values.length) { setTimeout(slice); return; }
    const means = blocks.map((sum, index) => sum / counts[index]);
    const largest = means.reduce((found, value) => (Number.isFinite(value) ? Math.max(found, Math.abs(value)) : found), 0);
    means.forEach((value, index) => {
      paint.fillStyle = colour(value, largest);
      paint.fillRect((index % across) * cell, Math.floor(index / across) * cell, cell, cell);
    });
    canvas.setAttribute("aria-label", `${label}; ${t("largest mean")} ${format(largest)}`);
    canvas.onpointermove = (event) => {
      const box = canvas.getBoundingClientRect();
      const [column, row] = [Math.floor(((event.clientX - box.left) / box.width) * across), Math.floor(((event.clientY - box.top) / box.height) * down)];
      const value = means[row * across + column];
      if (value !== undefined) readout.textContent = `${label}: ${t("mean of the block")} ${row}, ${column}: ${format(value)}`;
    };
  };
  slice();
  return h("figure", { class: "chart" }, canvas, readout);
}

/** A map over two numbers. */
export function plane(values, xs, ys, { label, x, y }) {
  const [low, high] = bounds(values);
  const size = xs.length;
  const cell = Math.floor(400 / size);
  const canvas = h("canvas", { width: size * cell, height: ys.length * cell, role: "img", "aria-label": `${label}: ${format(low)} … ${format(high)}` });
  const paint = canvas.getContext("2d");
  values.forEach((value, index) => {
    const share = Number.isFinite(value) ? Math.max(Math.min((value - low) / (high - low || 1), 1), 0) : NaN;
    paint.fillStyle = Number.isNaN(share) ? "gray" : `hsl(${250 - 210 * share} 75% ${22 + 48 * share}%)`;
    paint.fillRect((index % size) * cell, (ys.length - 1 - Math.floor(index / size)) * cell, cell, cell);
  });
  const readout = h("figcaption", null, `${label}: ${format(low)} … ${format(high)}; → ${x} ${format(xs[0])} … ${format(xs[size - 1])}; ↑ ${y} ${format(ys[0])} … ${format(ys[ys.length - 1])}`);
  const usual = readout.textContent;
  canvas.onpointermove = (event) => {
    const box = canvas.getBoundingClientRect();
    const column = Math.min(Math.floor(((event.clientX - box.left) / box.width) * size), size - 1);
    const row = Math.min(ys.length - 1 - Math.floor(((event.clientY - box.top) / box.height) * ys.length), ys.length - 1);
    readout.textContent = `${x} = ${format(xs[column])}, ${y} = ${format(ys[row])}: ${format(values[row * size + column])}`;
  };
  canvas.onpointerleave = () => { readout.textContent = usual; };
  return h("figure", { class: "chart plane" }, canvas, readout);
}
