/* Below a recalled message: what was done, and what came of it. Drawn from the message as it is now, so it moves on by itself. */

import { html } from "../../shared/html.js";
import { clockTime } from "../../shared/time.js";
import { receipt } from "../state/receipt.js";
import { Icon } from "./icon.js";

/** @param {{recalled: import("../types.js").Recalled, me: string, contact: string}} props */
export function ReceiptLine({ recalled, me, contact }) {
  const { deed, outcome } = receipt(recalled, { me, contact, time: (at) => clockTime(at) });
  return html`<p class="meta receipt" aria-live="polite"><${Line} kind="deed" parts=${deed} />${" "}<${Line} kind="outcome" parts=${outcome} /></p>`;
}

/** @param {{kind: "deed" | "outcome", parts: readonly import("../state/receipt.js").Part[]}} props */
function Line({ kind, parts }) {
  return html`<span class=${`line ${kind}`}
    >${parts.map(
      (part, i) => html`${i > 0 ? html`<span class="dot"> · </span>` : null}<span class=${`part ${part.tone}`} key=${i}
          >${part.tone === "waiting" ? html`<${Icon} name="clock" size=${13} />` : null}${part.text}${part.tone === "done"
            ? html`${" "}<${Icon} name="check" size=${13} />`
            : null}</span
        >`,
    )}</span
  >`;
}
