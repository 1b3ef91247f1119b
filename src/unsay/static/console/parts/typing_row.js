/* Who is writing in the conversation on screen, below its last message. */

import { html } from "../../shared/html.js";
import { inConversation } from "../state/company.js";
import { contactName } from "../state/words.js";
import { useDesk } from "./desk_context.js";

/** @param {{id: string}} props */
export function TypingRow({ id }) {
  const { store } = useDesk();
  const { typing } = inConversation(store.company.value, id, store.me);
  return html`${typing.map(
    (person) => html`<li class=${`msg starts ends ${person.kind === "contact" ? "in" : "out"} typing`} key=${`typing ${person.id}`}>
      <div class="bubble dots" aria-hidden="true"><i></i><i></i><i></i></div>
      <p class="meta">${contactName(person)} is writing…</p>
    </li>`,
  )}`;
}
