/* A person as a round of initials; the hue is theirs for good. Says nothing to those who listen: the name stands beside it. */

import { html } from "../../shared/html.js";

const HUES = 5;

/** @param {{name: string, id: string, online?: boolean, small?: boolean}} props */
export function Face({ name, id, online = false, small = false }) {
  return html`<span class=${`face hue-${hueOf(id)}${online ? " online" : ""}${small ? " small" : ""}`} aria-hidden="true"
    >${initials(name)}</span
  >`;
}

/** @param {string} name */
export function initials(name) {
  const words = name.trim().split(/\s+/u);
  const first = (/** @type {string | undefined} */ word) => [...(word ?? "")][0] ?? "";
  // Names written without spaces in East Asian scripts are known by their first two characters.
  if (words.length === 1) return [...(words[0] ?? "")].slice(0, 2).join("").toLocaleUpperCase();
  return (first(words[0]) + first(words.at(-1))).toLocaleUpperCase();
}

/** @param {string} id */
function hueOf(id) {
  let sum = 0;
  for (let i = 0; i < id.length; i += 1) sum = (sum * 31 + id.charCodeAt(i)) >>> 0;
  return sum % HUES;
}
