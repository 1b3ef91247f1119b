/* The line below a group of messages: who, when, and how far the last of them got. */

import { html } from "../../shared/html.js";
import { clockTime } from "../../shared/time.js";
import { contactName } from "../state/words.js";

/** @typedef {import("../types.js").Message} Message */

/** @param {{message: Message, me: string}} props */
export function MessageMeta({ message, me }) {
  const mine = message.author.id === me;
  const who = mine ? "You" : message.kind === "contact" ? contactName(message.author) : message.author.name;
  const bot = message.author.kind === "bot" ? " (bot)" : "";
  const parts = [`${who}${bot}`, clockTime(message.sent_at)];
  if (message.kind === "note") parts.push("only the team sees this");
  const reached = message.kind === "reply" ? delivery(message) : null;
  return html`<p class="meta">
    ${parts.join(" · ")}${reached ? html`${" · "}<span class=${`reached ${reached.tone}`}>${reached.text}</span>` : null}
  </p>`;
}

/** @param {Message} message @returns {{text: string, tone: string} | null} */
function delivery({ delivery: standing }) {
  if (!standing) return null;
  if (standing.state === "failed") {
    return { text: standing.error ? `not delivered: ${standing.error}` : "not delivered", tone: "failed" };
  }
  if (standing.seen_at) return { text: `seen ${clockTime(standing.seen_at)}`, tone: "seen" };
  if (standing.delivered_at) return { text: "delivered", tone: "" };
  return { text: { held: "held back", queued: "on its way", sent: "sent" }[standing.state], tone: "" };
}
