/* What stands at the very beginning of a thread, and alone while it is empty. */
import { html } from "../../shared/html.js";
import { WORDS } from "../words.js";

/** @param {{online: boolean, alone: boolean}} props */
export const Intro = ({ online, alone }) => html`
  <div class=${alone ? "intro alone" : "intro"}>
    <svg class="wave" viewBox="0 0 48 48" aria-hidden="true">
      <path d="M8 23a15 15 0 0 1 15-15h3a15 15 0 0 1 0 30H10.5l2-4.8A15 15 0 0 1 8 23Z" /><path d="M18.5 23v.01M24.5 23v.01M30.5 23v.01" />
    </svg>
    <h2>${WORDS.greeting}</h2>
    ${alone && !online && html`<p>${WORDS.greetingAway}</p>`}
  </div>
`;
