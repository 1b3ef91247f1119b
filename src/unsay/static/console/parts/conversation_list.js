/* The conversations of the chosen view, or what a search found, the most recently active first. */

import { useEffect, useRef } from "preact/hooks";
import { html } from "../../shared/html.js";
import { inList } from "../state/conversations.js";
import { ConversationRow } from "./conversation_row.js";
import { useDesk } from "./desk_context.js";
import { Icon } from "./icon.js";
import { SearchBox } from "./search_box.js";
import { Empty, Skeleton, Trouble } from "./states.js";
import { LABELS } from "./views_nav.js";

/** @typedef {import("../state/conversations.js").ListName} ListName */

/** @type {Record<ListName, {icon: import("./icon.js").IconName, title: string, more: string}>} */
const NOTHING = {
  mine: { icon: "mine", title: "Nothing on your desk", more: "Conversations you take or are given appear here." },
  unassigned: { icon: "unassigned", title: "Nobody is waiting", more: "New conversations appear here until someone takes them." },
  all: { icon: "all", title: "No open conversations", more: "When a visitor writes, it appears here at once." },
  resolved: { icon: "resolved", title: "Nothing resolved yet", more: "What you resolve is kept here." },
  search: { icon: "search", title: "Nothing found", more: "Try another word, a name or an e-mail address." },
};

/** @param {{list: ListName, chosen: string | null, q: string}} props */
export function ConversationList({ list, chosen, q }) {
  const { store } = useDesk();
  const state = store.conversations.value;
  const standing = state.lists[list];
  const shown = inList(state, list, store.me);
  const title = LABELS[list];
  return html`<section class="pane list-pane" aria-label=${title}>
    <header class="head list-head">
      <a class="icon-btn to-views" href="#/views" aria-label="Views"><${Icon} name="menu" /></a>
      <h2 class="list-title">${title}</h2>
      <${SearchBox} list=${list} q=${q} />
    </header>
    <${Body} list=${list} standing=${standing} shown=${shown} chosen=${chosen} q=${q} />
  </section>`;
}

/**
 * @param {{list: ListName, standing: import("../state/conversations.js").List | undefined,
 *   shown: import("../types.js").Conversation[], chosen: string | null, q: string}} props
 */
function Body({ list, standing, shown, chosen, q }) {
  const { listing, store } = useDesk();
  if (shown.length === 0) {
    if (standing?.phase === "failed") return html`<${Trouble} why=${standing.trouble ?? ""} onRetry=${() => void listing.load(list)} />`;
    if (!standing || standing.phase === "loading") return html`<${Skeleton} kind="list" rows=${7} />`;
    const { icon, title, more } = NOTHING[list];
    return html`<${Empty} icon=${icon} title=${title}>${more}<//>`;
  }
  const channels = new Set([...store.conversations.value.byId.values()].map((c) => c.channel.id));
  return html`<ul class="list">
    ${shown.map(
      (c) => html`<${ConversationRow} key=${c.id} conversation=${c} list=${list} q=${q} current=${c.id === chosen} withChannel=${channels.size > 1} />`,
    )}
    <${Rest} list=${list} standing=${standing} />
  </ul>`;
}

/** @param {{list: ListName, standing: import("../state/conversations.js").List | undefined}} props */
function Rest({ list, standing }) {
  const { listing } = useDesk();
  const mark = useRef(/** @type {HTMLLIElement | null} */ (null));
  const next = standing?.next ?? null;
  useEffect(() => {
    if (!mark.current || next === null || standing?.phase !== "ready") return;
    const observer = new IntersectionObserver((seen) => seen.some((s) => s.isIntersecting) && void listing.further(list));
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, [list, next, standing?.phase]);
  if (standing?.phase === "failed") {
    return html`<li class="top" role="alert">${standing.trouble} <button type="button" class="link" onClick=${() => void listing.load(list)}>Try again</button></li>`;
  }
  if (next === null) return null;
  return html`<li class="top" ref=${mark}>${standing?.phase === "loading" ? html`<span class="spinner"></span>Loading more…` : html`<button type="button" class="link" onClick=${() => void listing.further(list)}>More</button>`}</li>`;
}
