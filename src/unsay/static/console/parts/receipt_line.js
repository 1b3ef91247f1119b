/* The line below a recalled message. It is drawn from the message as it is now, so it moves on by itself. */

import { html } from "../../shared/html.js";
import { clockTime } from "../../shared/time.js";
import { receipt } from "../state/receipt.js";
import { Icon } from "./icon.js";

/** @param {{recalled: import("../types.js").Recalled, me: string, contact: string}} props */
export function ReceiptLine({ recalled, me, contact }) {
  const parts = receipt(recalled, { me, contact, time: (at) => clockTime(at) });
  return html`<p class="meta receipt" aria-live="polite">
    ${parts.map(
      (part, i) => html`<span class=${`part ${part.tone}`} key=${i}
        >${part.tone === "waiting"
          ? html`<${Icon} name="clock" size=${13} />`
          : null}${part.text}${part.tone === "done" ? html`${" "}<${Icon} name="check" size=${13} />` : null}${i < parts.length - 1 ? html`<span class="dot"> · </span>` : null}</span
      >`,
    )}
  </p>`;
}
