/* Makes messages and conversations for the console's tests; each test says only what matters to it. */

/** @param {Partial<import("../../../src/unsay/static/console/types.js").Message>} [given] */
export function message(given = {}) {
  const position = given.position ?? 1;
  return {
    id: `m${position}`, version: position, conversation_id: "c1", position, seq: position, client_ref: `ref ${position}`, kind: "reply",
    author: { kind: "agent", id: "ann", name: "Ann" }, text: `text ${position}`, files: [], reply_to: null,
    sent_at: new Date(Date.UTC(2026, 10, 24, 10, position)).toISOString(),
    delivery: { state: "sent", delivered_at: null, seen_at: null },
    recall: { allowed: false, until: null, refusal: "not_sender" }, recalled: null, ...given,
  };
}

/** @param {Partial<import("../../../src/unsay/static/console/types.js").Message>} given */
export function fromContact(given) {
  return message({ kind: "contact", author: { kind: "contact", id: "mei", name: "Mei" }, ...given });
}

/** @param {Partial<import("../../../src/unsay/static/console/types.js").Conversation>} [given] */
export function conversation(given = {}) {
  return {
    id: "c1", version: 1, channel: { id: "shop", kind: "website", name: "Shop" },
    contact: { id: "mei", name: "Mei", email: null, verified: false }, status: "open", assignee: null, labels: [], last_message: null,
    unread: 0, created_at: "2026-11-24T10:00:00.000Z", last_activity_at: "2026-11-24T10:00:00.000Z", online: false, ...given,
  };
}

/** @param {object[]} items @param {string | null} [next] @param {number} [upto] */
export function page(items, next = null, upto = 0) {
  return { items, next, upto };
}
