/**
 * What was sent from here and has no answer yet, or was refused. A send keeps its `client_ref` for good, so trying
 * again after an unknown outcome can't make a second message.
 *
 * @typedef {{clientRef: string, conversationId: string, text: string, note: boolean, replyTo: string | null,
 *   at: number, phase: "queued" | "sending" | "waiting" | "failed", reason: string | null, unknown: boolean,
 *   retryAt: number | null}} Send
 * queued: its turn comes · sending: asked, no answer yet · waiting: tried again by itself at `retryAt`, or when the
 * desk is back · failed: refused, until the agent decides. `unknown`: it may have arrived all the same.
 * @typedef {readonly Send[]} Outbox
 */

/** @type {Outbox} */
export const NOTHING = [];

/**
 * @param {Outbox} outbox
 * @param {{clientRef: string, conversationId: string, text: string, note: boolean, replyTo: string | null, at: number}} send
 * @returns {Outbox}
 */
export function put(outbox, send) {
  return [...outbox, { ...send, phase: "queued", reason: null, unknown: false, retryAt: null }];
}

/** @param {Outbox} outbox @param {string} clientRef @param {Partial<Send>} change @returns {Outbox} */
function change(outbox, clientRef, change) {
  return outbox.map((send) => (send.clientRef === clientRef ? { ...send, ...change } : send));
}

/** @param {Outbox} outbox @param {string} clientRef */
export function asking(outbox, clientRef) {
  return change(outbox, clientRef, { phase: "sending", reason: null, retryAt: null });
}

/** The agent wants it tried again, or the desk is back. @param {Outbox} outbox @param {string} clientRef */
export function again(outbox, clientRef) {
  return change(outbox, clientRef, { phase: "queued", retryAt: null });
}

/**
 * The desk said no, or fell over on it (`unknown`): what happens next is the agent's to say.
 * @param {Outbox} outbox @param {string} clientRef @param {string} reason @param {boolean} unknown
 */
export function refused(outbox, clientRef, reason, unknown) {
  return change(outbox, clientRef, { phase: "failed", reason, unknown, retryAt: null });
}

/**
 * No answer, or "later": it waits and is tried again with the same `client_ref`.
 * @param {Outbox} outbox @param {string} clientRef
 * @param {{reason: string, retryAt: number | null, unknown: boolean}} why
 */
export function postponed(outbox, clientRef, { reason, retryAt, unknown }) {
  const before = outbox.find((send) => send.clientRef === clientRef)?.unknown ?? false;
  return change(outbox, clientRef, { phase: "waiting", reason, retryAt, unknown: unknown || before });
}

/** @param {Outbox} outbox @param {string} clientRef @returns {Outbox} */
export function removed(outbox, clientRef) {
  return outbox.filter((send) => send.clientRef !== clientRef);
}

/**
 * Messages of this agent came, by answer or live, whichever was first: what they were is sent.
 * @param {Outbox} outbox @param {readonly import("../types.js").Message[]} messages @param {string} me
 * @returns {Outbox}
 */
export function arrived(outbox, messages, me) {
  const refs = new Set(messages.filter((m) => m.author.id === me).map((m) => `${m.conversation_id} ${m.client_ref}`));
  const left = outbox.filter((send) => !refs.has(`${send.conversationId} ${send.clientRef}`));
  return left.length === outbox.length ? outbox : left;
}

/** @param {Outbox} outbox @param {string} conversationId @returns {Send[]} */
export function of(outbox, conversationId) {
  return outbox.filter((send) => send.conversationId === conversationId);
}

/**
 * Which sends may go out now: at most one a conversation, in the order they were written. One that waits holds back
 * those behind it; one that was refused does not.
 * @param {Outbox} outbox @returns {Send[]}
 */
export function due(outbox) {
  /** @type {Set<string>} */
  const taken = new Set();
  return outbox.filter((send) => {
    if (send.phase === "failed" || taken.has(send.conversationId)) return false;
    taken.add(send.conversationId);
    return send.phase === "queued";
  });
}

/** Those whose wait is over by the clock. @param {Outbox} outbox @param {number} now @returns {string[]} */
export function waitedOut(outbox, now) {
  return outbox.filter((s) => s.phase === "waiting" && s.retryAt !== null && s.retryAt <= now).map((s) => s.clientRef);
}

/** When the first of the waiting is to be tried again. @param {Outbox} outbox @returns {number | null} */
export function nextRetry(outbox) {
  return outbox.reduce(
    (/** @type {number | null} */ first, s) =>
      s.phase === "waiting" && s.retryAt !== null && (first === null || s.retryAt < first) ? s.retryAt : first,
    null,
  );
}

/**
 * Those that wait because nobody answered or nobody was signed in; one told to come later waits on.
 * @param {Outbox} outbox @returns {string[]}
 */
export function waitingForDesk(outbox) {
  return outbox.filter((s) => s.phase === "waiting" && (s.retryAt === null || s.unknown)).map((s) => s.clientRef);
}
