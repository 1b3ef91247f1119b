/* How much of the time for recalling is left, as a ring that empties; the recall arrow when time doesn't decide. */

import { html } from "../../shared/html.js";
import { Icon } from "./icon.js";

const AROUND = 2 * Math.PI * 6.5;

/** @param {{share: number | null, off?: boolean}} props  share: 1…0 of the window */
export function RecallRing({ share, off = false }) {
  if (share === null || off) return html`<${Icon} name="recall" size=${18} />`;
  return html`<svg class="ring" width="18" height="18" viewBox="0 0 18 18" fill="none" stroke="currentColor" stroke-width="3"
    aria-hidden="true" focusable="false">
    <circle class="ring-well" cx="9" cy="9" r="6.5" />
    <circle cx="9" cy="9" r="6.5" stroke-linecap="round" stroke-dasharray=${`${share * AROUND} ${AROUND}`} transform="rotate(-90 9 9)" />
  </svg>`;
}
