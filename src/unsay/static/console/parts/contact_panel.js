/* What is known of the contact and of the conversation as a whole. */

import { html } from "../../shared/html.js";
import { clockTime, dayLabel, fullTime } from "../../shared/time.js";
import { format } from "../state/route.js";
import { shown } from "../state/timeline.js";
import { channelKindInWords, contactName } from "../state/words.js";
import { useDesk } from "./desk_context.js";
import { Face } from "./face.js";
import { Icon } from "./icon.js";

/** @typedef {import("../types.js").Conversation} Conversation */

/** @param {{conversation: Conversation | null}} props */
export function ContactPanel({ conversation }) {
  const { store } = useDesk();
  const route = store.route.value;
  const back = "list" in route ? format({ ...route, pane: "thread" }) : "#/mine";
  return html`<aside class="pane side" aria-label="About the contact">
    <header class="head side-head">
      <a class="icon-btn back" href=${back} aria-label="Back to the conversation"><${Icon} name="back" /></a>
      <h2>About the contact</h2>
    </header>
    ${conversation ? html`<${About} conversation=${conversation} />` : null}
  </aside>`;
}

/** An address breaks where it is read in two, not in the middle of a word. @param {string} email */
function breakable(email) {
  const at = email.lastIndexOf("@");
  return html`${email.slice(0, at)}<wbr />${email.slice(at)}`;
}

/** @param {{conversation: Conversation}} props */
function About({ conversation }) {
  const { time } = useDesk();
  const { contact, channel, status, assignee, online, labels } = conversation;
  const name = contactName(contact);
  return html`<div class="side-body">
    <div class="side-who">
      <${Face} id=${contact.id} name=${name} online=${online} />
      <div>
        <p class="side-name"><b dir="auto">${name}</b>${contact.verified ? html` <span class="chip ok"><${Icon} name="check" size=${12} />verified</span>` : null}</p>
        <p>${online ? html`<span class="is-online">Online now</span>` : "Not online"}</p>
      </div>
    </div>
    <section>
      <h3>Contact</h3>
      <dl>
        <dt>Name</dt><dd dir="auto">${contact.name || html`<span class="not-given">not given</span>`}</dd>
        <dt>E-mail</dt><dd>${contact.email ? html`<a href=${`mailto:${contact.email}`}>${breakable(contact.email)}</a>` : html`<span class="not-given">not given</span>`}</dd>
      </dl>
    </section>
    <section>
      <h3>Conversation</h3>
      <dl>
        <dt>Channel</dt><dd>${channel.name} <span class="chip">${channelKindInWords(channel.kind)}</span></dd>
        <dt>Status</dt><dd>${status}</dd>
        <dt>Assigned</dt><dd dir="auto">${assignee ? assignee.name : html`<span class="not-given">nobody</span>`}</dd>
        <dt>Began</dt><dd><time datetime=${conversation.created_at} title=${fullTime(conversation.created_at)}>${dayLabel(conversation.created_at, time.now())}, ${clockTime(conversation.created_at)}</time></dd>
      </dl>
      ${labels.length ? html`<p class="labels">${labels.map((label) => html`<span class="chip" key=${label}>${label}</span>`)}</p>` : null}
    </section>
    <${RecalledHere} id=${conversation.id} />
  </div>`;
}

/** What was recalled in this conversation, as far as it is loaded. @param {{id: string}} props */
function RecalledHere({ id }) {
  const { store } = useDesk();
  const timeline = store.timelines.value.get(id);
  const recalled = timeline ? shown(timeline).filter((m) => m.recalled) : [];
  if (!recalled.length) return null;
  const pending = recalled.filter((m) => m.recalled?.removal === "pending").length;
  return html`<section>
    <h3>Recalled</h3>
    <p class="recalled-here"><${Icon} name="recall" size=${16} />
      ${recalled.length === 1 ? "1 message" : `${recalled.length} messages`}${pending ? ` · ${pending} not yet removed everywhere` : " · all removed from their view"}</p>
  </section>`;
}
