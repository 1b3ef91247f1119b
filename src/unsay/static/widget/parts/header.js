/* The band at the top: whose chat this is, whether somebody is there, and the way out. */
import { html } from "../../shared/html.js";
import { WORDS } from "../words.js";
import { Face } from "./face.js";
import { Icon } from "./icon.js";

/** @param {{name: string, online: boolean|null, onClose: (() => void)|null}} props  `online` null: not known yet */
export const Header = ({ name, online, onClose }) => html`
  <header class="head">
    ${name !== "" && html`<${Face} name=${name} kind="channel" />`}
    <div class="who">
      <h1>${name}</h1>
      ${online !== null &&
      html`<p class=${online ? "presence online" : "presence"}>${online ? WORDS.online : WORDS.away}</p>`}
    </div>
    ${onClose !== null && html`<button type="button" class="round" aria-label="Close chat" onClick=${onClose}><${Icon} name="close" /></button>`}
  </header>
`;
