/**
 * One conversation's messages as this console knows them: each at its highest version, oldest loaded page downwards.
 * Pure. Belongs here: what the thread holds. Not here: how it is laid out (rows.js), what waits to be sent (outbox.js).
 *
 * Everything heard is kept, also about messages above the loaded pages: a recall may be heard while the page of
 * history that holds the message is still on its way, rendered before it.
 *
 * @typedef {import("../types.js").Message} Message
 * @typedef {{byId: ReadonlyMap<string, Message>, floor: number | null, next: string | null, upto: number,
 *   phase: "loading" | "ready" | "failed", earlier: "idle" | "loading" | "failed", trouble: string | null,
 *   era: number}} Timeline
 * `floor`: the lowest position loaded; null when nothing was loaded yet. `era`: grows when what was loaded is replaced;
 * an earlier page asked for before that is dropped.
 */

/** @type {Timeline} */
export const EMPTY = {
  byId: new Map(), floor: null, next: null, upto: 0, phase: "loading", earlier: "idle", trouble: null, era: 0,
};

/** @param {Timeline} state @param {readonly Message[]} heard @returns {Timeline} */
export function hear(state, heard) {
  const byId = new Map(state.byId);
  for (const message of heard) {
    const known = byId.get(message.id);
    if (!known || known.version <= message.version) byId.set(message.id, message);
  }
  return { ...state, byId };
}

/**
 * The latest page came. After a reset it replaces what was loaded, since there may be a gap between the two;
 * versions heard meanwhile still win.
 * @param {Timeline} state @param {import("../types.js").MessagePage} page @param {{anew: boolean}} how
 * @returns {Timeline}
 */
export function latestLoaded(state, page, { anew }) {
  const merged = hear(state, page.items);
  const lowest = floorOf(page, null);
  const joins = !anew && state.floor !== null && overlaps(state, page);
  return {
    ...merged,
    floor: joins ? state.floor : lowest,
    next: joins ? state.next : page.next,
    upto: Math.max(state.upto, page.upto),
    earlier: joins ? state.earlier : "idle",
    era: joins ? state.era : state.era + 1,
    phase: "ready",
    trouble: null,
  };
}

/** @param {Timeline} state @param {import("../types.js").MessagePage} page */
function overlaps(state, page) {
  if (page.next === null) return true;
  return page.items.some((m) => state.floor !== null && m.position >= state.floor && state.byId.has(m.id));
}

/** @param {Timeline} state @param {import("../types.js").MessagePage} page @returns {Timeline} */
export function earlierLoaded(state, page) {
  const merged = hear(state, page.items);
  return { ...merged, floor: floorOf(page, state.floor), next: page.next, earlier: "idle", trouble: null };
}

/** @param {import("../types.js").MessagePage} page @param {number | null} floor */
function floorOf(page, floor) {
  if (page.next === null) return 0;
  return page.items.reduce((low, m) => Math.min(low, m.position), floor ?? Infinity);
}

/** @param {Timeline} state @returns {Timeline} */
export function earlierAsked(state) {
  return { ...state, earlier: "loading", trouble: null };
}

/** @param {Timeline} state @param {string} trouble @returns {Timeline} */
export function loadFailed(state, trouble) {
  if (state.phase === "ready") return { ...state, earlier: "failed", trouble };
  return { ...state, phase: "failed", trouble };
}

/** The messages to show, oldest first. @param {Timeline} state @returns {Message[]} */
export function shown(state) {
  const { floor } = state;
  if (floor === null) return [];
  return [...state.byId.values()].filter((m) => m.position >= floor).sort((a, b) => a.position - b.position);
}

/** @param {Timeline} state @returns {number} the position of the last message shown, 0 if none */
export function lastPosition(state) {
  return [...state.byId.values()].reduce((high, m) => Math.max(high, m.position), 0);
}

/**
 * The first of the `unread` newest messages from the contact: where the line "new" goes.
 * @param {readonly Message[]} messages oldest first @param {number} unread @returns {string | null} a message's id
 */
export function firstUnread(messages, unread) {
  let left = unread;
  let first = null;
  for (let i = messages.length - 1; i >= 0 && left > 0; i -= 1) {
    const message = /** @type {Message} */ (messages[i]);
    if (message.kind !== "contact") continue;
    first = message.id;
    left -= 1;
  }
  return first;
}
