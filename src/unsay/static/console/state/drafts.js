/**
 * What is being written, conversation by conversation, in memory only: message text never enters browser storage.
 * A reply and a note are kept apart, so that a note half written can't go to the contact by a change of tab.
 *
 * @typedef {"reply" | "note"} Mode
 * @typedef {{mode: Mode, reply: string, note: string, replyTo: string | null}} Draft
 * @typedef {ReadonlyMap<string, Draft>} Drafts
 */

/** @type {Drafts} */
export const NO_DRAFTS = new Map();

/** @type {Draft} */
const BLANK = { mode: "reply", reply: "", note: "", replyTo: null };

/** @param {Drafts} drafts @param {string} conversationId @returns {Draft} */
export function draftOf(drafts, conversationId) {
  return drafts.get(conversationId) ?? BLANK;
}

/** @param {Drafts} drafts @param {string} conversationId @param {Partial<Draft>} change @returns {Drafts} */
export function changed(drafts, conversationId, change) {
  const next = { ...draftOf(drafts, conversationId), ...change };
  const all = new Map(drafts);
  if (next.reply === "" && next.note === "" && next.replyTo === null && next.mode === "reply") all.delete(conversationId);
  else all.set(conversationId, next);
  return all;
}

/** @param {Drafts} drafts @param {string} conversationId @param {string} text in the mode being written */
export function typed(drafts, conversationId, text) {
  const { mode } = draftOf(drafts, conversationId);
  return changed(drafts, conversationId, mode === "note" ? { note: text } : { reply: text });
}

/** What was written left the composer. @param {Drafts} drafts @param {string} conversationId @param {Mode} mode */
export function taken(drafts, conversationId, mode) {
  return changed(drafts, conversationId, mode === "note" ? { note: "" } : { reply: "", replyTo: null });
}

/**
 * A text comes back to be edited, above whatever was being written meanwhile: nothing typed is lost.
 * @param {Drafts} drafts @param {string} conversationId @param {{mode: Mode, text: string, replyTo: string | null}} back
 */
export function givenBack(drafts, conversationId, { mode, text, replyTo }) {
  const draft = draftOf(drafts, conversationId);
  const waiting = draft[mode];
  const whole = waiting === "" || waiting === text ? text : `${text}\n\n${waiting}`;
  return changed(drafts, conversationId, {
    mode,
    [mode]: whole,
    ...(mode === "reply" ? { replyTo: replyTo ?? draft.replyTo } : {}),
  });
}

export const TEXT_MAX_CODE_POINTS = 10_000;
const NEAR_THE_END = 500;
const VISIBLE = /[^\s\p{Cf}\p{Cc}\p{Zs}\u115F\u1160\u3164\uFFA0\u2800]/u;

/**
 * Whether a text may be sent, and how many code points are left once that matters.
 * @param {string} text @returns {{sendable: boolean, left: number | null}}
 */
export function measure(text) {
  if (text.length <= TEXT_MAX_CODE_POINTS - NEAR_THE_END) return { sendable: VISIBLE.test(text), left: null };
  const left = TEXT_MAX_CODE_POINTS - [...text].length;
  return { sendable: left >= 0 && VISIBLE.test(text), left: left <= NEAR_THE_END ? left : null };
}
