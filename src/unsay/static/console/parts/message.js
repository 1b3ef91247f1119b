/* One message of the thread, as the record has it: bubble, quote, meta line, and what came of recalling it. */

import { html } from "../../shared/html.js";
import { fullTime } from "../../shared/time.js";
import { contactName } from "../state/words.js";
import { useDesk } from "./desk_context.js";
import { Icon } from "./icon.js";
import { LinkedText } from "./linked_text.js";
import { MessageMeta } from "./message_meta.js";
import { Quote } from "./quote.js";
import { ReceiptLine } from "./receipt_line.js";
import { RecallStanding } from "./recall_standing.js";

/** @typedef {import("../types.js").Message} MessageType */

/**
 * @param {{message: MessageType, conversation: import("../types.js").Conversation | null, first: boolean, last: boolean,
 *   tabbable: boolean, onFocus: () => void}} props  tabbable: its "…" is where Tab goes among all of the thread's
 */
export function Message({ message, conversation, first, last, tabbable, onFocus }) {
  const { store } = useDesk();
  const { me } = store;
  const contact = conversation ? contactName(conversation.contact) : "The contact";
  return html`<li class=${classes(message, me, first, last)} data-message-id=${message.id} data-recalled=${message.recalled ? "" : undefined}>
    <span class="spoken">${spoken(message, me)}</span>
    <div class="bubble" title=${fullTime(message.sent_at)}>
      ${message.recalled ? html`<span class="tag"><${Icon} name="recall" size=${14} />Recalled</span>` : null}
      ${message.reply_to ? html`<${Quote} id=${message.reply_to} conversationId=${message.conversation_id} />` : null}
      <${LinkedText} text=${message.text ?? ""} />
      <${MoreButton} message=${message} tabbable=${tabbable} onFocus=${onFocus} />
    </div>
    ${message.recalled
      ? html`<${ReceiptLine} recalled=${message.recalled} me=${me} contact=${contact} />`
      : last
        ? html`<${MessageMeta} message=${message} me=${me} />`
        : null}
    <${RecallStanding} message=${message} />
  </li>`;
}

/** @param {{message: MessageType, tabbable: boolean, onFocus: () => void}} props */
function MoreButton({ message, tabbable, onFocus }) {
  const { store } = useDesk();
  const open = store.menu.value?.messageId === message.id;
  const toggle = (/** @type {MouseEvent} */ event) => {
    const anchor = /** @type {HTMLElement} */ (event.currentTarget);
    const { id: messageId, conversation_id: conversationId } = message;
    // A click made by Enter or Space has no pointer behind it.
    store.menu.value = open ? null : { messageId, conversationId, anchor, byKeyboard: event.detail === 0 };
  };
  return html`<button type="button" class="more" aria-label="More actions" aria-haspopup="menu" aria-expanded=${String(open)}
    tabindex=${tabbable ? 0 : -1} onFocus=${onFocus} onClick=${toggle}><${Icon} name="more" size=${18} /></button>`;
}

/** @param {MessageType} message @param {string} me @param {boolean} first @param {boolean} last */
function classes(message, me, first, last) {
  const reply = message.kind === "reply";
  const traits = {
    in: message.kind === "contact",
    out: message.kind !== "contact",
    note: message.kind === "note",
    recalled: message.recalled !== null,
    theirs: reply && !message.recalled && message.author.id !== me,
    undelivered: reply && message.delivery?.state === "failed",
    starts: first,
    ends: last,
  };
  return ["msg", ...Object.entries(traits).filter(([, is]) => is).map(([trait]) => trait)].join(" ");
}

/** What eyes tell by side and colour. @param {MessageType} message @param {string} me */
function spoken(message, me) {
  const who = message.author.id === me ? "You" : message.kind === "contact" ? contactName(message.author) : message.author.name;
  return `${who}${message.kind === "note" ? ", note for the team" : ""}: `;
}
