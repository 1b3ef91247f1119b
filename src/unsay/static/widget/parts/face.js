/* A person or the channel, as initials. Decoration: the name stands beside it. */
import { html } from "../../shared/html.js";

/** @param {string} name */
const initials = (name) =>
  name
    .split(/\s+/u)
    .slice(0, 2)
    .map((word) => [...word][0] ?? "")
    .join("")
    .toLocaleUpperCase();

/** @param {{name: string, kind: "channel"|"person"}} props */
export const Face = ({ name, kind }) => html`<span class=${`face ${kind}`} aria-hidden="true">${initials(name)}</span>`;
