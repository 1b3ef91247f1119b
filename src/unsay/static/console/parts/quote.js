/* The message another one answers, in short; a click goes to it where it is loaded. */

import { html } from "../../shared/html.js";
import { contactName } from "../state/words.js";
import { useDesk } from "./desk_context.js";

/** @param {{id: string, conversationId: string}} props */
export function Quote({ id, conversationId }) {
  const { store } = useDesk();
  const quoted = store.timelines.value.get(conversationId)?.byId.get(id);
  if (!quoted) return html`<span class="quote">An earlier message</span>`;
  const who = quoted.author.id === store.me ? "You" : contactName(quoted.author);
  return html`<button type="button" class=${`quote ${quoted.recalled ? "was-recalled" : ""}`} onClick=${() => goTo(id)}>
    <span class="quote-who">${who}${quoted.recalled ? " · recalled" : ""}</span>
    <span class="quote-text" dir="auto">${quoted.text ?? ""}</span>
  </button>`;
}

/** @param {string} id */
function goTo(id) {
  const row = document.querySelector(`[data-message-id="${CSS.escape(id)}"]`);
  row?.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  row?.querySelector(/** @type {"button"} */ (".more"))?.focus({ preventScroll: true });
}
