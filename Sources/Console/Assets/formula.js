// Formulas of the catalogue, which are written on one line, as MathML.

import { h, m } from "./dom.js";

const functions = new Set(["log", "exp", "max", "min", "softmax", "log_softmax", "lsm", "cos", "cosh", "atan", "sigmoid", "cosine"]);
const superscripts = { "²": "2", "³": "3", "¹": "1", "ⁿ": "n", "ᵀ": "T", "ᵗ": "t", "ˣ": "x", "⁻": "−" };
const subscripts = { "₀": "0", "₁": "1", "₂": "2", "ᵢ": "i", "ⱼ": "j", "ₜ": "t", "ₙ": "n" };
const operators = "+−-·*/=<>≤≥≠|‖,:→∈∪∩%()[]{}~";

/** Splits a formula into tokens. */
function tokens(text) {
  const found = [];
  let place = 0;
  const take = (pattern) => {
    pattern.lastIndex = place;
    const match = pattern.exec(text);
    if (match) place += match[0].length;
    return match?.[0];
  };
  while (place < text.length) {
    let token;
    if (take(/\s+/y)) found.push({ kind: "space" });
    else if ((token = take(/[ΣΠ]/y))) found.push({ kind: token, text: token });
    else if ((token = take(/\d+(?:\.\d+)?(?:e[-−]?\d+)?/y))) found.push({ kind: "number", text: token });
    else if ((token = take(/[\p{Lu}\p{Ll}][\p{Lu}\p{Ll}\d]*(?:_(?!\{)[\p{Lu}\p{Ll}\d]+)*(?:\.[\p{Lu}\p{Ll}\d]+)*/uy))) found.push({ kind: "name", text: token });
    else {
      token = String.fromCodePoint(text.codePointAt(place));
      place += token.length;
      const kind = superscripts[token] ? "super" : subscripts[token] ? "sub" : token === "^" || token === "_" || token === "√" || "½∞".includes(token) ? token : "operator";
      found.push({ kind, text: token });
    }
  }
  return found;
}

/** Reads tokens into MathML, as far as they are a formula; words between formulas become text. */
class Reader {
  constructor(list) {
    this.list = list;
    this.place = 0;
  }

  get next() { return this.list[this.place]; }

  skip() {
    while (this.next?.kind === "space") this.place += 1;
  }

  is(text) {
    return this.next?.text === text && (this.next.kind === "operator" || this.next.kind === text);
  }

  /** Everything up to a closing bracket, or to the end. */
  row(end) {
    const row = [];
    while (this.place < this.list.length && !(end && this.is(end))) {
      if (this.next.kind === "space") {
        const before = this.list[this.place - 1];
        this.place += 1;
        // Between words, and between a function and its argument.
        if (before?.kind === "name" && this.next && /^(name|number|[ΣΠ√½∞])$/.test(this.next.kind)) row.push(m("mspace", { width: "0.25em" }));
        continue;
      }
      row.push(this.fraction());
    }
    if (end && this.is(end)) this.place += 1;
    return row;
  }

  /** A quotient written as a fraction where both sides are short or in brackets. */
  fraction() {
    const above = this.factor();
    if (!this.is("/")) return above.element;
    this.place += 1;
    const below = this.factor();
    return m("mfrac", null, above.inner ? m("mrow", null, above.inner) : above.element, below.inner ? m("mrow", null, below.inner) : below.element);
  }

  factor() {
    this.skip();
    let { element, inner } = this.atom();
    for (;;) {
      const token = this.next;
      if (token?.kind === "super") {
        let text = "";
        while (this.next?.kind === "super") text += superscripts[this.list[this.place++].text];
        element = m("msup", null, element, m(/^[\d−]+$/.test(text) ? "mn" : "mi", null, text));
      } else if (token?.kind === "sub") {
        let text = "";
        while (this.next?.kind === "sub") text += subscripts[this.list[this.place++].text];
        element = m("msub", null, element, m("mi", null, text));
      } else if (token?.kind === "^" || token?.kind === "_") {
        this.place += 1;
        const script = this.script();
        element = m(token.kind === "^" ? "msup" : "msub", null, element, script);
      } else if (this.is("[") && element.localName === "mi") {
        // A place in a tensor.
        this.place += 1;
        element = m("msub", null, element, m("mrow", null, this.row("]")));
      } else return { element, inner };
      inner = null;
    }
  }

  script() {
    const sign = this.is("−") || this.is("-") ? [m("mo", null, "−")] : [];
    if (sign.length) this.place += 1;
    for (const [open, close] of [["(", ")"], ["{", "}"]]) {
      if (this.is(open)) {
        this.place += 1;
        return m("mrow", null, sign, this.row(close));
      }
    }
    return m("mrow", null, sign, this.atom().element);
  }

  atom(keepsBrackets = false) {
    const token = this.list[this.place++];
    if (!token) return { element: m("mrow") };
    switch (token.kind) {
      case "number": return { element: m("mn", null, token.text.replace("-", "−")) };
      case "½": return { element: m("mfrac", null, m("mn", null, "1"), m("mn", null, "2")) };
      case "∞": return { element: m("mn", null, "∞") };
      case "√": {
        const { element, inner } = this.factor();
        return { element: m("msqrt", null, inner ?? element) };
      }
      case "Σ": case "Π": {
        let element = m("mo", { largeop: "true", movablelimits: "false" }, token.kind === "Σ" ? "∑" : "∏");
        if (this.next?.kind === "_") {
          this.place += 1;
          element = m("munder", null, element, this.script());
        }
        return { element };
      }
      case "name": {
        const element = this.name(token.text);
        if (!functions.has(token.text) || !this.is("(")) return { element };
        return { element: m("mrow", null, element, m("mo", null, "\u2061"), this.atom(true).element) };
      }
      default: break;
    }
    for (const [open, close] of [["(", ")"], ["[", "]"], ["{", "}"]]) {
      if (token.text === open) {
        const inner = this.row(close);
        if (!keepsBrackets && inner.length === 1 && inner[0].localName === "mfrac" && !/^(super|\^)$/.test(this.next?.kind ?? "")) return { element: inner[0] };
        // Without a font for mathematics, brackets that stretch look worse than those that do not.
        const stretchy = String(inner.some((part) => ["mfrac", "munder", "msqrt"].includes(part.localName) || part.querySelector("mfrac, munder, msqrt")));
        return { element: m("mrow", null, m("mo", { stretchy }, open), inner, m("mo", { stretchy }, close)), inner };
      }
    }
    const shown = { "-": "−", "*": "·" }[token.text] ?? token.text;
    return { element: m("mo", "|‖".includes(shown) ? { stretchy: "false", lspace: "0", rspace: "0" } : null, shown) };
  }

  name(text) {
    if (functions.has(text)) {
      const shown = { lsm: "lsm", log_softmax: "log softmax" }[text] ?? text;
      return m("mi", { mathvariant: "normal" }, shown);
    }
    const short = /^(\p{L})_([\p{L}\d]{1,2})$/u.exec(text);
    if (short) return m("msub", null, m("mi", null, short[1]), m("mi", null, short[2]));
    if (/^\p{Script=Greek}{2,}$/u.test(text)) return m("mrow", null, [...text].map((letter) => m("mi", null, letter)));
    // Names of inputs and options are upright words, single letters italic.
    return [...text].length === 1 ? m("mi", null, text) : m("mtext", { class: "name" }, text);
  }
}

/** A line as words and formulas in turn: words are those of at least two letters outside of brackets. */
function segments(line) {
  const found = [];
  const add = (kind, text) => {
    const last = found[found.length - 1];
    if (last?.kind === kind) last.text += text;
    else if (text) found.push({ kind, text });
  };
  const word = /(?:an?(?= [A-Za-z])|(?:[A-Za-z][a-z’'-]+|[A-Z]{2,})(?=[ ,;:)]|\.(?:\s|$)|$))/y;
  const brackets = [];
  for (let place = 0; place < line.length;) {
    const character = line[place];
    const isFree = brackets.every((kind) => kind === "text");
    const wordAt = (start) => {
      word.lastIndex = start;
      const match = /[\w\].]/.test(line[start - 1] ?? "") ? null : word.exec(line)?.[0];
      if (!match || functions.has(match)) return null;
      // A name between operators is a part of the formula.
      const isOperand = /[−+·/|]\s*$/.test(line.slice(0, start)) || /^\s*[−+·/|^²]/.test(line.slice(start + match.length));
      return isOperand ? null : match;
    };
    const match = isFree ? wordAt(place) : null;
    if (match) {
      add("text", match);
      place += match.length;
      continue;
    }
    if ("([{".includes(character)) {
      // A remark, or a part of the formula.
      const kind = isFree && /[ ]$/.test(line.slice(0, place)) && wordAt(place + 1) ? "text" : "math";
      brackets.push(kind);
      add(kind, character);
    } else if (")]}".includes(character)) add(brackets.pop() ?? "math", character);
    else add(isFree && (/[ ,;:]/.test(character) || (character === "." && !/\d/.test(line[place + 1] ?? ""))) && (character !== " " || found[found.length - 1]?.kind === "text") ? "text" : "math", character);
    place += 1;
  }
  return found;
}

/** A formula and the words that explain its letters. */
export function formula(text) {
  // Sentences and lists of letters are on lines of their own.
  const lines = text.split(/; (?![^(]*\))/).flatMap((part) => part.split(/, (?=with )/)).flatMap((part) => part.split(/(?<=[a-z)])\. (?=[A-Z])/));
  return h("div", { class: "formula", role: "group", tabindex: "0", "aria-label": text }, lines.map((line) =>
    h("div", null, segments(line).map(({ kind, text: part }) => {
      if (kind === "text") return part;
      // Operators have room around them already.
      const blanks = [/^\s/.test(part) ? " " : "", /[^=+−·<>≤≥]\s$/.test(part) ? " " : ""];
      return part.trim() ? [blanks[0], m("math", { display: "inline" }, m("mrow", null, new Reader(tokens(part.trim())).row())), blanks[1]] : " ";
    }))));
}
