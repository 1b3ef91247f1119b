/*
 * The thread: scrolls, keeps its place when something comes or goes above, fetches what is older when one scrolls up.
 * It is a log, but not a live one: what is said aloud is chosen in spoken.js.
 */
import { Component } from "preact";
import { html } from "../../shared/html.js";
import { WORDS } from "../words.js";
import { Intro } from "./intro.js";
import { Message } from "./message.js";
import { PendingMessage } from "./pending.js";
import { Typing } from "./typing.js";

/** This near to the end counts as at the end. */
const END_PX = 48;
/** Older messages are fetched this long before one reaches them. */
const TOP_PX = 240;

/**
 * @typedef {import("../rows.js").Row} Row
 * @typedef {{end: boolean, key: string|null, top: number, focused: boolean}} Place  `key`, `top`: the first row in sight
 *
 * @typedef {object} Props
 * @property {import("preact").RefObject<HTMLElement>} scroller
 * @property {readonly Row[]} rows
 * @property {import("../../shared/timeline.js").Timeline} timeline
 * @property {import("../conversation.js").View["history"]} history
 * @property {string|null} typing
 * @property {boolean} online
 * @property {boolean} loading  nothing has come yet
 * @property {boolean} shown  the panel can be seen
 * @property {import("./pending.js").Acts & {older: () => void, atEnd: (on: boolean) => void}} acts
 */

/** @extends {Component<Props>} */
export class Log extends Component {
  #end = true;
  #top = 0;
  #resized = new ResizeObserver(() => this.#isAtEnd() && this.toEnd());

  /** @override */
  componentDidMount() {
    if (this.#box) this.#resized.observe(this.#box);
    this.toEnd();
  }

  /** @override */
  componentWillUnmount() {
    this.#resized.disconnect();
  }

  /** @override @returns {Place} */
  getSnapshotBeforeUpdate() {
    const box = /** @type {HTMLElement} */ (this.#box);
    const focused = box.contains(document.activeElement) && document.activeElement !== box;
    const first = [...box.querySelectorAll("[data-key]")].find((row) => row.getBoundingClientRect().bottom > box.getBoundingClientRect().top);
    const key = first?.getAttribute("data-key") ?? null;
    return { end: this.#isAtEnd(), key, top: first?.getBoundingClientRect().top ?? 0, focused };
  }

  /** @override @param {Props} before @param {object} _ @param {Place} place */
  componentDidUpdate(before, _, place) {
    const box = /** @type {HTMLElement} */ (this.#box);
    const { rows, shown, loading } = this.props;
    const last = rows.at(-1);
    const wrote = last?.kind === "pending" && last.key !== before.rows.at(-1)?.key;
    const mark = (shown && !before.shown) || (loading !== before.loading) ? box.querySelector(".new") : null;
    if (mark) box.scrollTop += mark.getBoundingClientRect().top - box.getBoundingClientRect().top - 12;
    else if (place.end || wrote) this.toEnd();
    else this.#keepPlace(place);
    if (place.focused && document.activeElement === document.body) box.focus({ preventScroll: true });
    this.#look();
  }

  get #box() {
    return this.props.scroller.current;
  }

  toEnd() {
    if (this.#box) this.#box.scrollTop = this.#box.scrollHeight;
    this.#look();
  }

  /** @param {Place} place */
  #keepPlace({ key, top }) {
    const box = /** @type {HTMLElement} */ (this.#box);
    const row = [...box.querySelectorAll("[data-key]")].find((one) => one.getAttribute("data-key") === key);
    if (row) box.scrollTop += row.getBoundingClientRect().top - top;
  }

  /** The browser tells of scrolling only with its next frame; whoever has scrolled since the last look has left the end. */
  #isAtEnd() {
    const box = this.#box;
    return box && box.scrollTop !== this.#top ? isAtEnd(box) : this.#end;
  }

  #look() {
    const box = this.#box;
    if (!box) return;
    const { acts, timeline, history, loading } = this.props;
    const end = isAtEnd(box);
    this.#top = box.scrollTop;
    if (end !== this.#end) acts.atEnd((this.#end = end));
    if (box.scrollTop < TOP_PX && timeline.floor > 0 && history === "idle" && !loading) acts.older();
  }

  /** @override */
  render() {
    const { rows, timeline, history, typing, online, loading, acts } = this.props;
    return html`
      <div class="log" role="log" aria-live="off" aria-label="Messages" tabindex="0" ref=${this.props.scroller} onScroll=${() => this.#look()}>
        ${loading ? html`<${Skeleton} />` : timeline.floor === 0 && html`<${Intro} online=${online} alone=${rows.length === 0} />`}
        ${history === "loading" && html`<p class="older" aria-hidden="true"><i></i></p>`}
        ${history === "failed" && html`<p class="older">${WORDS.olderFailed} <button type="button" onClick=${acts.older}>Try again</button></p>`}
        ${rows.map((row) => html`<div class="row" key=${row.key} data-key=${row.key}>${this.#row(row)}</div>`)}
        ${typing !== null && html`<${Typing} name=${typing} />`}
      </div>
    `;
  }

  /** @param {Row} row */
  #row(row) {
    switch (row.kind) {
      case "day":
        return html`<h2 class="day">${row.label}</h2>`;
      case "new":
        return html`<p class="new"><span>${WORDS.fresh}</span></p>`;
      case "message": {
        const id = row.message.reply_to?.id;
        const quoted = this.props.rows.find((one) => one.kind === "message" && one.message.id === id);
        return html`<${Message} row=${row} quoted=${quoted?.kind === "message" ? quoted.message : null} />`;
      }
      case "pending":
        return html`<${PendingMessage} row=${row} acts=${this.props.acts} />`;
    }
  }
}

/** @param {HTMLElement} box */
function isAtEnd(box) {
  return box.scrollHeight - box.scrollTop - box.clientHeight < END_PX;
}

const Skeleton = () => html`<div class="skeleton" aria-hidden="true"><i></i><i></i><i></i></div>`;
