/* One message of the thread: the desk's with a face at the start, the visitor's own at the end. */
import { html } from "../../shared/html.js";
import { clockTime, fullTime } from "../../shared/time.js";
import { Face } from "./face.js";
import { LinkedText } from "./linked_text.js";
import { Quote } from "./quote.js";

/**
 * @typedef {import("../../shared/frames.js").ContactMessage} ContactMessage
 * @param {{row: import("../rows.js").MessageRow, quoted: ContactMessage|null}} props
 */
export function Message({ row: { message, mine, opens, closes }, quoted }) {
  const { author, text, reply_to, sent_at, files } = message;
  if (author.kind === "system") return html`<p class="line system">${text}</p>`;
  return html`
    <div class=${`line ${mine ? "mine" : "theirs"}${opens ? " opens" : ""}${closes ? " closes" : ""}`}>
      ${!mine && closes && html`<${Face} name=${author.name} kind="person" />`}
      <div class="bubble">
        <span class="spoken">${mine ? "You" : author.name}: </span>
        ${reply_to && html`<${Quote} removed=${reply_to.removed} quoted=${quoted} />`}
        ${text && html`<p class="text" dir="auto"><${LinkedText} text=${text} /></p>`}
        ${files.map((file) => html`<p class="text file" key=${file.id}>${file.name}</p>`)}
      </div>
      ${closes &&
      html`<p class="meta">${!mine && html`<span>${author.name}</span> · `}<time datetime=${sent_at} title=${fullTime(sent_at)}>${clockTime(sent_at)}</time></p>`}
    </div>
  `;
}
