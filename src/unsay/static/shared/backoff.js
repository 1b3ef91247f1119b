/* How long to wait before trying again: doubling, bounded, and jittered so that a thousand pages do not return in step. */

export const FIRST_DELAY_MS = 1_000;
export const LONGEST_DELAY_MS = 30_000;
/** After these many doublings the bound is reached anyway; keeps the power finite. */
const MOST_DOUBLINGS = 10;

/**
 * @param {number} attempt  0 for the first try after things went well
 * @param {number} random  in [0, 1)
 * @returns {number} milliseconds: anywhere between a tenth of the doubled delay and the whole of it
 */
export function backoffDelayMs(attempt, random) {
  const doubled = FIRST_DELAY_MS * 2 ** Math.min(Math.max(attempt, 0), MOST_DOUBLINGS);
  const bounded = Math.min(doubled, LONGEST_DELAY_MS);
  return Math.round(bounded * (0.1 + 0.9 * random));
}
