/* One of the visitor's own messages on its way: what has become of it, and what can be done if it was not sent. */
import { Component } from "preact";
import { html } from "../../shared/html.js";
import { WORDS, mayTryAgain, whyNotSent } from "../words.js";
import { Icon } from "./icon.js";
import { LinkedText } from "./linked_text.js";

/**
 * @typedef {import("../../shared/outbox.js").Pending} One
 * @typedef {{again: (client_ref: string) => void, drop: (client_ref: string) => void}} Acts
 */

/** @param {{row: import("../rows.js").PendingRow, acts: Acts}} props */
export const PendingMessage = ({ row: { pending, opens, closes }, acts }) => html`
  <div class=${`line mine pending ${pending.state}${opens ? " opens" : ""}${closes ? " closes" : ""}`}>
    <div class="bubble">
      <span class="spoken">You: </span>
      <p class="text" dir="auto"><${LinkedText} text=${pending.text} /></p>
    </div>
    ${pending.state === "failed" ? html`<${Failed} pending=${pending} acts=${acts} />` : closes && html`<${OnItsWay} state=${pending.state} />`}
  </div>
`;

/** @param {{state: One["state"]}} props */
const OnItsWay = ({ state }) => html`
  <p class="meta">
    ${state === "waiting" && html`<${Icon} name="clock" />${WORDS.waiting}`}${state === "sending" && html`<span class="late">${WORDS.sending}</span>`}
    ${state === "sent" && WORDS.sent}
  </p>
`;

/** @extends {Component<{pending: One, acts: Acts}, {waitS: number}>} */
class Failed extends Component {
  /** @override */
  state = { waitS: this.props.pending.retry_after_s ?? 0 };
  /** @type {ReturnType<typeof setInterval>|undefined} */
  #clock;

  /** @override */
  componentDidMount() {
    if (this.state.waitS <= 0) return;
    this.#clock = setInterval(() => {
      const waitS = this.state.waitS - 1;
      if (waitS <= 0) clearInterval(this.#clock);
      this.setState({ waitS });
    }, 1000);
  }

  /** @override */
  componentWillUnmount() {
    clearInterval(this.#clock);
  }

  /** @override */
  render() {
    const { pending, acts } = this.props;
    const { waitS } = this.state;
    return html`
      <div class="failure">
        <p><${Icon} name="alert" />${whyNotSent(pending.code)}</p>
        ${mayTryAgain(pending.code) &&
        html`<button type="button" disabled=${waitS > 0} onClick=${() => acts.again(pending.client_ref)}>
          ${waitS > 0 ? `Try again in ${Math.ceil(waitS)} s` : "Try again"}
        </button>`}
        <button type="button" onClick=${() => acts.drop(pending.client_ref)}>Delete</button>
      </div>
    `;
  }
}
