/* Something to copy, and whether it will ever be shown again. */

import { useState } from "preact/hooks";
import { html } from "../../shared/html.js";
import { useDesk } from "../parts/desk_context.js";
import { Icon } from "../parts/icon.js";

const SAID_FOR_MS = 2_500;

/** @param {{label: string, value: string, once?: boolean}} props  once: the desk never shows it again */
export function Copyable({ label, value, once = false }) {
  const { store, time } = useDesk();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      time.after(SAID_FOR_MS, () => setCopied(false));
    } catch {
      store.notify("The browser did not allow copying. Select the text and copy it by hand.", "trouble");
    }
  };
  return html`<div class=${`copyable ${once ? "once" : ""}`}>
    <p class="copyable-label">${label}${once ? html`<span> · shown only now, keep it safe</span>` : null}</p>
    <div class="copyable-box">
      <code tabindex=${0} role="textbox" aria-readonly="true" aria-label=${label}>${value}</code>
      <button type="button" class="btn" aria-label=${`Copy: ${label}`} onClick=${() => void copy()}>
        <${Icon} name=${copied ? "check" : "copy"} size=${16} /><span>${copied ? "Copied" : "Copy"}</span>
      </button>
    </div>
  </div>`;
}
