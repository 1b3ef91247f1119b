/* What a pane shows when it has nothing else to show: still loading, empty, or failed. */

import { useEffect, useState } from "preact/hooks";
import { html } from "../../shared/html.js";
import { Icon } from "./icon.js";

const SKELETON_AFTER_MS = 300;

/**
 * Grey shapes where things will be, once waiting has become noticeable.
 * @param {{rows?: number, kind: "list" | "thread" | "table"}} props
 */
export function Skeleton({ rows = 6, kind }) {
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!due) return null;
  return html`<div class=${`skeleton ${kind}`} role="status">
    <span class="spoken">Loading…</span>
    ${Array.from({ length: rows }, (_, i) => html`<div class="bone" key=${i}><i></i><i></i></div>`)}
  </div>`;
}

/** @param {{icon: import("./icon.js").IconName, title: string, children?: any}} props */
export function Empty({ icon, title, children }) {
  return html`<div class="empty">
    <span class="empty-mark"><${Icon} name=${icon} size=${26} /></span>
    <p class="empty-title">${title}</p>
    ${children ? html`<p class="empty-more">${children}</p>` : null}
  </div>`;
}

/** @param {{why: string, onRetry?: () => void, what?: string}} props */
export function Trouble({ why, onRetry, what = "This could not be loaded." }) {
  return html`<div class="empty trouble" role="alert">
    <span class="empty-mark"><${Icon} name="warn" size=${26} /></span>
    <p class="empty-title">${what}</p>
    <p>${why}</p>
    ${onRetry ? html`<button type="button" class="btn" onClick=${onRetry}><${Icon} name="retry" size=${16} />Try again</button>` : null}
  </div>`;
}
