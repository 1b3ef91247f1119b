/* A message's text: text nodes and safe links, nothing else. An address may break after a slash rather than anywhere. */
import { html } from "../../shared/html.js";
import { linkify } from "../../shared/links.js";

/** @param {{text: string}} props */
export const LinkedText = ({ text }) =>
  linkify(text).map((piece) =>
    piece.href === undefined
      ? piece.text
      : html`<a href=${piece.href} target="_blank" rel="noopener noreferrer nofollow">${breakable(piece.text)}</a>`,
  );

/** @param {string} address */
const breakable = (address) =>
  address.split("/").map((part, place, parts) => {
    const next = parts[place + 1];
    if (next === undefined) return part;
    return part === "" || next === "" ? `${part}/` : html`${part}/<wbr />`;
  });
