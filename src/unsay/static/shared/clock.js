/*
 * Desk time, as far as this page can know it: the offset between the desk's clock and this device's, learnt from
 * `server_time`. Only for showing times and countdowns; whether something is still allowed is decided by the desk.
 * Readings are `Date.now()`: a monotonic clock stands still while a laptop sleeps, which would promise too much time.
 */

/** @typedef {{offset_ms: number}} Clock */

/** @type {Clock} before the desk has said anything, its time is ours */
export const UNSET_CLOCK = Object.freeze({ offset_ms: 0 });

/**
 * @param {Clock} clock
 * @param {string} serverTime  RFC 3339, from the frame just received
 * @param {number} nowMs  this device's clock at that moment
 * @returns {Clock} unchanged if the time cannot be read
 */
export function observe(clock, serverTime, nowMs) {
  const deskMs = Date.parse(serverTime);
  return Number.isNaN(deskMs) ? clock : { offset_ms: deskMs - nowMs };
}

/**
 * @param {Clock} clock
 * @param {number} nowMs
 * @returns {number} desk time in milliseconds since the epoch
 */
export function deskTimeMs(clock, nowMs) {
  return nowMs + clock.offset_ms;
}
