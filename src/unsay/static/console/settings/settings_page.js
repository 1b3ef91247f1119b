/* The settings, one page each, open to those whose role the desk lets in. */

import { html } from "../../shared/html.js";
import { useDesk } from "../parts/desk_context.js";
import { Icon } from "../parts/icon.js";
import { Empty } from "../parts/states.js";
import { settingsFor } from "../parts/views_nav.js";
import { AgentsPage } from "./agents_page.js";
import { AuditPage } from "./audit_page.js";
import { ChannelsPage } from "./channels_page.js";
import { TokensPage } from "./tokens_page.js";

const PAGES = {
  channels: { page: ChannelsPage, title: "Channels", lead: "Where contacts reach you. A website needs one line in its pages." },
  agents: { page: AgentsPage, title: "Agents", lead: "The people who answer. Deactivating someone signs them out everywhere; what they wrote stays." },
  tokens: { page: TokensPage, title: "API tokens", lead: "A token is a bot: an author of its own, with a name. Its secret is shown once." },
  audit: { page: AuditPage, title: "Audit", lead: "What agents did and tried, newest first." },
};

/** @param {{page: import("../state/route.js").SettingsPage}} props */
export function SettingsPage({ page }) {
  const { store } = useDesk();
  const session = store.session.value;
  const { page: Page, title, lead } = PAGES[page];
  const allowed = session.phase === "in" && settingsFor(session.agent.role).some((known) => known.page === page);
  return html`<section class="pane settings" aria-labelledby="settings-title">
    <div class="settings-body" key=${page}>
      <header class="settings-head">
        <a class="icon-btn to-views" href="#/views" aria-label="Views"><${Icon} name="menu" /></a>
        <div><h2 id="settings-title">${title}</h2><p>${lead}</p></div>
      </header>
      ${allowed ? html`<${Page} />` : html`<${Empty} icon="key" title="Not for your role">An admin can open this page.<//>`}
    </div>
  </section>`;
}
