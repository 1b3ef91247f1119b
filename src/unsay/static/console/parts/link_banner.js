/* Says that the console is cut off, and that nothing is lost by it. */

import { html } from "../../shared/html.js";
import { useDesk } from "./desk_context.js";
import { Icon } from "./icon.js";

export function LinkBanner() {
  const { store } = useDesk();
  const { live, tried } = store.link.value;
  const cut = tried && !live;
  return html`<div class="link-banner" role="status">
    ${cut
      ? html`<${Icon} name="offline" size=${16} /><span><b>Reconnecting…</b> What you see may be out of date. What you write is kept and goes out when the desk is back.</span>`
      : null}
  </div>`;
}
