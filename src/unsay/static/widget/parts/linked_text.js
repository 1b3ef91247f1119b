/* A message's text: text nodes and safe links, nothing else. */
import { html } from "../../shared/html.js";
import { linkify } from "../../shared/links.js";

/** @param {{text: string}} props */
export const LinkedText = ({ text }) =>
  linkify(text).map((piece) =>
    piece.href === undefined
      ? piece.text
      : html`<a href=${piece.href} target="_blank" rel="noopener noreferrer nofollow">${piece.text}</a>`,
  );
