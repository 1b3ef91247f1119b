/* The console's composition root: the outside world goes in, the page comes up. */

import { render } from "preact";
import { html } from "../shared/html.js";
import { newUuid } from "../shared/uuid.js";
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
    uuid: newUuid,
  },
});
desk.start();

const root = document.getElementById("console");
if (root) render(html`<${DeskContext.Provider} value=${desk}><${App} /><//>`, root);
