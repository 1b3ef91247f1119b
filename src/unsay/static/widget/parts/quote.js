/* What a message answers to: the beginning of that message while it can be seen, and never a word of a removed one. */
import { html } from "../../shared/html.js";
import { WORDS } from "../words.js";

/**
 * @typedef {import("../../shared/frames.js").ContactMessage} ContactMessage
 * @param {{removed: boolean, quoted: ContactMessage|null}} props  `quoted` null: not among the messages shown
 */
export function Quote({ removed, quoted }) {
  if (removed) return html`<p class="quote removed">${WORDS.removedQuote}</p>`;
  if (quoted === null) return html`<p class="quote">${WORDS.earlierQuote}</p>`;
  const name = quoted.author.kind === "contact" ? "You" : quoted.author.name;
  return html`<blockquote class="quote"><b>${name}</b> <span>${quoted.text}</span></blockquote>`;
}
