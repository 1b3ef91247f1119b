/*
 * What a contact's page shows of its thread, as a pure reducer. Only what the desk said is in here; messages on their
 * way are in outbox.js, the course of the connection in session.js.
 *
 * - A removed id is remembered for the life of the page and beats whatever comes later: a history answer, a late answer
 *   to a send, a reset. Only `remove` says that something is gone; nothing in this file may forget it.
 * - A reset throws away what is shown. History asked for before it is recognised by its `era` and dropped.
 * - `floor` is the `seq` from which everything is loaded. A change may show a message below it (one that quotes
 *   something recalled, say): it is kept, so that slower history cannot bring an older look of it, but not listed until
 *   history has come down to it, since there would be a hole in between.
 * - A quote of a removed message reads as removed, whoever delivered the quoting message and when.
 */

/**
 * @typedef {import("./frames.js").ContactMessage} ContactMessage
 *
 * @typedef {object} Timeline
 * @property {readonly ContactMessage[]} known  by ascending seq, also those below the floor
 * @property {ReadonlySet<string>} removed  ids that must never be shown again
 * @property {number} floor  0: loaded to the very beginning
 * @property {number} upto  the last seq applied
 * @property {number} era  grows with each reset
 *
 * @typedef {{type: "reset", messages: ContactMessage[], upto: number}} Reset
 * @typedef {{type: "changes", show: ContactMessage[], remove: string[], upto: number}} Changes
 * @typedef {{type: "history", era: number, before: number, items: ContactMessage[], next: number|null}} History
 *   `era` and `before` as they were when asked
 * @typedef {{type: "forget"}} Forget  another contact from now on: nothing of the old thread stays but the removed ids
 * @typedef {Reset|Changes|History|Forget} TimelineEvent
 */

/** @type {Timeline} */
export const NEW_TIMELINE = Object.freeze({ known: Object.freeze([]), removed: new Set(), floor: 0, upto: 0, era: 0 });

/**
 * @param {Timeline} timeline
 * @param {TimelineEvent} event
 * @returns {Timeline}
 */
export function stepTimeline(timeline, event) {
  switch (event.type) {
    case "reset":
      return reset(timeline, event.messages, event.upto);
    case "changes":
      return change(timeline, event);
    case "history":
      return addHistory(timeline, event);
    case "forget":
      return reset(timeline, [], 0);
  }
}

/**
 * What to draw, oldest first.
 * @param {Timeline} timeline
 * @returns {readonly ContactMessage[]}
 */
export function shownMessages(timeline) {
  return timeline.known.filter((message) => message.seq >= timeline.floor);
}

/**
 * @param {Timeline} timeline
 * @param {string} id
 * @returns {ContactMessage|null} the message, if it is among those shown
 */
export function findShown(timeline, id) {
  return timeline.known.find((message) => message.id === id && message.seq >= timeline.floor) ?? null;
}

/** @param {Timeline} timeline @param {readonly ContactMessage[]} messages @param {number} upto @returns {Timeline} */
function reset(timeline, messages, upto) {
  const known = merge([], messages, timeline.removed);
  const lowest = messages.reduce((low, message) => Math.min(low, message.seq), Infinity);
  return { ...timeline, known, upto, era: timeline.era + 1, floor: lowest > 1 && lowest < Infinity ? lowest : 0 };
}

/** @param {Timeline} timeline @param {Changes} changes @returns {Timeline} */
function change(timeline, changes) {
  const removed = changes.remove.length > 0 ? new Set([...timeline.removed, ...changes.remove]) : timeline.removed;
  return { ...timeline, removed, upto: changes.upto, known: merge(timeline.known, changes.show, removed) };
}

/** @param {Timeline} timeline @param {History} answer @returns {Timeline} */
function addHistory(timeline, answer) {
  if (answer.era !== timeline.era || answer.before !== timeline.floor) return timeline;
  const ids = new Set(timeline.known.map((message) => message.id));
  const unknown = answer.items.filter((message) => !ids.has(message.id));
  return { ...timeline, floor: answer.next ?? 0, known: merge(timeline.known, unknown, timeline.removed) };
}

/**
 * @param {readonly ContactMessage[]} known
 * @param {readonly ContactMessage[]} fresh  replaces what is known of the same messages
 * @param {ReadonlySet<string>} removed
 * @returns {readonly ContactMessage[]} sorted, without removed ones, quotes of removed ones marked
 */
function merge(known, fresh, removed) {
  const byId = new Map([...known, ...fresh].map((message) => [message.id, message]));
  return [...byId.values()]
    .filter((message) => !removed.has(message.id))
    .map((message) => withoutRemovedQuote(message, removed))
    .sort((one, other) => one.seq - other.seq);
}

/** @param {ContactMessage} message @param {ReadonlySet<string>} removed @returns {ContactMessage} */
function withoutRemovedQuote(message, removed) {
  const quote = message.reply_to;
  if (quote === null || quote === undefined || quote.removed || !removed.has(quote.id)) return message;
  return { ...message, reply_to: { ...quote, removed: true } };
}
