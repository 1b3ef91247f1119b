/*
 * What is said to those who hear the page: each new message once, and that one of their own could not be sent. Pure.
 * The log itself is no live region: it would read out history and every redrawing, and its copy of a message could not
 * be taken back. Lines leave after a while, and at once when their message is removed.
 */

/** @typedef {{key: string, id: string|null, text: string}} Line  `id`: of the message whose text it holds */
/** @typedef {readonly Line[]} Spoken */

/** @type {Spoken} */
export const SILENCE = Object.freeze([]);
/** More lines than these at once are a flood: the oldest give way. */
const LINES_MAX = 5;

/**
 * @param {Spoken} spoken
 * @param {readonly Line[]} lines
 * @returns {Spoken}
 */
export function say(spoken, lines) {
  const fresh = lines.filter((line) => !spoken.some((said) => said.key === line.key));
  return fresh.length === 0 ? spoken : [...spoken, ...fresh].slice(-LINES_MAX);
}

/**
 * @param {Spoken} spoken
 * @param {(line: Line) => boolean} which
 * @returns {Spoken}
 */
export function unsay(spoken, which) {
  return spoken.some(which) ? spoken.filter((line) => !which(line)) : spoken;
}
