// Where a JSON pointer points to in a text of JSON.

/** Reads JSON and notes where each value begins and ends, by its pointer. */
export function locate(text) {
  const places = new Map();
  let place = 0;
  const blank = () => { while (/\s/.test(text[place] ?? "")) place += 1; };
  const string = () => {
    const start = place;
    place += 1;
    while (place < text.length && text[place] !== "\"") place += text[place] === "\\" ? 2 : 1;
    place += 1;
    return text.slice(start, place);
  };
  const value = (pointer) => {
    blank();
    const start = place;
    const open = text[place];
    if (open === "{" || open === "[") {
      place += 1;
      for (let index = 0; ; index += 1) {
        blank();
        if (text[place] === "}" || text[place] === "]" || place >= text.length) break;
        let key = String(index);
        if (open === "{") {
          const quoted = string();
          try { key = JSON.parse(quoted); } catch { key = quoted; }
          blank();
          if (text[place] === ":") place += 1;
        }
        value(`${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
        blank();
        if (text[place] !== ",") break;
        place += 1;
      }
      place += 1;
    } else if (open === "\"") string();
    else while (place < text.length && !/[\s,\]}]/.test(text[place])) place += 1;
    places.set(pointer, [start, Math.min(place, text.length)]);
  };
  value("");
  return places;
}

/** The place of a pointer such as "#/tasks/0/input", or of the nearest value around it. */
export function nearest(places, pointer) {
  let path = decodeURIComponent(pointer.replace(/^#/, ""));
  while (!places.has(path) && path) path = path.slice(0, path.lastIndexOf("/"));
  return places.get(path) ?? [0, 0];
}
