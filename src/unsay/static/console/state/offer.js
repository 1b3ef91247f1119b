/**
 * What the menu shows for *Recall*, made from what the desk offers (`message.recall`) and desk time.
 * Belongs here: how an offer looks. Not here, and nowhere in JavaScript: when a recall is allowed.
 * Time only ever turns an offer off: the desk said until when.
 *
 * @typedef {{enabled: boolean, leftMs: number | null, share: number | null, why: string | null}} RecallItem
 * leftMs: until the offer ends, null when it does not end by itself · share: of the whole window, 1…0, for the ring ·
 * why: the reason in words when not enabled.
 */

import { refusalInWords } from "./words.js";

/**
 * @param {import("../types.js").RecallOffer} offer
 * @param {{deskNow: number, sentAt: number}} at milliseconds of desk time
 * @returns {RecallItem}
 */
export function recallItem(offer, { deskNow, sentAt }) {
  if (!offer.allowed) return refused(offer.refusal ?? "not_recallable");
  if (offer.until === null) return { enabled: true, leftMs: null, share: null, why: null };
  const until = Date.parse(offer.until);
  // The last millisecond of the window still counts.
  if (deskNow > until) return refused("window_passed");
  const leftMs = until - deskNow;
  const whole = until - sentAt;
  return { enabled: true, leftMs, share: whole > 0 ? Math.min(1, leftMs / whole) : 0, why: null };
}

/** @param {string} code @returns {RecallItem} */
function refused(code) {
  return { enabled: false, leftMs: null, share: null, why: refusalInWords(code) };
}
