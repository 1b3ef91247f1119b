/* Makes frames and messages for the widget's tests; each test says only what matters to it. */

const at = (minute) => new Date(Date.UTC(2026, 10, 24, 10, minute)).toISOString();

/** @param {number} seq @param {object} [given] */
export function fromDesk(seq, given = {}) {
  return { id: `m${seq}`, seq, author: { kind: "agent", name: "Ann" }, text: `text ${seq}`, files: [], reply_to: null, sent_at: at(seq), ...given };
}

/** @param {number} seq @param {object} [given] */
export function fromVisitor(seq, given = {}) {
  return fromDesk(seq, { author: { kind: "contact", name: "Mei" }, client_ref: `ref ${seq}`, ...given });
}

/** @param {object} [given] */
export function welcome(given = {}) {
  return {
    type: "welcome", reset: true, epoch: "e1", upto: 0, server_time: at(0), contact: { id: "mei", name: null }, channel: { name: "Shop" },
    desk: { online: true }, unread: 0, messages: [], ...given,
  };
}

/** @param {number} after @param {number} upto @param {{show?: object[], remove?: string[]}} [what] */
export function changes(after, upto, { show = [], remove = [] } = {}) {
  return { type: "changes", after, upto, show, remove };
}
