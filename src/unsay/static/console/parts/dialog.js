/*
 * A dialog over the page, the browser's own: it keeps the focus inside and gives it back to what had it, or to
 * `returnTo` where that is gone by then, as a menu's item is.
 */

import { useLayoutEffect, useRef } from "preact/hooks";
import { html } from "../../shared/html.js";
import { Icon } from "./icon.js";

/** @param {{title: string, onClose: () => void, returnTo?: HTMLElement | null, children?: any}} props */
export function Dialog({ title, onClose, returnTo = null, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useLayoutEffect(() => {
    const it = dialog.current;
    it?.showModal();
    return () => {
      it?.close();
      if (document.activeElement === document.body) returnTo?.focus();
    };
  }, []);
  return html`<dialog class="dialog" ref=${dialog} aria-labelledby="dialog-title" onClose=${onClose}>
    <header>
      <h2 id="dialog-title">${title}</h2>
      <button type="button" class="icon-btn" aria-label="Close" onClick=${onClose}><${Icon} name="close" /></button>
    </header>
    ${children}
  </dialog>`;
}
