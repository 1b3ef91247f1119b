/* Short words about what just happened or failed. Trouble stays until it is read; the rest goes by itself. */

import { useEffect } from "preact/hooks";
import { html } from "../../shared/html.js";
import { useDesk } from "./desk_context.js";
import { Icon } from "./icon.js";

const INFO_STAYS_MS = 5_000;
const TROUBLE_STAYS_MS = 20_000;

export function Notices() {
  const { store } = useDesk();
  return html`<div class="notices">${store.notices.value.map((notice) => html`<${NoticeCard} key=${notice.id} notice=${notice} />`)}</div>`;
}

/** @param {{notice: import("../desk/store.js").Notice}} props */
function NoticeCard({ notice }) {
  const { store } = useDesk();
  const trouble = notice.tone === "trouble";
  useEffect(() => {
    const timer = setTimeout(() => store.dismiss(notice.id), trouble ? TROUBLE_STAYS_MS : INFO_STAYS_MS);
    return () => clearTimeout(timer);
  }, []);
  return html`<div class=${`notice ${notice.tone}`} role=${trouble ? "alert" : "status"}>
    <${Icon} name=${trouble ? "warn" : "check"} size=${18} />
    <span>${notice.text}</span>
    <button type="button" class="icon-btn small" aria-label="Dismiss" onClick=${() => store.dismiss(notice.id)}><${Icon} name="close" size=${16} /></button>
  </div>`;
}
