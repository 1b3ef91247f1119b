/* The one binding of htm to Preact: `html` turns a tagged template into virtual nodes. Text in it becomes text nodes. */
import htm from "htm";
import { h } from "preact";

export const html = htm.bind(h);
