/* A message's text: text nodes and links, nothing else. Its writing direction is its own. */

import { html } from "../../shared/html.js";
import { linkify } from "../../shared/links.js";

/** @param {{text: string}} props */
export function LinkedText({ text }) {
  return html`<span class="text" dir="auto"
    >${linkify(text).map((piece) =>
      piece.href
        ? html`<a href=${piece.href} target="_blank" rel="noopener noreferrer nofollow">${piece.text}</a>`
        : piece.text,
    )}</span
  >`;
}
