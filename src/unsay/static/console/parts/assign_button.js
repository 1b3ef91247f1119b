/* Whose conversation it is: taking it, giving it to a colleague, letting it go. */

import { useRef, useState } from "preact/hooks";
import { html } from "../../shared/html.js";
import { useDesk } from "./desk_context.js";
import { Face } from "./face.js";
import { Icon } from "./icon.js";
import { Menu } from "./menu.js";

/** @param {{conversation: import("../types.js").Conversation}} props */
export function AssignButton({ conversation }) {
  const { store, assigning } = useDesk();
  const [open, setOpen] = useState(false);
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const { id, assignee } = conversation;
  const busy = store.asking.value.has(`${id} assignee`);
  if (!assignee) {
    return html`<span class="split">
      <button type="button" class="btn main" aria-disabled=${busy ? "true" : undefined} onClick=${() => void assigning.assign(id, store.me)}>Take</button>
      <button type="button" class="btn main" ref=${button} aria-label="Assign to…" aria-haspopup="menu" aria-expanded=${String(open)}
        onClick=${() => setOpen(!open)}><${Icon} name="expand" size=${16} /></button>
      ${open ? html`<${People} conversation=${conversation} anchor=${button.current} onClose=${() => setOpen(false)} />` : null}
    </span>`;
  }
  const name = assignee.id === store.me ? "You" : assignee.name;
  return html`<button type="button" class="btn" ref=${button} aria-haspopup="menu"
      aria-expanded=${String(open)} aria-disabled=${busy ? "true" : undefined} onClick=${() => setOpen(!open)}>
      <${Face} small id=${assignee.id} name=${assignee.name} /><span class="spoken">Assigned to </span><span class="word">${name}</span><span class="spoken">. Assign to…</span><${Icon} name="expand" size=${16} />
    </button>
    ${open ? html`<${People} conversation=${conversation} anchor=${button.current} onClose=${() => setOpen(false)} />` : null}`;
}

/** @param {{conversation: import("../types.js").Conversation, anchor: HTMLElement | null, onClose: () => void}} props */
function People({ conversation, anchor, onClose }) {
  const { store, assigning } = useDesk();
  if (!anchor) return null;
  const { id, assignee } = conversation;
  const here = new Set(store.company.value.agents);
  const colleagues = store.team.value.filter((c) => c.active || c.id === assignee?.id);
  const mineFirst = [...colleagues].sort((a, b) => Number(b.id === store.me) - Number(a.id === store.me) || a.name.localeCompare(b.name));
  /** @type {import("./menu.js").Entry[]} */
  const entries = mineFirst.map((c) => ({
    key: c.id,
    label: c.id === store.me ? `${c.name} (you)` : c.name,
    icon: html`<${Face} small id=${c.id} name=${c.name} online=${here.has(c.id)} />`,
    detail: here.has(c.id) ? "here now" : null,
    radio: true,
    checked: c.id === assignee?.id,
    onSelect: () => c.id !== assignee?.id && void assigning.assign(id, c.id),
  }));
  if (assignee) {
    entries.push({ key: "line", separator: true }, {
      key: "nobody", label: "Nobody", icon: "unassigned", detail: "unassign", onSelect: () => void assigning.assign(id, null),
    });
  }
  return html`<${Menu} label="Assign to" anchor=${anchor} entries=${entries} onClose=${onClose} />`;
}
