/* The line under the header that says that the connection is gone. It floats, so that nothing moves when it comes. */
import { html } from "../../shared/html.js";
import { WORDS } from "../words.js";
import { Icon } from "./icon.js";

/** @param {{offline: boolean}} props  `offline`: the browser itself says that there is no network */
export const Banner = ({ offline }) => html`
  <p class="banner" role="status"><${Icon} name="offline" />${offline ? WORDS.offline : WORDS.reconnecting}</p>
`;
