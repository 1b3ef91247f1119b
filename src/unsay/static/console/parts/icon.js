/* The console's icons: one stroke width, drawn in a 20 by 20 box, in the colour of the text beside them. */

import { html } from "../../shared/html.js";

const PATHS = {
  back: "M12 4.5 6.5 10l5.5 5.5",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  reply: "M8 5 3.5 9.5 8 14M4 9.5h7a5 5 0 0 1 5 5v1",
  copy: "M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3",
  edit: "M4 16l.8-3.4L13 4.4a1.4 1.4 0 0 1 2 0l.6.6a1.4 1.4 0 0 1 0 2L7.4 15.2 4 16Z",
  recall: "M7 4 3.5 7.5 7 11M4 7.5h7.5a4.25 4.25 0 0 1 0 8.5H8",
  check: "M4.5 10.5 8.5 14.5 15.5 6",
  close: "M5 5l10 10M15 5 5 15",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l3.5 3.5",
  person: "M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 16.5c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5",
  mine: "M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 16.5c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5",
  unassigned: "M3.5 11.5h3.7a2.8 2.8 0 0 0 5.6 0h3.7M3.5 11.5 5.5 4.5h9l2 7v4h-13v-4Z",
  all: "M3.5 5.5a1.5 1.5 0 0 1 1.5-1.5h10a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5H9l-3.5 3v-3H5a1.5 1.5 0 0 1-1.5-1.5v-6Z",
  resolved: "M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM7 10.2l2.2 2.2L13 8",
  settings: "M4 6h7M15 6h1M4 14h1M9 14h7M13 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM7 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  channels: "M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM3.5 10h13M10 3.5c2 2 2.6 4.2 2.6 6.5S12 14.5 10 16.5C8 14.5 7.4 12.3 7.4 10S8 5.5 10 3.5Z",
  agents: "M7.5 9.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM2.5 16c.4-2.7 2.4-4 5-4s4.6 1.3 5 4M13 4.3a2.7 2.7 0 0 1 0 5M14.5 12.3c1.7.5 2.7 1.7 3 3.7",
  tokens: "M12.5 10.5a3.5 3.5 0 1 0-3-1.7L4 14.3V16.5h2.5V15H8v-1.7l1.7-1.5c.8.5 1.8.7 2.8.7ZM13 6.8h.01",
  audit: "M5 3.5h7.5L15.5 6.5v10H5zM7.5 9h5M7.5 12.5h5",
  leave: "M8.5 4h-4v12h4M8 10h8.5M13.5 7l3 3-3 3",
  key: "M5.5 9.5h9v7h-9zM7.2 9.5V7a2.8 2.8 0 0 1 5.6 0v2.5",
  menu: "M3.5 6h13M3.5 10h13M3.5 14h13",
  down: "M10 4.5v11M5.5 11l4.5 4.5 4.5-4.5",
  expand: "M6 8l4 4 4-4",
  plus: "M10 4.5v11M4.5 10h11",
  retry: "M15.5 10a5.5 5.5 0 1 1-1.7-4M14 3v3.2h-3.2",
  warn: "M10 3.5 17 16H3L10 3.5ZM10 8v4M10 14.2h.01",
  note: "M4.5 4.5h11v7.5l-3.5 3.5H4.5zM15.5 12H12v3.5",
  offline: "M3.5 8.5a9.5 9.5 0 0 1 13 0M6 11.5a6 6 0 0 1 8 0M10 15h.01M4 3l12 14",
  eye: "M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5ZM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  clock: "M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM10 6.5V10l2.3 1.7",
  send: "M10 16V4.5M5 9.5l5-5 5 5",
  panel: "M3.5 4.5h13v11h-13zM12 4.5v11",
};

/** @typedef {keyof typeof PATHS} IconName */

/** @param {{name: IconName, size?: number}} props  decoration only: what it stands beside has the words */
export function Icon({ name, size = 20 }) {
  const dots = name === "more";
  return html`<svg class="icon" width=${size} height=${size} viewBox="0 0 20 20" fill="none" stroke="currentColor"
    stroke-width=${dots ? 2.6 : 1.6} stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
    <path d=${PATHS[name]} />
  </svg>`;
}
