/*
 * All that the panel knows of its visitor's thread, as one pure reducer over the shared ones: the timeline, the outbox,
 * the unread count, who is typing and what is being said aloud. No connection, no clock, no page in here.
 * A removed message's text is in none of it afterwards.
 */
import { EMPTY_OUTBOX, stepOutbox } from "../shared/outbox.js";
import { NEW_TIMELINE, shownMessages, stepTimeline } from "../shared/timeline.js";
import { SILENCE, say, unsay } from "./spoken.js";
import { NOTHING_UNREAD, countUnread, isFromDesk, markSeen, markUnread } from "./unread.js";
import { newMessages, whyNotSent } from "./words.js";

/**
 * @typedef {import("../shared/frames.js").ContactFrame} ContactFrame
 * @typedef {import("../shared/frames.js").ContactMessage} ContactMessage
 * @typedef {import("../shared/outbox.js").OutboxEvent} OutboxEvent
 * @typedef {import("../shared/outbox.js").Pending} Pending
 *
 * @typedef {object} Thread
 * @property {import("../shared/timeline.js").Timeline} timeline
 * @property {import("../shared/outbox.js").Outbox} outbox
 * @property {import("./unread.js").Unread} unread
 * @property {{count: number, upto: number, before: number}|null} counted  the desk's unread count, until the page has
 *   caught up with it, and what the page counted before
 * @property {number} seen  the highest seq reported as seen
 * @property {string|null} typing  who is writing to us
 * @property {import("./spoken.js").Spoken} spoken
 * @property {boolean} online  whether the desk is
 *
 * @typedef {{type: "frame", frame: ContactFrame}
 *   |{type: "synced"}|{type: "seen", seq: number}|{type: "typing_over"}|{type: "said", keys: readonly string[]}
 *   |{type: "history", era: number, before: number, items: ContactMessage[], next: number|null}
 *   |{type: "desk", online: boolean}|{type: "forget"}|{type: "hush"}
 *   |{type: "outbox", event: OutboxEvent}} ThreadEvent
 * @typedef {{state: Thread, send: Pending[]}} ThreadStep  `send`: to be handed to the socket now
 */

/** @type {Thread} */
export const NEW_THREAD = Object.freeze({
  timeline: NEW_TIMELINE,
  outbox: EMPTY_OUTBOX,
  unread: NOTHING_UNREAD,
  counted: null,
  seen: 0,
  typing: null,
  spoken: SILENCE,
  online: false,
});

/**
 * @param {Thread} thread
 * @param {ThreadEvent} event
 * @returns {ThreadStep}
 */
export function stepThread(thread, event) {
  switch (event.type) {
    case "frame":
      return receive(thread, event.frame);
    case "synced":
      return keep(catchUp(thread));
    case "history":
      return keep({ ...thread, timeline: stepTimeline(thread.timeline, event) });
    case "outbox":
      return post(thread, event.event);
    case "seen":
      return keep({ ...thread, seen: Math.max(thread.seen, event.seq), unread: markSeen(thread.unread, event.seq) });
    case "typing_over":
      return keep(thread.typing === null ? thread : { ...thread, typing: null });
    case "said":
      return keep({ ...thread, spoken: unsay(thread.spoken, (line) => event.keys.includes(line.key)) });
    case "hush":
      return keep({ ...thread, spoken: SILENCE, typing: null });
    case "desk":
      return keep({ ...thread, online: event.online });
    case "forget":
      return keep({ ...NEW_THREAD, online: thread.online, timeline: stepTimeline(thread.timeline, { type: "forget" }) });
  }
}

/** @param {Thread} thread @returns {number} */
export function unreadCount(thread) {
  return countUnread(thread.unread, shownMessages(thread.timeline));
}

/** @param {Thread} state @returns {ThreadStep} */
function keep(state) {
  return { state, send: [] };
}

/** @param {Thread} thread @param {ContactFrame} frame @returns {ThreadStep} */
function receive(thread, frame) {
  switch (frame.type) {
    case "welcome": {
      const counted = { count: frame.unread, upto: frame.upto, before: unreadCount(thread) };
      const welcomed = { ...thread, counted, typing: null, online: frame.desk.online };
      if (!frame.reset) return keep(welcomed);
      const timeline = stepTimeline(thread.timeline, { type: "reset", messages: frame.messages, upto: frame.upto });
      return keep(settle({ ...welcomed, timeline, spoken: SILENCE, seen: 0, unread: NOTHING_UNREAD }));
    }
    case "changes":
      return keep(change(thread, frame));
    case "accepted":
      return post(thread, { ...frame, timeline: thread.timeline });
    case "refused":
      return post(thread, frame);
    case "signal":
      return keep({ ...thread, typing: frame.typing.on ? frame.typing.name : null });
    case "desk":
      return keep({ ...thread, online: frame.online });
  }
}

/** @param {Thread} thread @param {OutboxEvent} event @returns {ThreadStep} */
function post(thread, event) {
  const { state: outbox, send } = stepOutbox(thread.outbox, event);
  const failed = outbox.filter((one) => one.state === "failed" && !thread.outbox.includes(one));
  const lines = failed.map((one) => ({ key: `failed ${one.client_ref}`, id: null, text: whyNotSent(one.code) }));
  const quiet = unsay(thread.spoken, (line) => outbox.some((one) => line.key === `failed ${one.client_ref}` && one.state !== "failed"));
  return { state: { ...thread, outbox, spoken: say(quiet, lines) }, send };
}

/** @param {Thread} thread @returns {Thread} */
function settle(thread) {
  return { ...thread, outbox: stepOutbox(thread.outbox, { type: "settle", timeline: thread.timeline }).state };
}

/** @param {Thread} thread @param {import("../shared/frames.js").ContactChanges} frame @returns {Thread} */
function change(thread, frame) {
  const timeline = stepTimeline(thread.timeline, { ...frame, type: "changes" });
  const answers = frame.show.some((message) => isFromDesk(message) && message.seq > thread.timeline.upto);
  const spoken = announce(thread, frame.show, timeline);
  return settle({ ...thread, timeline, spoken, typing: answers ? null : thread.typing });
}

/**
 * A removal is not spoken of, as nothing on the screen speaks of it either.
 * @param {Thread} thread @param {readonly ContactMessage[]} show
 * @param {import("../shared/timeline.js").Timeline} timeline
 */
function announce(thread, show, timeline) {
  const quiet = unsay(thread.spoken, (line) => line.id !== null && timeline.removed.has(line.id));
  // While catching up only the number of new messages will be said: see catchUp.
  const fresh = thread.counted === null ? show.filter((message) => isNew(message, thread, timeline)) : [];
  const lines = fresh.map(({ id, author, text }) => ({ key: id, id, text: `${author.name}: ${text ?? ""}` }));
  return say(quiet, lines);
}

/** @param {ContactMessage} message @param {Thread} thread @param {import("../shared/timeline.js").Timeline} timeline */
function isNew(message, thread, timeline) {
  return isFromDesk(message) && message.seq > thread.timeline.upto && !timeline.removed.has(message.id);
}

/** @param {Thread} thread @returns {Thread} */
function catchUp(thread) {
  if (thread.counted === null) return thread;
  const { count, upto, before } = thread.counted;
  const caught = { ...thread, counted: null, unread: markUnread(count, upto, shownMessages(thread.timeline), thread.seen) };
  const now = unreadCount(caught);
  const more = now > before ? [{ key: `new ${thread.timeline.upto}`, id: null, text: newMessages(now) }] : [];
  return { ...caught, spoken: say(thread.spoken, more) };
}
