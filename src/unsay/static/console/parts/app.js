/* Which page there is: signing in, or the desk with its panes. On a phone the route says which pane is the one shown. */

import { html } from "../../shared/html.js";
import { SettingsPage } from "../settings/settings_page.js";
import { ContactPanel } from "./contact_panel.js";
import { ConversationList } from "./conversation_list.js";
import { useDesk } from "./desk_context.js";
import { LinkBanner } from "./link_banner.js";
import { OpenMessageMenu } from "./message_menu.js";
import { Notices } from "./notices.js";
import { SignInPage, UnreachablePage, UnsetPage } from "./sign_in_page.js";
import { NoThread, Thread } from "./thread.js";
import { ViewsNav } from "./views_nav.js";

export function App() {
  const { store } = useDesk();
  const session = store.session.value;
  return html`<${Page} session=${session} /><${Notices} />`;
}

/** @param {{session: import("../desk/store.js").SessionState}} props */
function Page({ session }) {
  switch (session.phase) {
    case "starting": return null;
    case "unreachable": return html`<${UnreachablePage} reason=${session.reason} />`;
    case "unset": return html`<${UnsetPage} />`;
    case "out": return html`<${SignInPage} reason=${session.reason} />`;
    case "in": return html`<${DeskPage} />`;
  }
}

function DeskPage() {
  const { store } = useDesk();
  const route = store.route.value;
  return html`<div class="page">
    <${LinkBanner} />
    <main class=${`desk show-${route.pane}`}>
      <h1 class="spoken">Unsay</h1>
      <${ViewsNav} />
      ${route.pane === "settings" ? html`<${SettingsPage} page=${route.page} />` : html`<${Conversations} route=${route} />`}
      <${OpenMessageMenu} />
    </main>
    <p class="spoken" role="status" aria-live="polite">${store.announcement.value}</p>
  </div>`;
}

/** @param {{route: Exclude<import("../state/route.js").Route, {pane: "settings"}>}} props */
function Conversations({ route }) {
  const { store } = useDesk();
  const { list, conversation: id, q } = route.pane === "views" ? { list: /** @type {const} */ ("mine"), conversation: null, q: "" } : route;
  const conversation = id ? (store.conversations.value.byId.get(id) ?? null) : null;
  const known = conversation !== null || !store.missing.value.has(id ?? "");
  return html`<${ConversationList} list=${list} chosen=${id} q=${q} />
    ${id ? html`<${Thread} id=${id} />${known ? html`<${ContactPanel} conversation=${conversation} />` : null}` : html`<${NoThread} />`}`;
}
