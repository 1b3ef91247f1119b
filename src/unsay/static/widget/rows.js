/* The thread as rows to draw: days, groups of one author's messages, the mark of what is new. Pure. */
import { dayLabel, sameDay } from "../shared/time.js";

/**
 * @typedef {import("../shared/frames.js").ContactMessage} ContactMessage
 * @typedef {import("../shared/outbox.js").Pending} Pending
 *
 * @typedef {{kind: "day", key: string, label: string}} DayRow
 * @typedef {{kind: "new", key: string}} NewRow
 * @typedef {{kind: "message", key: string, message: ContactMessage, mine: boolean, opens: boolean, closes: boolean}} MessageRow
 *   `opens`, `closes`: first and last of a group
 * @typedef {{kind: "pending", key: string, pending: Pending, opens: boolean, closes: boolean}} PendingRow
 * @typedef {DayRow|NewRow|MessageRow|PendingRow} Row
 */

/** Messages of one author closer than this are one group, with one name and one time. */
const GROUP_MS = 5 * 60_000;

/**
 * @param {readonly ContactMessage[]} shown
 * @param {readonly Pending[]} outbox
 * @param {{nowMs: number, newAfter: number|null, locale?: string, timeZone?: string}} at
 *   `newAfter`: the mark stands before the first of the desk's messages above this seq
 * @returns {Row[]}
 */
export function threadRows(shown, outbox, { nowMs, newAfter, locale, timeZone }) {
  /** @type {Row[]} */
  const rows = [];
  /** @type {{author: string, at: string, row: MessageRow|PendingRow}|null} */
  let last = null;
  let marked = newAfter === null;
  /** @param {string} author @param {string} at @param {MessageRow|PendingRow} row @param {boolean} isNew */
  const add = (author, at, row, isNew) => {
    const newDay = last === null || !sameDay(last.at, at, timeZone);
    if (newDay) rows.push({ kind: "day", key: `day ${row.key}`, label: dayLabel(at, nowMs, locale, timeZone) });
    if (isNew) rows.push({ kind: "new", key: "new" });
    const joins = last !== null && !newDay && !isNew && last.author === author && Date.parse(at) - Date.parse(last.at) < GROUP_MS;
    if (last !== null && joins) last.row.closes = false;
    rows.push({ ...row, opens: !joins });
    last = { author, at, row: /** @type {MessageRow|PendingRow} */ (rows.at(-1)) };
  };
  for (const message of shown) {
    const mine = message.author.kind === "contact";
    const isNew = !marked && !mine && message.seq > Number(newAfter);
    marked ||= isNew;
    const key = message.client_ref ?? message.id;
    const author = mine ? "contact" : `${message.author.kind} ${message.author.name}`;
    add(author, message.sent_at, { kind: "message", key, message, mine, opens: true, closes: true }, isNew);
  }
  for (const pending of outbox) {
    add("contact", pending.written_at, { kind: "pending", key: pending.client_ref, pending, opens: true, closes: true }, false);
  }
  return rows;
}
