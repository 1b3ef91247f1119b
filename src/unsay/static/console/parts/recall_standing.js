/* A recall that was asked for and has not taken effect: on its way, or refused and why. */

import { html } from "../../shared/html.js";
import { useDesk } from "./desk_context.js";
import { Icon } from "./icon.js";

/** @param {{message: import("../types.js").Message}} props */
export function RecallStanding({ message }) {
  const { store, recalling } = useDesk();
  const standing = store.recalls.value.get(message.id);
  if (!standing || message.recalled) return null;
  if (standing.phase === "asking") return html`<p class="standing" role="status"><span class="spinner"></span>Recalling…</p>`;
  return html`<div class="standing refused" role="alert">
    <${Icon} name="warn" size=${16} />
    <span><b>Not recalled.</b> ${standing.why}</span>
    ${standing.unknown
      ? html`<button type="button" class="link" onClick=${() => void recalling.again(message)}>Try again</button>`
      : null}
    <button type="button" class="link" onClick=${() => recalling.dismiss(message.id)}>Dismiss</button>
  </div>`;
}
