/* The product's mark and name. */

import { html } from "../../shared/html.js";

export function Brand() {
  return html`<div class="brand"><span class="mark" aria-hidden="true"></span><span class="brand-name">Unsay</span></div>`;
}
