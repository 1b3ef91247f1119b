/*
 * Where a menu goes: below what it belongs to, aligned at the end of the line, above if there is more room, never outside.
 * A short message stays readable while one decides about it.
 */

const GAP_PX = 6;
const MARGIN_PX = 8;
const SHORT_PX = 96;

/**
 * @param {HTMLElement} box  positioned by this; a sheet (phone) is left to the stylesheet
 * @param {HTMLElement} anchor
 */
export function place(box, anchor) {
  const { style } = box;
  if (matchMedia("(max-width: 40rem)").matches) {
    style.removeProperty("inset-block-start");
    style.removeProperty("left");
    return;
  }
  const at = anchor.getBoundingClientRect();
  const size = box.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const height = document.documentElement.clientHeight;
  const below = lowerEdge(anchor) + GAP_PX;
  const fitsBelow = below + size.height + MARGIN_PX <= height;
  const top = fitsBelow || at.top < height - at.bottom ? below : at.top - GAP_PX - size.height;
  const rtl = getComputedStyle(anchor).direction === "rtl";
  const left = rtl ? at.left : at.right - size.width;
  style.insetBlockStart = `${clamp(top, height - size.height - MARGIN_PX)}px`;
  style.left = `${clamp(left, width - size.width - MARGIN_PX)}px`;
}

/** @param {HTMLElement} anchor */
function lowerEdge(anchor) {
  const { bottom } = anchor.getBoundingClientRect();
  const bubble = anchor.closest(".bubble")?.getBoundingClientRect();
  return bubble && bubble.bottom - bottom <= SHORT_PX ? Math.max(bottom, bubble.bottom) : bottom;
}

/** @param {number} wanted @param {number} most */
function clamp(wanted, most) {
  return Math.round(Math.max(MARGIN_PX, Math.min(wanted, most)));
}
