/*
 * The one binding of htm to Preact: `html` turns a tagged template into virtual nodes. Text in it becomes text nodes.
 * htm would keep the nodes of unchanging parts for good, and each of them knows its parents, down to the messages that were
 * drawn with it first: so it is told not to (3, says its documentation, is for "do not cache").
 */
import htm from "htm";
import { h } from "preact";

/**
 * @this {number[]}
 * @param {any} type @param {any} props @param {any[]} children
 */
function node(type, props, ...children) {
  this[0] = 3;
  return h(type, props, ...children);
}

export const html = htm.bind(node);
