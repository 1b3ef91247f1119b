/*
 * The contact's own messages on their way to the desk, as a pure reducer. A message is in here from the key press until
 * the thread itself shows it (timeline.js); the two lists together are what is drawn, and a message is never in both.
 *
 * state   | what it means                                            | what moves it on
 * waiting | no connection                                            | connected → sending
 * sending | handed to the socket, no answer yet                      | accepted, refused, the thread shows it; lost → waiting
 * sent    | accepted, but its change has not been applied here yet   | the thread shows it, or has passed its seq without
 * failed  | refused, or unanswered for too long                      | again → sending or waiting; drop
 *
 * One `client_ref` for all tries of a message makes trying again safe: the desk answers with the message it has.
 * Nothing is given up while the outcome is unknown.
 */

/**
 * @typedef {import("./frames.js").ContactMessage} ContactMessage
 * @typedef {import("./timeline.js").Timeline} Timeline
 *
 * @typedef {object} Pending
 * @property {string} client_ref
 * @property {string} text
 * @property {string|null} reply_to
 * @property {string} written_at  RFC 3339, this device's clock: only for showing
 * @property {"waiting"|"sending"|"sent"|"failed"} state
 * @property {string|null} code  why it failed: the desk's word, or `no_answer`
 * @property {number|null} retry_after_s
 * @property {string|null} id  once accepted
 * @property {number|null} seq  once accepted
 *
 * @typedef {readonly Pending[]} Outbox  in the order of writing
 *
 * @typedef {{type: "write", client_ref: string, text: string, reply_to: string|null, written_at: string, connected: boolean}
 *   |{type: "connected"}|{type: "lost"}
 *   |{type: "accepted", client_ref: string, id: string, seq: number, timeline: Timeline}
 *   |{type: "refused", client_ref: string, code: string, retry_after?: number}
 *   |{type: "unanswered", client_ref: string}
 *   |{type: "again", client_ref: string, connected: boolean}|{type: "drop", client_ref: string}
 *   |{type: "settle", timeline: Timeline}|{type: "forget"}} OutboxEvent
 * @typedef {{state: Outbox, send: Pending[]}} OutboxStep  `send`: to be handed to the socket now, in this order
 */

/** @type {Outbox} */
export const EMPTY_OUTBOX = Object.freeze([]);

/**
 * @param {Outbox} outbox
 * @param {OutboxEvent} event
 * @returns {OutboxStep}
 */
export function stepOutbox(outbox, event) {
  switch (event.type) {
    case "write":
      return write(outbox, event);
    case "connected":
      return handOver(outbox, (one) => one.state === "waiting" || one.state === "sending");
    case "lost":
      return keep(outbox.map((one) => (one.state === "sending" ? { ...one, state: "waiting" } : one)));
    case "accepted":
      return accept(outbox, event);
    case "refused":
      return fail(outbox, event.client_ref, event.code, event.retry_after ?? null);
    case "unanswered":
      return fail(outbox, event.client_ref, "no_answer", null);
    case "again":
      return again(outbox, event.client_ref, event.connected);
    case "drop":
      return keep(outbox.filter((one) => one.client_ref !== event.client_ref));
    case "settle":
      return keep(settle(outbox, event.timeline));
    case "forget":
      return keep(EMPTY_OUTBOX);
  }
}

/** @param {Outbox} state @returns {OutboxStep} */
function keep(state) {
  return { state, send: [] };
}

/** @param {Outbox} outbox @param {Extract<OutboxEvent, {type: "write"}>} event @returns {OutboxStep} */
function write(outbox, event) {
  const { client_ref, text, reply_to, written_at } = event;
  /** @type {Pending} */
  const fresh = { client_ref, text, reply_to, written_at, state: "waiting", code: null, retry_after_s: null, id: null, seq: null };
  const all = [...outbox, fresh];
  return event.connected ? handOver(all, (one) => one === fresh) : keep(all);
}

/** @param {Outbox} outbox @param {(one: Pending) => boolean} chosen @returns {OutboxStep} */
function handOver(outbox, chosen) {
  /** @type {Pending[]} */
  const send = [];
  const state = outbox.map((one) => {
    if (!chosen(one)) return one;
    const sending = { ...one, state: /** @type {const} */ ("sending"), code: null, retry_after_s: null };
    send.push(sending);
    return sending;
  });
  return { state, send };
}

/** @param {Outbox} outbox @param {Extract<OutboxEvent, {type: "accepted"}>} event @returns {OutboxStep} */
function accept(outbox, event) {
  const { id, seq } = event;
  const sent = outbox.map((one) =>
    one.client_ref === event.client_ref ? { ...one, state: /** @type {const} */ ("sent"), code: null, retry_after_s: null, id, seq } : one,
  );
  return keep(settle(sent, event.timeline));
}

/** @param {Outbox} outbox @param {string} ref @param {string} code @param {number|null} retryAfter @returns {OutboxStep} */
function fail(outbox, ref, code, retryAfter) {
  return keep(
    outbox.map((one) =>
      one.client_ref === ref && one.state === "sending" ? { ...one, state: "failed", code, retry_after_s: retryAfter } : one,
    ),
  );
}

/** @param {Outbox} outbox @param {string} ref @param {boolean} connected @returns {OutboxStep} */
function again(outbox, ref, connected) {
  const isIt = (/** @type {Pending} */ one) => one.client_ref === ref && one.state === "failed";
  if (connected) return handOver(outbox, isIt);
  return keep(outbox.map((one) => (isIt(one) ? { ...one, state: "waiting", code: null, retry_after_s: null } : one)));
}

/**
 * Lets go of what the thread shows by now, what it was told to remove, and what it has passed without showing.
 * @param {Outbox} outbox @param {Timeline} timeline @returns {Outbox}
 */
function settle(outbox, timeline) {
  const shown = new Set(timeline.known.map((message) => message.client_ref));
  return outbox.filter((one) => {
    if (shown.has(one.client_ref)) return false;
    if (one.id === null || one.seq === null) return true;
    return !timeline.removed.has(one.id) && one.seq > timeline.upto;
  });
}
