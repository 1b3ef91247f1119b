/* When something was, in as few characters as tell it apart: the time today, the day this week, else the date. */

import { clockTime, sameDay } from "../../shared/time.js";

const WEEK_MS = 6 * 86_400_000;

/** @param {string} at @param {number} nowMs */
export function shortTime(at, nowMs) {
  if (sameDay(at, nowMs)) return clockTime(at);
  const then = new Date(at);
  if (nowMs - then.getTime() < WEEK_MS) return then.toLocaleDateString(undefined, { weekday: "short" });
  const year = then.getFullYear() === new Date(nowMs).getFullYear() ? {} : /** @type {const} */ ({ year: "numeric" });
  return then.toLocaleDateString(undefined, { day: "numeric", month: "short", ...year });
}
