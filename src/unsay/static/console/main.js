/* The console's composition root: the outside world goes in, the page comes up. */

import { render } from "preact";
import { html } from "../shared/html.js";
import { Desk } from "./desk/desk.js";
import { App } from "./parts/app.js";
import { DeskContext } from "./parts/desk_context.js";

const desk = new Desk({
  window,
  time: {
    now: () => Date.now(),
    after: (ms, then) => {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    // Not crypto.randomUUID: a desk tried out over plain HTTP in a local network doesn't have it.
    uuid: () => {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      bytes[6] = (/** @type {number} */ (bytes[6]) & 0x0f) | 0x40;
      bytes[8] = (/** @type {number} */ (bytes[8]) & 0x3f) | 0x80;
      const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    },
  },
});
desk.start();

const root = document.getElementById("console");
if (root) render(html`<${DeskContext.Provider} value=${desk}><${App} /><//>`, root);
