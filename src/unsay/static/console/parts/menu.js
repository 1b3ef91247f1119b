/*
 * A menu, as assistive technology knows it: opens at what it belongs to, arrows move in it, Esc and Tab close it, the
 * focus goes back. Items that can't be chosen stay visible and reachable, and say why. On a phone it is a sheet.
 */

/**
 * @typedef {{key: string, label: any, icon?: import("./icon.js").IconName | any, detail?: any, why?: string | null,
 *   disabled?: boolean, checked?: boolean, radio?: boolean, chip?: boolean, keepOpen?: boolean, tone?: "recall",
 *   onSelect?: () => void}} Item
 * @typedef {Item | {key: string, separator: true} | {key: string, heading: string}} Entry
 */

import { useLayoutEffect, useRef } from "preact/hooks";
import { html } from "../../shared/html.js";
import { place } from "./place.js";
import { Icon } from "./icon.js";

/** @param {{label: string, anchor: HTMLElement, entries: Entry[], onClose: () => void}} props */
export function Menu({ label, anchor, entries, onClose }) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  useLayoutEffect(() => place(/** @type {HTMLElement} */ (box.current), anchor));
  // At once, not after the next painting: a key pressed right behind the click is the menu's already.
  useLayoutEffect(() => {
    const menu = /** @type {HTMLElement} */ (box.current);
    itemsOf(menu)[0]?.focus();
    const settle = () => (anchor.isConnected ? place(menu, anchor) : onClose());
    const outside = (/** @type {Event} */ event) => {
      const target = /** @type {Node} */ (event.target);
      if (!menu.contains(target) && !anchor.contains(target)) onClose();
    };
    document.addEventListener("pointerdown", outside, true);
    addEventListener("resize", settle);
    addEventListener("scroll", settle, true);
    return () => {
      document.removeEventListener("pointerdown", outside, true);
      removeEventListener("resize", settle);
      removeEventListener("scroll", settle, true);
      // Whoever chose something may have moved the focus on purpose; only a lost focus goes back.
      if (document.activeElement === document.body || menu.contains(document.activeElement)) anchor.focus();
    };
  }, [anchor]);

  const keys = (/** @type {KeyboardEvent} */ event) => {
    const items = itemsOf(/** @type {HTMLElement} */ (box.current));
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) items.at(to % items.length)?.focus();
    else if (event.key === "Escape" || event.key === "Tab") onClose();
    else return;
    // Tab goes on from where the menu was opened, once the focus is back there.
    if (event.key !== "Tab") event.preventDefault();
    else anchor.focus();
    event.stopPropagation();
  };
  return html`<div class="menu-ground">
    <div class="menu" role="menu" aria-label=${label} ref=${box} onKeyDown=${keys}>
      ${entries.map((entry) => drawn(entry, onClose))}
    </div>
  </div>`;
}

/** @param {Entry} entry @param {() => void} onClose */
function drawn(entry, onClose) {
  if ("separator" in entry) return html`<div class="menu-line" role="separator" key=${entry.key}></div>`;
  if ("heading" in entry) return html`<div class="menu-heading" role="presentation" key=${entry.key}>${entry.heading}</div>`;
  return html`<${MenuItem} key=${entry.key} item=${entry} onClose=${onClose} />`;
}

/** @param {{item: Item, onClose: () => void}} props */
function MenuItem({ item, onClose }) {
  const choose = () => {
    if (item.disabled) return;
    item.onSelect?.();
    if (!item.keepOpen) onClose();
  };
  const whyId = item.why ? `menu-why-${item.key}` : undefined;
  return html`<button type="button" class=${`menu-item ${item.tone ?? ""} ${item.chip ? "chip-choice" : ""}`}
    role=${item.radio ? "menuitemradio" : "menuitem"} aria-checked=${item.radio ? String(Boolean(item.checked)) : undefined}
    aria-disabled=${item.disabled ? "true" : undefined} aria-describedby=${whyId} tabindex=${-1} onClick=${choose}>
    ${item.chip ? null : html`<span class="menu-icon">${typeof item.icon === "string" ? html`<${Icon} name=${item.icon} size=${18} />` : item.icon}</span>`}
    <span class="menu-label">${item.label}</span>
    ${item.chip || !(item.detail || item.checked)
      ? null
      : html`<span class="menu-detail">${item.detail}${item.checked ? html`<${Icon} name="check" size=${16} />` : null}</span>`}
    ${item.why ? html`<span class="menu-why" id=${whyId}>${item.why}</span>` : null}
  </button>`;
}

/** @param {HTMLElement} menu @returns {HTMLElement[]} */
function itemsOf(menu) {
  return [...menu.querySelectorAll(/** @type {"button"} */ ("[role^=menuitem]"))];
}
