/* Where a menu goes: below what it belongs to, aligned at the end of the line, above if there is more room, never outside. */

const GAP_PX = 6;
const MARGIN_PX = 8;

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
  const below = at.bottom + GAP_PX;
  const fitsBelow = below + size.height + MARGIN_PX <= height;
  const top = fitsBelow || at.top < height - at.bottom ? below : at.top - GAP_PX - size.height;
  const rtl = getComputedStyle(anchor).direction === "rtl";
  const left = rtl ? at.left : at.right - size.width;
  style.insetBlockStart = `${clamp(top, height - size.height - MARGIN_PX)}px`;
  style.left = `${clamp(left, width - size.width - MARGIN_PX)}px`;
}

/** @param {number} wanted @param {number} most */
function clamp(wanted, most) {
  return Math.round(Math.max(MARGIN_PX, Math.min(wanted, most)));
}
