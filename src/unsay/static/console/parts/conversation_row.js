/* One conversation in a list: who, when, the last thing said, what is unread. */

import { html } from "../../shared/html.js";
import { fullTime } from "../../shared/time.js";
import { inConversation } from "../state/company.js";
import { format } from "../state/route.js";
import { channelKindInWords, contactName } from "../state/words.js";
import { useDesk } from "./desk_context.js";
import { Face } from "./face.js";
import { Icon } from "./icon.js";
import { shortTime } from "./short_time.js";

/** @typedef {import("../types.js").Conversation} Conversation */

/**
 * @param {{conversation: Conversation, list: import("../state/conversations.js").ListName, q: string, current: boolean,
 *   withChannel: boolean}} props  withChannel: there are several, so which one it is tells something
 */
export function ConversationRow({ conversation, list, q, current, withChannel }) {
  const { store, time } = useDesk();
  const { id, contact, channel, unread, online, last_activity_at: at } = conversation;
  const name = contactName(contact);
  const { typing } = inConversation(store.company.value, id, store.me);
  const draft = store.drafts.value.get(id);
  const unsent = store.outbox.value.some((send) => send.conversationId === id && send.phase === "failed");
  return html`<li>
    <a class=${`row ${unread ? "unread" : ""}`} href=${format({ pane: "thread", list, conversation: id, q })}
      aria-current=${current ? "true" : undefined} data-conversation-id=${id}>
      <${Face} id=${contact.id} name=${name} online=${online} />
      <span class="row-line">
        <span class="who"><span class="who-name" dir="auto">${name}</span>${online ? html`<span class="spoken"> (online)</span>` : null}</span>
        <time class="when" datetime=${at} title=${fullTime(at)}>${shortTime(at, time.now())}</time>
      </span>
      <span class="row-line">
        <span class="row-last">
          ${typing.some((p) => p.kind === "contact")
            ? html`<span class="typing-words">writing…</span>`
            : (draft?.reply || draft?.note) && !current
              ? html`<span class="draft"><b>Draft:</b> <span dir="auto">${draft.reply || draft.note}</span></span>`
              : html`<${Last} message=${conversation.last_message} me=${store.me} />`}
        </span>
        ${unread ? html`<span class="count">${unread > 99 ? "99+" : unread}<span class="spoken"> unread</span></span>` : null}
      </span>
      <span class="kinds">
        ${withChannel ? html`<span class="kind">${channel.name || channelKindInWords(channel.kind)}</span>` : null}
        ${conversation.assignee && conversation.assignee.id !== store.me
          ? html`<span class="kind"><${Icon} name="person" size=${12} /><span class="spoken">Assigned to </span>${conversation.assignee.name}</span>`
          : null}
        ${unsent ? html`<span class="kind unsent"><${Icon} name="warn" size=${12} />not sent</span>` : null}
      </span>
    </a>
  </li>`;
}

/** @param {{message: import("../types.js").Message | null, me: string}} props */
function Last({ message, me }) {
  if (!message) return html`<span class="quiet">Nothing said yet</span>`;
  const who = message.author.id === me ? "You" : message.kind === "contact" || message.kind === "system" ? "" : message.author.name;
  const prefix = message.kind === "note" ? `${who} (note): ` : who ? `${who}: ` : "";
  const mark = message.recalled ? "recalled" : message.kind === "note" ? "note" : "";
  return html`<span class=${`last-words ${mark}`}>
    ${message.recalled ? html`<span class="last-tag"><${Icon} name="recall" size=${13} />Recalled</span>${" "}` : null}
    ${message.kind === "note" ? html`<${Icon} name="note" size=${13} />` : null}
    ${prefix}<span dir="auto">${(message.text ?? "").slice(0, 200)}</span>
  </span>`;
}
