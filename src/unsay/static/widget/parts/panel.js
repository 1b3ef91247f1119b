/* The whole panel, from one view of the conversation and what is known of the window. Draws; decides nothing. */
import { Component, createRef } from "preact";
import { html } from "../../shared/html.js";
import { shownMessages } from "../../shared/timeline.js";
import { threadRows } from "../rows.js";
import { unreadCount } from "../thread.js";
import { WORDS } from "../words.js";
import { Banner } from "./banner.js";
import { Composer } from "./composer.js";
import { Header } from "./header.js";
import { Jump } from "./jump.js";
import { Log } from "./log.js";

/**
 * @typedef {object} Acts
 * @property {(text: string) => void} send
 * @property {(hasText: boolean) => void} wrote
 * @property {(client_ref: string) => void} again
 * @property {(client_ref: string) => void} drop
 * @property {() => void} older
 * @property {(on: boolean) => void} atEnd
 * @property {(() => void)|null} close  null: there is nothing to close it into
 *
 * @typedef {object} Props
 * @property {import("../conversation.js").View} view
 * @property {import("preact").RefObject<HTMLTextAreaElement>} area  where one writes
 * @property {boolean} shown  the panel is open, and its page can be seen
 * @property {boolean} end  the end of the thread is in sight
 * @property {boolean} offline
 * @property {number|null} newAfter  the mark of what is new stands after this seq
 * @property {Acts} acts
 */

/** @extends {Component<Props>} */
export class Panel extends Component {
  // Preact hands no component to a `ref`, only elements: they go down by names of their own.
  #scroller = /** @type {import("preact").RefObject<HTMLElement>} */ (createRef());

  /** @override */
  render() {
    const { view, area, shown, end, offline, newAfter, acts } = this.props;
    const { thread, link, channelName } = view;
    if (link === "gone") return html`<main class="panel"><${Header} name="" online=${null} onClose=${acts.close} /><p class="gone">${WORDS.gone}</p></main>`;
    const loading = view.concealed || (thread.timeline.era === 0 && link !== "live");
    const rows = view.concealed ? [] : threadRows(shownMessages(thread.timeline), thread.outbox, { nowMs: Date.now(), newAfter });
    return html`
      <main class="panel" aria-label="Chat">
        <${Header} name=${channelName} online=${link === "live" ? thread.online : null} onClose=${acts.close} />
        <div class="stage">
          ${(link === "lost" || offline) && html`<${Banner} offline=${offline} />`}
          <${Log}
            scroller=${this.#scroller} rows=${rows} timeline=${thread.timeline} history=${view.history}
            typing=${view.concealed ? null : thread.typing} online=${thread.online} loading=${loading} shown=${shown} acts=${acts}
          />
          ${!end && !loading && html`<${Jump} unread=${unreadCount(thread)} onJump=${this.#jump} />`}
        </div>
        <${Composer} area=${area} acts=${acts} />
        <p class="by">Chat by Unsay</p>
        <div class="spoken" aria-live="polite">${thread.spoken.map((line) => html`<p key=${line.key}>${line.text}</p>`)}</div>
      </main>
    `;
  }

  #jump = () => {
    const scroller = /** @type {HTMLElement} */ (this.#scroller.current);
    scroller.scrollTop = scroller.scrollHeight;
    scroller.focus({ preventScroll: true });
  };
}
