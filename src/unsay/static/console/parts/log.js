/*
 * The messages of a conversation: laid out, kept at the end while the agent is there, grown upwards by scrolling, and
 * marked as read when their end is really seen.
 */

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { html } from "../../shared/html.js";
import { dayLabel } from "../../shared/time.js";
import { of as sendsOf } from "../state/outbox.js";
import { rows as layOut } from "../state/rows.js";
import { firstUnread, lastPosition, shown } from "../state/timeline.js";
import { useDesk } from "./desk_context.js";
import { Icon } from "./icon.js";
import { Message } from "./message.js";
import { SendRow } from "./send_row.js";
import { Empty } from "./states.js";
import { TypingRow } from "./typing_row.js";

const AT_END_WITHIN_PX = 48;
const EARLIER_WITHIN_PX = 240;

/** @typedef {import("../state/timeline.js").Timeline} Timeline */

/** @param {{id: string, timeline: Timeline, conversation: import("../types.js").Conversation | null}} props */
export function Log({ id, timeline, conversation }) {
  const { store, watching, time } = useDesk();
  const messages = useMemo(() => shown(timeline), [timeline]);
  const [newFrom, setNewFrom] = useState(() => firstUnread(messages, conversation?.unread ?? 0));
  const { box, atEnd, behind, onScroll, toEnd } = useEnd(timeline, newFrom, () => void watching.earlier(id));
  const { focused, setFocused, onKeyDown } = useRoving(messages.at(-1)?.id ?? null);

  const sends = sendsOf(store.outbox.value, id);
  // What I say myself is read, and so is everything above it.
  useEffect(() => {
    if (!sends.length) return;
    toEnd();
    setNewFrom(null);
  }, [sends.length]);
  useRead(atEnd, messages, conversation, () => void watching.markRead(id));

  const all = layOut(messages, sends, { newFrom, day: dayOf });
  return html`<div class="log-place">
    <div class="log" ref=${box} tabindex=${0} role="region" aria-label="Messages" onScroll=${onScroll} onKeyDown=${onKeyDown}>
      <${Top} timeline=${timeline} onEarlier=${() => void watching.earlier(id)} />
      ${all.length === 0 ? html`<${Empty} icon="all" title="Nothing said yet" />` : null}
      <ol class="rows">
        ${all.map((row) => {
          switch (row.row) {
            case "day": return html`<li class="day" key=${row.key}><span>${dayLabel(row.at, time.now())}</span></li>`;
            case "new": return html`<li class="new" key=${row.key}><span>New</span></li>`;
            case "system": return html`<li class="system" key=${row.key} data-message-id=${row.message.id}>${row.message.text}</li>`;
            case "send": return html`<${SendRow} key=${row.key} send=${row.send} />`;
            case "message": return html`<${Message} key=${row.key} message=${row.message} conversation=${conversation}
              first=${row.first} last=${row.last} tabbable=${row.message.id === focused}
              onFocus=${() => setFocused(row.message.id)} />`;
          }
        })}
        <${TypingRow} id=${id} />
      </ol>
    </div>
    ${atEnd ? null : html`<button type="button" class="to-end" onClick=${toEnd}>
      <${Icon} name="down" size=${16} />${behind ? "New messages" : "To the latest"}</button>`}
  </div>`;
}

/** @param {{timeline: Timeline, onEarlier: () => void}} props */
function Top({ timeline, onEarlier }) {
  if (timeline.earlier === "loading") return html`<p class="top" role="status"><span class="spinner"></span>Loading earlier messages…</p>`;
  if (timeline.earlier === "failed") {
    return html`<p class="top" role="alert">${timeline.trouble} <button type="button" class="link" onClick=${onEarlier}>Try again</button></p>`;
  }
  if (timeline.next === null) return null;
  return html`<p class="top"><button type="button" class="link" onClick=${onEarlier}>Earlier messages</button></p>`;
}

/**
 * Stays at the end when there, keeps the place otherwise, also when history grows above.
 * @param {Timeline} timeline @param {string | null} newFrom @param {() => void} onTop
 */
function useEnd(timeline, newFrom, onTop) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [atEnd, setAtEnd] = useState(true);
  const place = useRef({ atEnd: true, fromEnd: 0, floor: timeline.floor, height: 0, seen: 0 });
  const last = lastPosition(timeline);
  const stay = () => {
    const log = /** @type {HTMLElement} */ (box.current);
    const was = place.current;
    if (was.atEnd) log.scrollTop = log.scrollHeight;
    // History grew above: what was looked at moves down by as much.
    else if (was.floor !== timeline.floor) log.scrollTop = log.scrollHeight - was.fromEnd;
    was.floor = timeline.floor;
    was.fromEnd = log.scrollHeight - log.scrollTop;
  };
  useLayoutEffect(stay);
  useLayoutEffect(() => {
    const log = /** @type {HTMLElement} */ (box.current);
    const mark = log.querySelector(".new");
    if (mark && newFrom) mark.scrollIntoView({ block: "start" });
    const observer = new ResizeObserver(() => {
      if (place.current.atEnd) log.scrollTop = log.scrollHeight;
    });
    observer.observe(log);
    const list = log.querySelector(".rows");
    if (list) observer.observe(list);
    onScroll();
    return () => observer.disconnect();
  }, []);
  const onScroll = () => {
    const log = box.current;
    // A scroll event may come after the log has gone.
    if (!log) return;
    const now = log.scrollHeight - log.scrollTop - log.clientHeight <= AT_END_WITHIN_PX;
    place.current.atEnd = now;
    place.current.fromEnd = log.scrollHeight - log.scrollTop;
    if (now) place.current.seen = last;
    setAtEnd(now);
    if (log.scrollTop < EARLIER_WITHIN_PX && log.scrollHeight > log.clientHeight) onTop();
  };
  const toEnd = () => {
    const log = box.current;
    if (!log) return;
    place.current.atEnd = true;
    log.scrollTop = log.scrollHeight;
    setAtEnd(true);
  };
  if (atEnd) place.current.seen = last;
  return { box, atEnd, behind: last > place.current.seen, onScroll, toEnd };
}

/**
 * Marks as read when the end is on screen and somebody can be looking: the page visible and in front.
 * @param {boolean} atEnd @param {readonly unknown[]} messages
 * @param {import("../types.js").Conversation | null} conversation @param {() => void} mark
 */
function useRead(atEnd, messages, conversation, mark) {
  const unread = conversation?.unread ?? 0;
  useEffect(() => {
    const consider = () => {
      if (atEnd && unread > 0 && document.visibilityState === "visible" && document.hasFocus()) mark();
    };
    consider();
    document.addEventListener("visibilitychange", consider);
    addEventListener("focus", consider);
    return () => {
      document.removeEventListener("visibilitychange", consider);
      removeEventListener("focus", consider);
    };
  }, [atEnd, messages, unread]);
}

/**
 * All "…" buttons of a thread are one stop for Tab; the arrows go from message to message.
 * @param {string | null} lastId
 */
function useRoving(lastId) {
  const [chosen, setFocused] = useState(/** @type {string | null} */ (null));
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const from = /** @type {HTMLElement} */ (event.target);
    if (!from.matches(".more") || !["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    const all = [.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll(/** @type {"button"} */ (".more"))];
    const at = all.indexOf(/** @type {HTMLButtonElement} */ (from));
    const to = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : at + (event.key === "ArrowUp" ? -1 : 1);
    all[Math.max(0, Math.min(to, all.length - 1))]?.focus();
    event.preventDefault();
  };
  return { focused: chosen ?? lastId, setFocused, onKeyDown };
}

/** The reader's calendar day. @param {string} at */
function dayOf(at) {
  return new Date(at).toDateString();
}
