/*
 * The conversation on screen: its head, its messages, the composer. Which of these there are depends on what could be
 * loaded.
 */

import { html } from "../../shared/html.js";
import { format } from "../state/route.js";
import { useDesk } from "./desk_context.js";
import { Composer } from "./composer.js";
import { Log } from "./log.js";
import { Empty, Skeleton, Trouble } from "./states.js";
import { ThreadHead } from "./thread_head.js";

/** @param {{id: string}} props */
export function Thread({ id }) {
  const { store, watching, listing } = useDesk();
  const conversation = store.conversations.value.byId.get(id) ?? null;
  const timeline = store.timelines.value.get(id);
  const missing = store.missing.value.get(id);
  if (!conversation && missing) {
    return html`<section class="pane thread-pane alone" aria-label="Conversation">
      <${ThreadHead} conversation=${null} />
      <${Trouble} what="This conversation can’t be shown." why=${missing} onRetry=${() => void listing.one(id)} />
    </section>`;
  }
  return html`<section class="pane thread-pane" aria-label="Conversation">
    <${ThreadHead} conversation=${conversation} />
    ${!timeline || timeline.phase === "loading"
      ? html`<div class="log-place"><${Skeleton} kind="thread" rows=${5} /></div>`
      : timeline.phase === "failed"
        ? html`<div class="log-place"><${Trouble} why=${timeline.trouble ?? ""} onRetry=${() => void watching.retry(id)} /></div>`
        : html`<${Log} key=${id} id=${id} timeline=${timeline} conversation=${conversation} />`}
    <${Composer} key=${`composer ${id}`} id=${id} conversation=${conversation} />
  </section>`;
}

/** Beside the list, while no conversation is chosen. */
export function NoThread() {
  const { store } = useDesk();
  const { byId, lists } = store.conversations.value;
  const session = store.session.value;
  const unused = lists.all?.phase === "ready" && byId.size === 0;
  const admin = session.phase === "in" && session.agent.role === "admin";
  return html`<section class="pane thread-pane alone" aria-label="Conversation">
    ${unused && admin
      ? html`<${Empty} icon="channels" title="Waiting for the first visitor">
          Put the chat widget into your website’s pages; whoever writes there appears here at once.
          <a class="btn main" href=${format({ pane: "settings", page: "channels" })}>Set up a website</a>
        <//>`
      : html`<${Empty} icon="all" title="No conversation chosen">Choose one from the list to read and answer it.<//>`}
  </section>`;
}
