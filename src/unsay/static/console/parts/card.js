/* The page in the middle of nothing: one card with the mark, a title and what is to be done. */

import { html } from "../../shared/html.js";
import { Brand } from "./brand.js";

/** @param {{title: string, children?: any}} props */
export function Card({ title, children }) {
  return html`<main class="card-page"><div class="card">
    <${Brand} />
    <h1>${title}</h1>
    ${children}
  </div></main>`;
}
