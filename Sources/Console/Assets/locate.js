// Where a JSON pointer points to in a text of JSON.

/**
 * Reads JSON and notes where each value begins and ends, by its pointer, and where the key of a member begins.
 *
 * Text that nests too deeply has no places.
 */
export function locate(text) {
  const places = new Map();
  try { read(text, places); } catch { places.clear(); }
  return places;
}

/** A key as a part of a pointer. */
const escaped = (key) => key.replaceAll("~", "~0").replaceAll("/", "~1");

function read(text, places) {
  let place = 0;
  const blank = () => { while (/\s/.test(text[place] ?? "")) place += 1; };
  const string = () => {
    const start = place;
    place += 1;
    while (place < text.length && text[place] !== "\"") place += text[place] === "\\" ? 2 : 1;
    place += 1;
    return text.slice(start, place);
  };
  const value = (pointer, keyStart) => {
    blank();
    const start = place;
    const open = text[place];
    if (open === "{" || open === "[") {
      place += 1;
      for (let index = 0; ; index += 1) {
        blank();
        if (text[place] === "}" || text[place] === "]" || place >= text.length) break;
        let key = String(index);
        const keyPlace = place;
        if (open === "{") {
          const quoted = string();
          try { key = JSON.parse(quoted); } catch { key = quoted; }
          blank();
          if (text[place] === ":") place += 1;
        }
        value(`${pointer}/${escaped(key)}`, keyPlace);
        blank();
        if (text[place] !== ",") break;
        place += 1;
      }
      place += 1;
    } else if (open === "\"") string();
    else while (place < text.length && !/[\s,\]}]/.test(text[place])) place += 1;
    places.set(pointer, [start, Math.min(place, text.length), keyStart ?? start]);
  };
  value("");
}

/** The text with a member of the object at a pointer set to JSON, or removed; everything else stays as it was written. */
export function withMember(text, pointer, key, json) {
  const places = locate(text);
  const member = places.get(`${pointer}/${escaped(key)}`);
  if (member && json !== null) return text.slice(0, member[0]) + json + text.slice(member[1]);
  if (member) {
    const behind = /^\s*,\s*/.exec(text.slice(member[1]));
    if (behind) return text.slice(0, member[2]) + text.slice(member[1] + behind[0].length);
    return text.slice(0, member[2]).replace(/,\s*$/, "") + text.slice(member[1]);
  }
  const object = places.get(pointer);
  if (!object || text[object[0]] !== "{" || json === null) return text;
  const inside = text.slice(object[0] + 1, object[1] - 1);
  const indent = /\n(\s*)\S[^\n]*\s*$/.exec(inside)?.[1];
  const content = inside.trimEnd();
  const separator = content.trim() === "" ? "" : indent === undefined ? ", " : `,\n${indent}`;
  return `${text.slice(0, object[0] + 1)}${content}${separator}${JSON.stringify(key)}: ${json}${inside.slice(content.length)}${text.slice(object[1] - 1)}`;
}

/** The place of a pointer such as "#/tasks/0/input", or of the nearest value around it. */
export function nearest(places, pointer) {
  let path = decodeURIComponent(pointer.replace(/^#/, ""));
  while (!places.has(path) && path) path = path.slice(0, path.lastIndexOf("/"));
  return places.get(path) ?? [0, 0];
}
