/* Line icons of one stroke width, drawn by base.css. Decoration only: whatever they stand for is also said in words. */
import { html } from "../../shared/html.js";

const PATHS = Object.freeze({
  close: "m6 6 12 12M18 6 6 18",
  send: "M12 19V5m-6 6 6-6 6 6",
  down: "M12 5v14m-6-6 6 6 6-6",
  clock: "M12 7.5V12l3 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z",
  alert: "M12 8v5m0 3v.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z",
  offline: "M3 3l18 18M5 12.5a10 10 0 0 1 4-2.4m6 .2a10 10 0 0 1 4 2.2M2 8.8A15 15 0 0 1 6.5 6M11 5a15 15 0 0 1 11 3.8M8.5 16a5 5 0 0 1 7 0M12 20v.01",
  reply: "M9 8 4 12.5 9 17M4.500 12.5H14a6 6 0 0 1 6 6",
});

/** @param {{name: keyof typeof PATHS}} props */
export const Icon = ({ name }) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
