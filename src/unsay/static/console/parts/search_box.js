/* Searching conversations and people. The address holds the question, so going back leads back to it. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { html } from "../../shared/html.js";
import { format } from "../state/route.js";
import { Icon } from "./icon.js";

const ASK_AFTER_MS = 300;

/** @param {{list: import("../state/conversations.js").ListName, q: string}} props */
export function SearchBox({ list, q }) {
  const [typed, setTyped] = useState(q);
  const box = useRef(/** @type {HTMLInputElement | null} */ (null));
  const origin = useRef(list === "search" ? "all" : list);
  if (list !== "search") origin.current = list;
  useEffect(() => setTyped(q), [q]);
  useEffect(() => {
    if (typed === q) return;
    const timer = setTimeout(() => go(typed), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  // At once: whoever sees the box may press its key.
  useLayoutEffect(() => {
    const slash = (/** @type {KeyboardEvent} */ event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog")) return;
      event.preventDefault();
      box.current?.focus();
    };
    addEventListener("keydown", slash);
    return () => removeEventListener("keydown", slash);
  }, []);

  const go = (/** @type {string} */ text) => {
    const asked = text.trim() !== "";
    location.hash = format({ pane: "list", list: asked ? "search" : origin.current, conversation: null, q: asked ? text : "" });
  };
  return html`<form class="search" role="search" onSubmit=${(/** @type {Event} */ event) => (event.preventDefault(), go(typed))}>
    <${Icon} name="search" size=${16} />
    <input ref=${box} type="search" value=${typed} placeholder="Search conversations" aria-label="Search conversations and people"
      aria-keyshortcuts="/" maxlength="200" onInput=${(/** @type {Event} */ event) => setTyped(/** @type {HTMLInputElement} */ (event.target).value)} />
    <kbd aria-hidden="true">/</kbd>
  </form>`;
}
