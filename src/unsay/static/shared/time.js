/* Times in the reader's language and zone, through Intl. No arithmetic of the product's rules lives here. */

const DAY_MS = 86_400_000;

/**
 * @param {string|number|Date} at
 * @param {string} [locale]  the browser's if absent
 * @param {string} [timeZone]
 * @returns {string} such as "10:32"
 */
export function clockTime(at, locale, timeZone) {
  return format(at, { hour: "numeric", minute: "2-digit" }, locale, timeZone);
}

/**
 * @param {string|number|Date} at
 * @param {string} [locale]
 * @param {string} [timeZone]
 * @returns {string} the whole of it, for a tooltip: "Monday, 24 November 2025 at 10:32"
 */
export function fullTime(at, locale, timeZone) {
  return format(at, { dateStyle: "full", timeStyle: "short" }, locale, timeZone);
}

/**
 * The heading over a day's messages.
 * @param {string|number|Date} at
 * @param {number} nowMs
 * @param {string} [locale]
 * @param {string} [timeZone]
 * @returns {string} "Today", "Yesterday", or the date, with the year only if it is another one
 */
export function dayLabel(at, nowMs, locale, timeZone) {
  const days = Math.round((dayNumber(nowMs, timeZone) - dayNumber(at, timeZone)) / DAY_MS);
  if (days === 0 || days === 1) {
    const label = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-days, "day");
    return label.charAt(0).toLocaleUpperCase(locale) + label.slice(1);
  }
  const sameYear = new Date(dayNumber(at, timeZone)).getUTCFullYear() === new Date(dayNumber(nowMs, timeZone)).getUTCFullYear();
  const year = sameYear ? {} : /** @type {const} */ ({ year: "numeric" });
  return format(at, { weekday: "long", day: "numeric", month: "long", ...year }, locale, timeZone);
}

/**
 * @param {string|number|Date} one
 * @param {string|number|Date} other
 * @param {string} [timeZone]
 * @returns {boolean} whether both fall on the same day of the reader's calendar
 */
export function sameDay(one, other, timeZone) {
  return dayNumber(one, timeZone) === dayNumber(other, timeZone);
}

/**
 * @param {number} ms
 * @returns {string} "3:54", "1:00:09"; never negative, and rounded up so that 0:00 means over
 */
export function countdown(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  const hours = Math.floor(seconds / 3600);
  if (hours > 0) parts.unshift(hours);
  return parts.map((part, place) => (place === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/**
 * @param {string|number|Date} at
 * @param {Intl.DateTimeFormatOptions} options
 * @param {string|undefined} locale
 * @param {string|undefined} timeZone
 */
function format(at, options, locale, timeZone) {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(new Date(at));
}

/**
 * The calendar day in the zone, as midnight UTC of that date: comparable whatever daylight saving does.
 * @param {string|number|Date} at
 * @param {string|undefined} timeZone
 */
function dayNumber(at, timeZone) {
  const options = /** @type {const} */ ({ timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  return Date.parse(new Intl.DateTimeFormat("en-CA", options).format(new Date(at)));
}
