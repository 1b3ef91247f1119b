/* The three dots: somebody at the desk is writing. Not part of what is said aloud, it comes and goes too often. */
import { html } from "../../shared/html.js";
import { isTyping } from "../words.js";
import { Face } from "./face.js";

/** @param {{name: string}} props */
export const Typing = ({ name }) => html`
  <div class="line theirs opens closes typing">
    <${Face} name=${name} kind="person" />
    <div class="bubble dots" role="img" aria-label=${isTyping(name)}><i></i><i></i><i></i></div>
  </div>
`;
