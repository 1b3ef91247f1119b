/*
 * Finds links in plain text. The answer is a list of pieces to be made into text nodes and anchors by whoever draws;
 * no markup is made here. Only http, https and mailto come out, whatever the text says.
 * Not linked although it looks like an address: one with a user name in it (https://bank.example@evil.example), and
 * anything past an invisible or direction-changing character, by which a link can be made to look like another.
 */

/** @typedef {{text: string, href?: string}} Piece */

const INVISIBLE = "\\u0000-\\u0020\\u007f-\\u00a0\\u00ad\\u061c\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff\\ufff0-\\uffff";
const PLAIN = `[^${INVISIBLE}<>"'\`{}|\\\\^，。、！？；：（）「」『』【】《》]`;
const CANDIDATE = new RegExp(
  `(?<![\\p{L}\\p{N}_])(?:(?:https?://|www\\.)${PLAIN}+|mailto:${PLAIN}+|[\\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\\.[a-z0-9-]{1,63}){1,8})`,
  "giu",
);
const SAFE_SCHEMES = new Set(["http:", "https:", "mailto:"]);
const CLOSERS = new Map([[")", "("], ["]", "["]]);

/**
 * @param {string} text
 * @returns {Piece[]} in order; joined, their `text` is exactly the given one
 */
export function linkify(text) {
  /** @type {Piece[]} */
  const pieces = [];
  let from = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const shown = withoutTail(match[0]);
    const href = safeHref(shown);
    if (href === null) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: shown, href });
    from = match.index + shown.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  forgetText();
  return pieces;
}

/** Engines keep the text of the last match (`RegExp.input`) until the next: it may be recalled before that. */
function forgetText() {
  /^/u.test("");
}

/**
 * @param {string} shown
 * @returns {string|null}
 */
function safeHref(shown) {
  const address = /^(?:https?:|mailto:)/iu.test(shown) ? shown : /^www\./iu.test(shown) ? `https://${shown}` : `mailto:${shown}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !SAFE_SCHEMES.has(url.protocol) || url.username !== "" || url.password !== "") return null;
  return url.href;
}

/**
 * A sentence's full stop or bracket after a link is not part of it, unless the bracket was opened inside.
 * @param {string} match
 */
function withoutTail(match) {
  const open = new Map([...CLOSERS].map(([closer, opener]) => [closer, count(match, closer) - count(match, opener)]));
  let end = match.length;
  for (; end > 0; end -= 1) {
    const last = match.charAt(end - 1);
    const surplus = open.get(last);
    if (surplus === undefined ? !/[.,;:!?…*_~]/u.test(last) : surplus <= 0) break;
    if (surplus !== undefined) open.set(last, surplus - 1);
  }
  return match.slice(0, end);
}

/**
 * @param {string} text
 * @param {string} character
 */
function count(text, character) {
  return text.split(character).length - 1;
}
