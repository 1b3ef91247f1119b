/* Who sits at this console, and what they can do with their own sign-in. */

import { useRef, useState } from "preact/hooks";
import { html } from "../../shared/html.js";
import { asProblem } from "../desk/problem.js";
import { useDesk } from "./desk_context.js";
import { Face } from "./face.js";
import { Icon } from "./icon.js";
import { Menu } from "./menu.js";
import { PasswordDialog } from "./password_dialog.js";

/** @param {{agent: import("../types.js").Agent}} props */
export function Me({ agent }) {
  const { store, signingIn } = useDesk();
  const [open, setOpen] = useState(false);
  const [changing, setChanging] = useState(false);
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const { live, tried } = store.link.value;
  const standing = live ? "Live" : tried ? "Reconnecting…" : "Connecting…";
  const leave = async () => {
    try {
      await signingIn.signOut();
    } catch (cause) {
      store.notifyProblem(asProblem(cause));
    }
  };
  const anchor = button.current;
  return html`<div class="me">
    <button type="button" class="me-button" ref=${button} aria-haspopup="menu" aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>
      <${Face} id=${agent.id} name=${agent.name} online=${live} />
      <span class="me-words"><b>${agent.name}</b><small>${standing}</small></span>
      <${Icon} name="expand" size=${16} />
    </button>
    ${open && anchor
      ? html`<${Menu} label=${agent.name} anchor=${anchor} onClose=${() => setOpen(false)} entries=${[
          { key: "who", heading: `${agent.email} · ${agent.role}` },
          { key: "password", label: "Change password…", icon: "key", onSelect: () => setChanging(true) },
          { key: "leave", label: "Sign out", icon: "leave", onSelect: () => void leave() },
        ]} />`
      : null}
    ${changing ? html`<${PasswordDialog} returnTo=${anchor} onClose=${() => setChanging(false)} />` : null}
  </div>`;
}
