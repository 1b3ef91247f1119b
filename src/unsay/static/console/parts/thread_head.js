/* The head of a conversation: who it is with, who else is looking, and what can be done with the whole of it. */

import { useEffect, useRef } from "preact/hooks";
import { html } from "../../shared/html.js";
import { inConversation } from "../state/company.js";
import { format } from "../state/route.js";
import { contactName } from "../state/words.js";
import { AssignButton } from "./assign_button.js";
import { useDesk } from "./desk_context.js";
import { Face } from "./face.js";
import { Icon } from "./icon.js";

/** @typedef {import("../types.js").Conversation} Conversation */

/** @param {{conversation: Conversation | null}} props */
export function ThreadHead({ conversation }) {
  const { store } = useDesk();
  const route = store.route.value;
  const list = route.pane === "thread" || route.pane === "contact" ? route.list : "mine";
  const q = "q" in route ? route.q : "";
  return html`<header class="head thread-head">
    <a class="icon-btn back" href=${format({ pane: "list", list, conversation: null, q })} aria-label="Back to the list"><${Icon} name="back" /></a>
    ${conversation ? html`<${Who} conversation=${conversation} /><${Deeds} conversation=${conversation} />` : null}
  </header>`;
}

/** @param {{conversation: Conversation}} props */
function Who({ conversation }) {
  const { store } = useDesk();
  const { contact, channel, online, status } = conversation;
  const { viewing } = inConversation(store.company.value, conversation.id, store.me);
  const heading = useRef(/** @type {HTMLHeadingElement | null} */ (null));
  // On a phone the thread takes the place of the list, and the focus would be lost with it.
  useEffect(() => {
    if (matchMedia("(max-width: 45rem)").matches) heading.current?.focus();
  }, [conversation.id]);
  return html`<${Face} id=${contact.id} name=${contactName(contact)} online=${online} />
    <div class="head-words">
      <h2 tabindex=${-1} ref=${heading} dir="auto" title=${contactName(contact)}>${contactName(contact)}</h2>
      <p>
        ${status === "open" ? null : html`<span class="chip">${status}</span> `}<span class="head-channel">${channel.name} · </span>${online ? html`<span class="is-online">online</span>` : "offline"}
        ${viewing.length ? html`<span class="lookers" title=${viewing.map((p) => p.name).join(", ")}> · <${Icon} name="eye" size=${14} />${looking(viewing)}</span>` : null}
      </p>
    </div>`;
}

/** @param {readonly import("../state/company.js").Person[]} people */
function looking(people) {
  const names = people.map((p) => p.name.split(/\s/u)[0]);
  if (names.length === 1) return `${names[0]} is here too`;
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are here too`;
}

/** @param {{conversation: Conversation}} props */
function Deeds({ conversation }) {
  const { store, assigning } = useDesk();
  const { id, status } = conversation;
  const route = store.route.value;
  const busy = store.asking.value.has(`${id} status`);
  const panelRoute = "list" in route ? format({ ...route, pane: route.pane === "contact" ? "thread" : "contact" }) : "#/mine";
  const resolved = status === "resolved";
  return html`<div class="deeds">
    <${AssignButton} conversation=${conversation} />
    <button type="button" class="btn" aria-disabled=${busy ? "true" : undefined}
      onClick=${() => void assigning.setStatus(id, resolved ? "open" : "resolved")}>
      <${Icon} name=${resolved ? "retry" : "check"} size=${16} /><span class="word">${resolved ? "Reopen" : "Resolve"}</span>
    </button>
    <a class="icon-btn panel-toggle" href=${panelRoute} aria-label="About the contact"
      aria-current=${route.pane === "contact" ? "true" : undefined}><${Icon} name="panel" /></a>
  </div>`;
}
