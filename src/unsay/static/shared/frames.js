/*
 * The frames of both live sockets: their shapes, reading and writing them. What a frame leads to is in session.js.
 * A frame of an unknown type is no error (the desk may be newer than this page): it reads as null, as does a known type
 * whose needed fields have the wrong shape. Unknown fields stay in the object and nobody looks at them.
 */

/**
 * @typedef {{kind: "contact"|"agent"|"bot"|"system", name: string}} Author
 * @typedef {{id: string, name: string, size: number, content_type: string}} FileInfo
 * @typedef {{id: string, removed: boolean}} Quote
 *
 * @typedef {object} ContactMessage  a message as the contact may see it
 * @property {string} id
 * @property {number} seq
 * @property {string} [client_ref]  on the contact's own messages only
 * @property {Author} author
 * @property {string|null} text
 * @property {FileInfo[]} files
 * @property {Quote|null} reply_to
 * @property {string} sent_at
 *
 * @typedef {{type: "welcome", reset: boolean, epoch: string, upto: number, server_time: string}} AnyWelcome
 * @typedef {AnyWelcome & {contact: {id: string, name: string|null}, channel: {name: string}, desk: {online: boolean},
 *   unread: number, messages: ContactMessage[]}} ContactWelcome
 * @typedef {{type: "changes", after: number, upto: number}} AnyChanges
 * @typedef {AnyChanges & {show: ContactMessage[], remove: string[]}} ContactChanges
 * @typedef {{type: "accepted", client_ref: string, id: string, seq: number, sent_at: string}} Accepted
 * @typedef {{type: "refused", client_ref: string, code: string, retry_after?: number}} Refused
 * @typedef {{type: "signal", typing: {name: string, on: boolean}}} ContactSignal
 * @typedef {{type: "desk", online: boolean}} ContactDesk
 * @typedef {ContactWelcome|ContactChanges|Accepted|Refused|ContactSignal|ContactDesk} ContactFrame
 *
 * @typedef {AnyWelcome & {agent: {id: string, name: string}, conversations?: object[]}} DeskWelcome
 * @typedef {AnyChanges & {conversations: object[], messages: object[]}} DeskChanges
 * @typedef {{type: "watched", conversation_id: string, upto: number}} Watched
 * @typedef {{type: "signal", conversation_id: string, from: {kind: string, id: string, name: string},
 *   typing?: boolean, viewing?: boolean}} DeskSignal
 * @typedef {{type: "presence", contact_id: string, online: boolean}} Presence
 * @typedef {{type: "desk", agents: string[]}} DeskTeam
 * @typedef {DeskWelcome|DeskChanges|Watched|DeskSignal|Presence|DeskTeam} DeskFrame
 *
 * @typedef {{type: string}} AnyFrame
 * @typedef {(value: unknown) => boolean} Check
 * @typedef {Readonly<Record<string, Readonly<Record<string, Check>>>>} Shapes
 */

/** @type {Check} */
const text = (value) => typeof value === "string";
/** @type {Check} */
const flag = (value) => typeof value === "boolean";
/** @type {Check} */
const count = (value) => Number.isSafeInteger(value) && /** @type {number} */ (value) >= 0;
/** @type {Check} */
const list = (value) => Array.isArray(value);
/** @type {Check} */
const record = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const WELCOME = { reset: flag, epoch: text, upto: count, server_time: text };

/** What the contact's socket may say. @type {Shapes} */
export const CONTACT_SHAPES = {
  welcome: { ...WELCOME, channel: record, desk: record, unread: count },
  changes: { after: count, upto: count, show: list, remove: list },
  accepted: { client_ref: text, id: text, seq: count, sent_at: text },
  refused: { client_ref: text, code: text },
  signal: { typing: record },
  desk: { online: flag },
};

/** What the desk's socket may say. @type {Shapes} */
export const DESK_SHAPES = {
  welcome: { ...WELCOME, agent: record },
  changes: { after: count, upto: count, conversations: list, messages: list },
  watched: { conversation_id: text, upto: count },
  signal: { conversation_id: text, from: record },
  presence: { contact_id: text, online: flag },
  desk: { agents: list },
};

/**
 * Reads one text frame.
 * @param {unknown} data  what the WebSocket handed over
 * @param {Shapes} shapes  CONTACT_SHAPES or DESK_SHAPES
 * @returns {AnyFrame|null} null: ignore it
 */
export function parseFrame(data, shapes) {
  const frame = parseJson(data);
  if (!record(frame)) return null;
  const fields = /** @type {Record<string, unknown>} */ (frame);
  const type = fields.type;
  if (typeof type !== "string" || !Object.hasOwn(shapes, type)) return null;
  const shape = /** @type {Readonly<Record<string, Check>>} */ (shapes[type]);
  const fits = Object.entries(shape).every(([name, check]) => check(fields[name]));
  return fits ? /** @type {AnyFrame} */ (frame) : null;
}

/**
 * Writes one frame. Lone surrogates, which UTF-8 cannot carry, stay escaped for the desk to refuse.
 * @param {AnyFrame & Record<string, unknown>} frame
 * @returns {string}
 */
export function encodeFrame(frame) {
  return JSON.stringify(frame);
}

/** @param {unknown} data */
function parseJson(data) {
  if (typeof data !== "string") return null;
  try {
    return /** @type {unknown} */ (JSON.parse(data));
  } catch {
    return null;
  }
}
