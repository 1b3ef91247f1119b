/**
 * How a thread is laid out: days, groups of one author, the line above what is new, what still waits to be sent.
 *
 * @typedef {import("../types.js").Message} Message
 * @typedef {{row: "day", key: string, at: string} | {row: "new", key: string}
 *   | {row: "system", key: string, message: Message}
 *   | {row: "message", key: string, message: Message, first: boolean, last: boolean}
 *   | {row: "send", key: string, send: import("./outbox.js").Send}} Row
 */

const GROUP_WITHIN_MS = 5 * 60_000;

/**
 * @param {readonly Message[]} messages oldest first
 * @param {readonly import("./outbox.js").Send[]} sends
 * @param {{newFrom: string | null, day: (at: string) => string}} how `day` names the reader's calendar day of a moment
 * @returns {Row[]}
 */
export function rows(messages, sends, { newFrom, day }) {
  /** @type {Row[]} */
  const all = [];
  messages.forEach((message, i) => {
    const before = messages[i - 1];
    const after = messages[i + 1];
    const newDay = !before || day(before.sent_at) !== day(message.sent_at);
    if (newDay) all.push({ row: "day", key: `day ${message.id}`, at: message.sent_at });
    if (message.id === newFrom) all.push({ row: "new", key: "new" });
    if (message.kind === "system") {
      all.push({ row: "system", key: message.id, message });
      return;
    }
    const first = newDay || message.id === newFrom || !joined(before, message);
    const last = !after || after.id === newFrom || day(after.sent_at) !== day(message.sent_at) || !joined(message, after);
    all.push({ row: "message", key: message.id, message, first, last });
  });
  for (const send of sends) all.push({ row: "send", key: send.clientRef, send });
  return all;
}

/** @param {Message | undefined} a @param {Message} b */
function joined(a, b) {
  return (
    a !== undefined && a.kind === b.kind && a.author.id === b.author.id && !a.recalled && !b.recalled &&
    Date.parse(b.sent_at) - Date.parse(a.sent_at) < GROUP_WITHIN_MS
  );
}
