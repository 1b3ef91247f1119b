/* The button back to the end of the thread, for those who have scrolled up; says how much is new there. */
import { html } from "../../shared/html.js";
import { WORDS, newMessages } from "../words.js";
import { Icon } from "./icon.js";

/** @param {{unread: number, onJump: () => void}} props */
export const Jump = ({ unread, onJump }) => html`
  <button type="button" class=${unread > 0 ? "jump fresh" : "jump"} aria-label=${unread > 0 ? undefined : WORDS.jump} onClick=${onJump}>
    ${unread > 0 && newMessages(unread)}<${Icon} name="down" />
  </button>
`;
