/* The views at the left: which conversations to look at, the settings, and who sits here. */

import { html } from "../../shared/html.js";
import { NAMES, tally } from "../state/conversations.js";
import { format } from "../state/route.js";
import { Brand } from "./brand.js";
import { useDesk } from "./desk_context.js";
import { Icon } from "./icon.js";
import { Me } from "./me.js";

/** @typedef {import("../state/conversations.js").ListName} ListName */

export const LABELS = { mine: "Mine", unassigned: "Unassigned", all: "All open", resolved: "Resolved", search: "Search" };

/** @type {readonly {page: import("../state/route.js").SettingsPage, label: string, roles: readonly string[]}[]} */
const SETTINGS = [
  { page: "channels", label: "Channels", roles: ["admin"] },
  { page: "agents", label: "Agents", roles: ["admin"] },
  { page: "tokens", label: "API tokens", roles: ["admin"] },
  { page: "audit", label: "Audit", roles: ["admin", "supervisor"] },
];

/** The settings pages an agent of this role may open. @param {string} role */
export function settingsFor(role) {
  return SETTINGS.filter((page) => page.roles.includes(role));
}

export function ViewsNav() {
  const { store } = useDesk();
  const session = store.session.value;
  const route = store.route.value;
  if (session.phase !== "in") return null;
  const settings = settingsFor(session.agent.role);
  return html`<div class="views">
    <${Brand} />
    <nav aria-label="Views">
      <ul>
        ${NAMES.map((list) => html`<${View} key=${list} list=${list} label=${LABELS[list]} current=${"list" in route && route.list === list} />`)}
      </ul>
    </nav>
    ${settings.length
      ? html`<nav aria-labelledby="settings-heading">
          <h2 id="settings-heading">Settings</h2>
          <ul>
            ${settings.map(
              ({ page, label }) => html`<li key=${page}>
                <a href=${format({ pane: "settings", page })} aria-current=${route.pane === "settings" && route.page === page ? "page" : undefined}>
                  <${Icon} name=${page} size=${18} /><span>${label}</span>
                </a>
              </li>`,
            )}
          </ul>
        </nav>`
      : null}
    <${Me} agent=${session.agent} />
  </div>`;
}

/** @param {{list: Exclude<ListName, "search">, label: string, current: boolean}} props */
function View({ list, label, current }) {
  const { store } = useDesk();
  const count = list === "resolved" ? null : counted(store, list);
  return html`<li>
    <a href=${format({ pane: "list", list, conversation: null, q: "" })} aria-current=${current ? "page" : undefined}>
      <${Icon} name=${list} size=${18} /><span>${label}</span>
      ${count?.count
        ? html`<small class=${count.unread ? "has-unread" : ""}>${count.count}${count.more ? "+" : ""}<span class="spoken">${count.unread ? ", some unread" : ""}</span></small>`
        : null}
    </a>
  </li>`;
}

/** All that is open holds mine and unassigned too, so one list loaded counts for three. @param {import("../desk/store.js").Store} store @param {ListName} list */
function counted(store, list) {
  const state = store.conversations.value;
  const all = state.lists.all;
  const counts = state.lists[list] ?? all;
  if (!counts || counts.phase === "failed") return null;
  return tally({ ...state, lists: { [list]: counts } }, list, store.me);
}
