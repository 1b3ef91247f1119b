/*
 * The "…" of a message. The point of the product: *Recall* with the time that is left, or the reason why not.
 * What is offered comes from the desk with the message; this only draws it, second by second.
 */

import { useEffect, useState } from "preact/hooks";
import { html } from "../../shared/html.js";
import { countdown } from "../../shared/time.js";
import * as drafts from "../state/drafts.js";
import { recallItem } from "../state/offer.js";
import { REASONS } from "../state/words.js";
import { useDesk } from "./desk_context.js";
import { Menu } from "./menu.js";
import { RecallRing } from "./recall_ring.js";

const REDRAW_EVERY_MS = 250;

/** @typedef {import("../types.js").Message} Message */

/** Draws the menu that is open, if one is. */
export function OpenMessageMenu() {
  const { store } = useDesk();
  const open = store.menu.value;
  const message = open && store.timelines.value.get(open.conversationId)?.byId.get(open.messageId);
  if (!open || !message) return null;
  return html`<${MessageMenu} key=${open.messageId} message=${message} anchor=${open.anchor} />`;
}

/** @param {{message: Message, anchor: HTMLElement}} props */
function MessageMenu({ message, anchor }) {
  const { store, recalling } = useDesk();
  const [reason, setReason] = useState(/** @type {import("../types.js").Reason | null} */ (null));
  useRedraw(REDRAW_EVERY_MS);
  const item = recallItem(message.recall, { deskNow: store.deskNow(), sentAt: Date.parse(message.sent_at) });
  const asking = store.recalls.value.get(message.id)?.phase === "asking";
  const off = !item.enabled || asking;
  const why = asking ? "The desk is being asked…" : item.why;
  const recall = (/** @type {boolean} */ edit) => void recalling.recall(message, { reason, edit });
  return html`<${Menu} label="Message" anchor=${anchor} onClose=${() => (store.menu.value = null)} entries=${[
    ...replyAndCopy(message, store),
    { key: "line", separator: true },
    {
      key: "recall", label: "Recall", tone: "recall", disabled: off, why, onSelect: () => recall(false),
      icon: html`<${RecallRing} share=${item.share} off=${off} />`,
      detail: item.leftMs === null ? null : `${countdown(item.leftMs)} left`,
    },
    { key: "edit", label: "Recall and edit", icon: "edit", disabled: off, onSelect: () => recall(true) },
    ...(off ? [] : reasons(reason, setReason)),
  ]} />`;
}

/** @param {Message} message @param {import("../desk/store.js").Store} store @returns {import("./menu.js").Entry[]} */
function replyAndCopy(message, store) {
  const id = message.conversation_id;
  const quotable = (message.kind === "reply" || message.kind === "contact") && !message.recalled;
  const reply = () => {
    store.drafts.value = drafts.changed(store.drafts.value, id, { mode: "reply", replyTo: message.id });
    store.composerWanted.value += 1;
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(message.text ?? "");
      store.notify("Text copied.");
    } catch {
      store.notify("The browser did not allow copying.", "trouble");
    }
  };
  return [
    {
      key: "reply", label: "Reply to this", icon: "reply", disabled: !quotable, onSelect: reply,
      why: quotable ? null : message.recalled ? "The contact no longer has this message." : "The contact can’t see this message.",
    },
    { key: "copy", label: "Copy text", icon: "copy", disabled: !message.text, onSelect: () => void copy() },
  ];
}

/**
 * @param {import("../types.js").Reason | null} chosen
 * @param {(reason: import("../types.js").Reason | null) => void} choose
 * @returns {import("./menu.js").Entry[]}
 */
function reasons(chosen, choose) {
  return [
    { key: "why", heading: "Reason, for the record (optional)" },
    ...REASONS.map(({ value, label }) => ({
      key: value, label, radio: true, chip: true, keepOpen: true, checked: chosen === value,
      onSelect: () => choose(chosen === value ? null : value),
    })),
  ];
}

/** @param {number} everyMs */
function useRedraw(everyMs) {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((n) => n + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
}
