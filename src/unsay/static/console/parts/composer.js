/*
 * Where the agent writes: a reply to the contact or a note for the team, each with its own draft. Enter sends; what an
 * input method is still composing is not sent. Nothing here ever loses what was typed.
 */

import { useEffect, useRef } from "preact/hooks";
import { html } from "../../shared/html.js";
import * as drafts from "../state/drafts.js";
import { contactName } from "../state/words.js";
import { useDesk } from "./desk_context.js";
import { Icon } from "./icon.js";

/** On a phone Enter breaks the line: its keyboard has no other way to. */
const TOUCH = "(hover: none) and (pointer: coarse)";
/** A longer name would fill the empty field. */
const SHORT_NAME = 28;

/** @param {{id: string, conversation: import("../types.js").Conversation | null}} props */
export function Composer({ id, conversation }) {
  const { store, sending, beingThere } = useDesk();
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const draft = drafts.draftOf(store.drafts.value, id);
  const note = draft.mode === "note";
  const text = note ? draft.note : draft.reply;
  const { sendable, left } = drafts.measure(text);
  const wanted = store.composerWanted.value;
  const name = conversation ? contactName(conversation.contact) : "the contact";
  const short = name.length <= SHORT_NAME;
  useFocus(area, wanted);

  const change = (/** @type {Partial<drafts.Draft>} */ to) => {
    store.drafts.value = drafts.changed(store.drafts.value, id, to);
  };
  const typed = (/** @type {string} */ value) => {
    store.drafts.value = drafts.typed(store.drafts.value, id, value);
    if (note) return;
    if (value.trim() === "") beingThere.quiet();
    else beingThere.typed(id);
  };
  const send = () => {
    if (!sending.sendDraft(id)) return;
    beingThere.quiet();
    area.current?.focus();
  };
  const keys = (/** @type {KeyboardEvent} */ event) => {
    // keyCode 229: some browsers end composing before they say which key did it.
    if (event.key !== "Enter" || event.shiftKey || event.altKey || event.isComposing || event.keyCode === 229) return;
    if (matchMedia(TOUCH).matches && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    send();
  };
  return html`<form class=${`compose ${note ? "noting" : ""}`} aria-label=${note ? "Note" : "Reply"}
    onSubmit=${(/** @type {Event} */ event) => (event.preventDefault(), send())}>
    <${Tabs} mode=${draft.mode} onMode=${(/** @type {drafts.Mode} */ mode) => (change({ mode }), area.current?.focus())} />
    ${!note && draft.replyTo ? html`<${Answering} id=${draft.replyTo} conversationId=${id} onDrop=${() => change({ replyTo: null })} />` : null}
    <div class="box">
      <textarea ref=${area} rows="2" dir="auto" value=${text} placeholder=${note ? "Write a note for the team…" : short ? `Write to ${name}…` : "Write a reply…"}
        aria-label=${note ? "Note for the team" : `Reply to ${name}`} aria-describedby="compose-hint" aria-invalid=${left !== null && left < 0 ? "true" : undefined}
        onInput=${(/** @type {InputEvent} */ event) => typed(/** @type {HTMLTextAreaElement} */ (event.target).value)}
        onKeyDown=${keys} onBlur=${() => beingThere.quiet()}></textarea>
      <button type="submit" class="send" aria-disabled=${sendable ? undefined : "true"}>${note ? "Add note" : "Send"}</button>
    </div>
    <p class="hint" id="compose-hint">
      ${note ? "Only the team sees notes." : resolvedHint(conversation)}<span class="keys">Enter to send · Shift + Enter for a new line</span>
      ${left === null ? null : html`<span class=${left < 0 ? "over" : ""} role="status">${left < 0 ? `${characters(-left)} too long` : `${characters(left)} left`}</span>`}
    </p>
  </form>`;
}

/** @param {number} n */
function characters(n) {
  return `${n} character${n === 1 ? "" : "s"}`;
}

/** @param {import("../types.js").Conversation | null} conversation */
function resolvedHint(conversation) {
  return conversation?.status === "resolved" ? "Resolved; a reply leaves it resolved. " : "";
}

/** @param {{mode: drafts.Mode, onMode: (mode: drafts.Mode) => void}} props */
function Tabs({ mode, onMode }) {
  const tab = (/** @type {drafts.Mode} */ it, /** @type {string} */ label) => html`<button type="button" role="tab" class="tab"
    aria-selected=${String(mode === it)} tabindex=${mode === it ? 0 : -1} onClick=${() => onMode(it)}>${label}</button>`;
  const keys = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    const tabs = /** @type {HTMLElement} */ (event.currentTarget).querySelectorAll(/** @type {"button"} */ ("[role=tab]"));
    tabs[mode === "reply" ? 1 : 0]?.click();
    tabs[mode === "reply" ? 1 : 0]?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label="What to write" onKeyDown=${keys}>
    ${tab("reply", "Reply")}${tab("note", "Note")}
  </div>`;
}

/** @param {{id: string, conversationId: string, onDrop: () => void}} props */
function Answering({ id, conversationId, onDrop }) {
  const { store } = useDesk();
  const quoted = store.timelines.value.get(conversationId)?.byId.get(id);
  const who = !quoted ? "an earlier message" : quoted.author.id === store.me ? "yourself" : contactName(quoted.author);
  return html`<div class=${`answering ${quoted?.recalled ? "was-recalled" : ""}`}>
    <${Icon} name="reply" size=${16} />
    <span class="answering-words"><b>${quoted?.recalled ? "This message was recalled; the desk will refuse a reply to it." : `Replying to ${who}`}</b>
      <span dir="auto">${quoted?.text ?? ""}</span></span>
    <button type="button" class="icon-btn small" aria-label="Don’t reply to this message" onClick=${onDrop}><${Icon} name="close" size=${16} /></button>
  </div>`;
}

/**
 * Takes the focus when a conversation is opened where a keyboard is at hand, and whenever something asks for it.
 * @param {{current: HTMLTextAreaElement | null}} area @param {number} wanted
 */
function useFocus(area, wanted) {
  const first = useRef(wanted);
  useEffect(() => {
    const asked = first.current !== wanted;
    first.current = wanted;
    if (!asked && matchMedia(`${TOUCH}, (max-width: 45rem)`).matches) return;
    const it = area.current;
    if (!it) return;
    it.focus({ preventScroll: true });
    it.setSelectionRange(it.value.length, it.value.length);
  }, [wanted]);
}
