/*
 * How many of the desk's messages this visitor has not seen. Pure. The desk counts when it says welcome; from then on the
 * count follows from what is shown, so a recalled message leaves it by itself.
 */

/**
 * @typedef {import("../shared/frames.js").ContactMessage} ContactMessage
 *
 * @typedef {object} Unread
 * @property {number} read  messages of the desk above this seq are unread
 * @property {number} beyond  unread ones older than what is loaded
 */

/** @type {Unread} */
export const NOTHING_UNREAD = Object.freeze({ read: 0, beyond: 0 });

/** @param {ContactMessage} message */
export const isFromDesk = (message) => message.author.kind === "agent" || message.author.kind === "bot";

/**
 * Turns the desk's count into a mark: the `count` latest of the desk's messages were unread when it counted.
 * @param {number} count
 * @param {number} upto  the seq up to which the desk counted
 * @param {readonly ContactMessage[]} shown
 * @param {number} seen  the seq this page itself has reported as seen, perhaps not heard by then
 * @returns {Unread}
 */
export function markUnread(count, upto, shown, seen) {
  const counted = shown.filter((message) => isFromDesk(message) && message.seq <= upto);
  const unread = count > 0 ? counted.slice(-count) : [];
  const first = unread[0];
  const read = Math.max(first === undefined ? upto : first.seq - 1, seen);
  return { read, beyond: read >= upto ? 0 : count - unread.length };
}

/**
 * @param {Unread} unread
 * @param {readonly ContactMessage[]} shown
 * @returns {number}
 */
export function countUnread(unread, shown) {
  return unread.beyond + shown.filter((message) => isFromDesk(message) && message.seq > unread.read).length;
}

/**
 * @param {Unread} unread
 * @param {number} seq  everything up to there has been seen
 * @returns {Unread}
 */
export function markSeen(unread, seq) {
  return seq > unread.read || unread.beyond > 0 ? { read: Math.max(seq, unread.read), beyond: 0 } : unread;
}
